/* The denoising autoencoder at work: pick or draw a digit, hide pixels, see what comes back. A live figure. */
(function (threenets) {
  "use strict";
  const { alternatives, bar, button, choice, coins, grey, make, number, paint, picture, placeOf, slider, table } = threenets;

  const SIDE = 28;
  const PIXELS = SIDE * SIDE;
  const { PAPER } = threenets.Pad;
  const GUESSES = ["all black", "mean picture", "damaged picture itself", "seen pixels kept, mean picture in the holes"];

  /**
   * Setting: `digit`, place of the digit, or -1 for the reader's drawing; `share` of hidden pixels; `black`, whether
   * they are black in place of grey; `seed` of the mask.
   */
  class Denoiser extends threenets.LiveFigure {
    label = "Denoising autoencoder, to try out";

    build(box) {
      this.network = new threenets.Network(this.data.model);
      this.digits = threenets.bytes(this.data.digits);
      this.mean = threenets.halves(this.data.mean);
      this.seed = this.data.expected[0].setting.seed;
      this.masks = new Map();

      const again = () => this.refresh();
      this.pick = choice({ label: "Digit", entries: [...this.data.names, "your own drawing"], change: again });
      this.share = slider({
        label: "Hidden pixels",
        min: 0,
        max: 0.95,
        step: 0.05,
        value: 0.5,
        change: again,
        words: (share) => `${number(100 * share, 0)} %`,
      });
      this.becomes = alternatives({
        label: "They become",
        change: again,
        entries: ["grey (0), as in training", "black (−1), masked before scaling"],
      });
      const other = button("Hide other pixels", () => {
        this.seed += 1;
        this.refresh();
      });
      const clear = button("Clear the pad", () => this.draw(() => this.pad.clear()));

      this.clean = picture("digit: draw on it");
      this.seen = picture("what the network sees");
      this.restored = picture("what it gives back");
      this.pad = new threenets.Pad(this.clean, SIDE, (change) => this.draw(change), again);
      this.bars = make("div", { class: "live-columns", role: "img" });
      this.errors = make("div", { class: "live-panel live-wide" });
      const code = make(
        "div",
        { class: "live-panel live-wide" },
        this.bars,
        make("div", { class: "live-title", "aria-hidden": "true" }, "the code: its 32 units"),
      );
      box.append(
        make("div", { class: "live-panels live-pictures" }, this.clean.box, this.seen.box, this.restored.box),
        this.pick.row,
        this.share.row,
        this.becomes.row,
        make("div", { class: "live-row" }, other, clear),
        this.shown,
        make("div", { class: "live-panels" }, this.errors, code),
        make(
          "p",
          { class: "live-hint" },
          "Drawing without a pointer: move to the digit with the tabulator key, then the arrow " +
            "keys move the pen, the space bar puts it down or lifts it, and Delete clears the pad.",
        ),
      );
    }

    /** Which pixels are hidden, drawn as in Python: one coin a pixel. */
    mask(seed, share) {
      if (!this.masks.has(seed)) this.masks.set(seed, Array.from({ length: PIXELS }, coins(seed)));
      return this.masks.get(seed).map((coin) => coin < share);
    }

    /** All that the figure shows for a setting. */
    at({ digit, share, black, seed }) {
      const clean = digit < 0 ? this.pad.ink : this.scaled(digit);
      const hidden = this.mask(seed, share);
      const seen = clean.map((value, i) => (hidden[i] ? (black ? PAPER : 0) : value));
      const outputs = this.network.trace(seen);
      const restored = outputs[outputs.length - 1].values;
      const code = outputs.reduce((narrow, output) => (output.values.length < narrow.values.length ? output : narrow)).values;
      const guesses = [
        new Float32Array(PIXELS).fill(PAPER),
        this.mean,
        seen,
        seen.map((v, i) => (hidden[i] ? this.mean[i] : v)),
      ];
      return { clean, seen, restored, code, errors: [restored, ...guesses].map((guess) => meanSquare(guess, clean)) };
    }

    compute(setting) {
      const { restored, code, errors } = this.at(setting);
      return { restored: restored.filter((_, i) => i % this.data.every === 0), code, errors };
    }

    update() {
      const digit = this.pick.value < this.data.names.length ? this.pick.value : -1;
      const black = this.becomes.value === 1;
      const { clean, seen, restored, code, errors } = this.at({ digit, share: this.share.value, black, seed: this.seed });
      const show = ({ canvas }, values) => paint(canvas, SIDE, SIDE, (row, column) => shade(values[row * SIDE + column]));
      show(this.clean, clean);
      show(this.seen, seen);
      show(this.restored, restored);
      this.pad.showPen();
      const name = digit < 0 ? "your drawing" : `the digit ${this.data.names[digit]}`;
      const percent = number(100 * this.share.value, 0);
      this.seen.words = `${name} with ${percent} % of the pixels ${black ? "black" : "grey"}`;
      this.restored.words = `${name}, restored with an error of ${number(errors[0], 3)}`;
      this.showErrors(errors);
      this.showCode(code);
      const better = errors.slice(1).filter((error) => errors[0] < error).length;
      const slip = black ? " Trained with grey holes, it takes black ones for paper." : "";
      const rank = ["worse than each", "better than one", "better than two", "better than three", "better than all"][better];
      return (
        `${capital(name)}, ${percent} % hidden: the network's mean squared error is ${number(errors[0], 3)}, ${rank} of the ` +
        `four guesses.${slip}`
      );
    }

    showErrors(errors) {
      const most = Math.max(0.5, ...errors);
      const rows = ["network", ...GUESSES].map((name, i) => [
        name,
        number(errors[i], 3),
        bar(errors[i] / most, i === 0 ? "live-first" : ""),
      ]);
      this.errors.replaceChildren(table("Mean squared error of each guess", ["guess", "error", "as a bar"], rows, "live-bars"));
    }

    showCode(code) {
      const active = code.filter((value) => value > 0).length;
      this.bars.setAttribute(
        "aria-label",
        `Code: ${active} of ${code.length} units are active, the largest value is ` + `${number(Math.max(...code), 1)}`,
      );
      this.bars.replaceChildren(
        ...Array.from(code, (value) =>
          make("div", { style: `height:${Math.min(100, (100 * value) / this.data.code_limit)}%` }),
        ),
      );
    }

    /** The reader draws over the digit that is shown. */
    draw(change) {
      if (this.pick.value < this.data.names.length) this.pad.ink.set(this.scaled(this.pick.value));
      change();
      this.pick.value = this.data.names.length;
      this.refresh();
    }

    scaled(digit) {
      return Float32Array.from(this.digits.subarray(digit * PIXELS, (digit + 1) * PIXELS), (value) => (value - 128) / 128);
    }
  }

  const shade = grey(-1, 1);

  function meanSquare(guess, clean) {
    let sum = 0;
    for (let i = 0; i < PIXELS; i++) sum += (guess[i] - clean[i]) ** 2;
    return sum / PIXELS;
  }

  function capital(text) {
    return text[0].toUpperCase() + text.slice(1);
  }

  customElements.define("live-denoiser", Denoiser);
})((window.threenets = window.threenets || {}));
