/* A recurrent network unrolled in time: step by step, and how far a disturbance is felt. A live figure. */
(function (threenets) {
  "use strict";
  const { button, chart, chartBox, make, number, picture, sample, slider, table } = threenets;

  /** Setting: `place`, last month of the window; `step` (from 0) that is disturbed; `size` of the disturbance, unscaled. */
  class Unrolled extends threenets.LiveFigure {
    label = "Recurrent network unrolled in time, to try out";

    build(box) {
      this.series = new threenets.Series(this.data);
      const { series } = this;
      const { length } = series;
      const { unit } = this.data;
      const [, , bias] = series.recurrent.weights;
      const again = () => this.refresh();
      this.place = slider({
        label: "Window ends in",
        min: length,
        max: series.values.length - 1,
        value: series.values.length - 1,
        words: (place) => series.name(place),
        change: again,
      });
      this.step = slider({
        label: "Time step",
        min: 1,
        max: length,
        value: Math.ceil(length / 2),
        words: (t) => `${t} of ${length}`,
        change: again,
      });
      this.unit = slider({
        label: "Unit",
        min: 1,
        max: bias.length,
        value: 1,
        words: (u) => `${u} of ${bias.length}`,
        change: again,
      });
      this.where = slider({ label: "Disturbed step", min: 1, max: length, value: 3, words: String, change: again });
      this.size = slider({
        label: "Disturbance",
        min: -3,
        max: 3,
        step: 0.1,
        value: 1,
        words: (v) => `${number(v, 1)} ${unit}`,
        change: again,
      });
      const go = (by) => () => {
        this.step.value = ((this.step.value - 1 + by + length) % length) + 1;
        this.refresh();
      };
      this.formula = make("p", { class: "live-formula" });
      this.heat = picture("", "live-heat");
      this.svg = chartBox((width) => {
        this.width = width;
        this.refresh();
      });
      this.steps = make("div");
      const details = make("details", { class: "live-details" }, make("summary", {}, "The steps as a table"), this.steps);
      box.append(
        this.place.row,
        this.step.row,
        make("div", { class: "live-row" }, button("Back", go(-1)), button("Next", go(1)), this.player(go(1), 900)),
        this.heat.box,
        this.unit.row,
        this.formula,
        make("div", { class: "live-legend" }, key("distance of the disturbed state from the undisturbed one", "live-distance")),
        this.svg,
        this.where.row,
        this.size.row,
        this.shown,
        details,
      );
    }

    /** The states with and without the disturbance, how far they lie apart after each step, and both outputs. */
    at({ place, step, size }) {
      const { series } = this;
      const window = series.window(place);
      const plain = series.run(window);
      const disturbed = series.run(window.map((value, i) => (i === step ? value + size / series.spread : value)));
      const units = plain.states.length / series.length;
      const distances = Array.from({ length: series.length }, (_, t) => {
        let sum = 0;
        for (let i = t * units; i < (t + 1) * units; i++) sum += (disturbed.states[i] - plain.states[i]) ** 2;
        return Math.sqrt(sum);
      });
      return {
        window,
        states: plain.states,
        units,
        distances,
        outputs: [plain, disturbed].map(({ output }) => series.unscale(output)),
      };
    }

    compute(setting) {
      const { states, units, distances, outputs } = this.at(setting);
      return { state: states.slice(-units), distances, outputs };
    }

    update() {
      const { series } = this;
      const [place, now, where] = [this.place.value, this.step.value - 1, this.where.value - 1];
      const found = this.at({ place, step: where, size: this.size.value });
      const { window, states, units, distances, outputs } = found;
      const month = (t) => series.name(place - series.length + 1 + t);
      threenets.paintStates(this.heat.canvas, states, series.length, (t) => t <= now);
      this.heat.caption.textContent = `the state after steps 1 (top) to ${series.length}: ${units} units across, blue −1, orange 1, grey to come`;
      const norm = Math.hypot(...states.slice(now * units, (now + 1) * units));
      this.heat.words = `State vector of ${units} units after ${now + 1} of ${series.length} steps; its length is ${number(norm, 2)}`;
      this.formula.textContent = this.oneUnit(window, states, units, now, month(now));
      const { unit } = this.data;
      chart(this.svg, {
        width: this.width || 640,
        unit: "distance (no unit)",
        places: [1, series.length],
        mark: where + 1,
        zero: true,
        names: String,
        label: `Distance between disturbed and undisturbed state after each step: ${distances.map((d) => number(d, 2)).join(", ")}`,
        lines: [{ kind: "live-distance", values: distances, start: 1 }],
      });
      this.steps.replaceChildren(
        table(
          "Input and distance of the states, step by step",
          ["step", "month", `input (${unit})`, "distance"],
          window.map((value, t) => [
            String(t + 1),
            month(t),
            number(series.unscale(value) + (t === where ? this.size.value : 0), 2),
            number(distances[t], 3),
          ]),
        ),
      );
      const peak = Math.max(...distances);
      const left = peak > 0 ? `${number((100 * distances[series.length - 1]) / peak, 0)} % of its largest` : "0";
      return (
        `Step ${where + 1} (${month(where)}) disturbed by ${number(this.size.value, 1)} ${unit}: after the last step the distance is ` +
        `${left}, and the forecast moves from ${number(outputs[0], 2)} to ${number(outputs[1], 2)} ${unit}.`
      );
    }

    /** Where one number of the state comes from. */
    oneUnit(window, states, units, t, month) {
      const [W, U, bias] = this.series.recurrent.weights;
      const u = this.unit.value - 1;
      let memory = 0;
      for (let j = 0; t > 0 && j < units; j++) memory += states[(t - 1) * units + j] * U[j * units + u];
      const parts = [
        ["input", window[t] * W[u]],
        ["memory", memory],
        ["bias", bias[u]],
      ];
      const { activation } = this.series.recurrent;
      return (
        `Step ${t + 1}, ${month}, unit ${u + 1}: ${activation}(` +
        parts
          .map(([name, value]) => `${number(value, 2)} from the ${name}`)
          .join(" + ")
          .replace(/\+ −/g, "− ") +
        `) = ${number(states[t * units + u], 2)}`
      );
    }
  }

  function key(name, kind) {
    return make("span", { class: "live-option" }, sample(kind), name);
  }

  customElements.define("live-unrolled", Unrolled);
})((window.threenets = window.threenets || {}));
