/* What all live figures have in common: they take the place of a picture, answer to their controls, and check
   themselves against the values that Keras computed. Part of the course's live figures. */
(function (threenets) {
  "use strict";

  const TOLERANCE = 1e-4; // of the page's numbers against those of Keras, as in threenets.live.figure
  const SILENCE = 500; // milliseconds without a change until the status is spoken: not at each step of a slider

  /** Base of the custom elements. A figure defines `label`, `build`, `update` and `compute`. */
  class LiveFigure extends HTMLElement {
    /** Its name for screen readers. */
    label = "";

    /**
     * Put controls and drawings into the box, and among them `this.shown`, the line for the sentence, if it is not to
     * be the last.
     * @param {HTMLElement} box
     */
    build(box) {}

    /**
     * Show the present setting.
     * @returns {string} one sentence about it
     */
    update() {
      return "";
    }

    /**
     * The numbers of a setting by name, for the comparison with Keras.
     * @param {any} setting
     * @returns {Record<string, ArrayLike<number>>}
     */
    compute(setting) {
      return {};
    }

    connectedCallback() {
      if (this.box) return; // moved within the page
      try {
        this.data = JSON.parse(this.querySelector('script[type="application/json"]').textContent);
        this.box = threenets.make("div", { class: "live-box", role: "group", "aria-label": this.label });
        this.shown = threenets.make("p", { class: "live-status" });
        this.spoken = threenets.make("p", { class: "live-spoken", role: "status" });
        this.build(this.box);
        if (!this.shown.parentNode) this.box.append(this.shown); // a figure may have put it elsewhere
        this.box.append(this.spoken, this.checked());
        this.refresh();
      } catch (error) {
        this.dataset.state = "failed"; // the picture stays
        console.error(`live figure ${this.localName}:`, error);
        return;
      }
      this.querySelector("script").remove();
      this.append(this.box); // the picture stays in the page, for paper
      this.dataset.state = "ready";
    }

    disconnectedCallback() {
      clearTimeout(this.speaking);
      this.pause?.();
    }

    /** Show the present setting. */
    refresh() {
      const sentence = this.update().replace(/(\d) (?=%|ppm)/g, "$1\u00a0"); // no line ends before a unit
      if (this.shown.textContent === sentence) return;
      this.shown.textContent = sentence;
      clearTimeout(this.speaking);
      this.speaking = setTimeout(() => (this.spoken.textContent = sentence), SILENCE);
    }

    /**
     * How far the page is from Keras, over all settings for which Keras' values are known.
     * @returns {{worst: number, numbers: number, settings: number}}
     */
    agreement() {
      let worst = 0;
      let numbers = 0;
      for (const { setting, values } of this.data.expected) {
        const found = this.compute(setting);
        for (const [name, expected] of Object.entries(values)) {
          if (!found[name] || found[name].length !== expected.length) worst = Infinity;
          else expected.forEach((value, i) => (worst = Math.max(worst, gap(found[name][i], value))));
          numbers += expected.length;
        }
      }
      return { worst, numbers, settings: this.data.expected.length };
    }

    /** A line that tells the reader how far this page is from Keras. */
    checked() {
      const { worst, numbers, settings } = this.agreement();
      const agrees = worst <= TOLERANCE;
      this.dataset.agreement = agrees ? "yes" : "no";
      const line =
        `Computed here, in your browser. Compared with Keras: ${threenets.counted(numbers, "number")} for ` +
        `${threenets.counted(settings, "setting")}, largest difference ${scientific(worst)}.`;
      return threenets.make("p", { class: "live-agreement" }, agrees ? line : `${line} Do not trust this figure.`);
    }

    /**
     * A button that steps on and on until it is pressed again, or until the figure leaves the page. Readers who ask
     * for less motion do not get it (see live.css) and step by themselves.
     * @param {() => void} step
     * @param {number} interval milliseconds
     */
    player(step, interval) {
      let timer = 0;
      const button = threenets.button("Play", () => (timer ? this.pause() : play()), { class: "live-play" });
      const play = () => {
        const still = matchMedia("(prefers-reduced-motion: reduce)");
        timer = window.setInterval(() => (still.matches ? this.pause() : step()), interval);
        button.textContent = "Pause";
      };
      this.pause = () => {
        clearInterval(timer);
        timer = 0;
        button.textContent = "Play";
      };
      return button;
    }
  }

  function gap(a, b) {
    const distance = Math.abs(a - b);
    return Number.isNaN(distance) ? Infinity : distance; // NaN compares as neither small nor large
  }

  /** A difference as 1.2 · 10⁻⁶. */
  function scientific(value) {
    if (value === 0 || value === Infinity) return value === 0 ? "0" : "beyond any measure";
    const [digits, power] = value.toExponential(1).split("e");
    return `${digits} · 10${[...power.replace("+", "")].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("")}`;
  }

  Object.assign(threenets, { LiveFigure });
})((window.threenets = window.threenets || {}));
