/* The recurrent network's forecast beside simple rules and beside what happened. A live figure. */
(function (threenets) {
  "use strict";
  const { chart, chartBox, make, number, picture, sample, slider, table, tick } = threenets;

  const BEFORE = 36; // months shown before the forecast
  const LONGEST = 60; // months of a forecast

  /** How many whole years back the same month lies that is known, for a month so far ahead. */
  const yearsTo = (ahead) => Math.ceil(ahead / 12);

  /** Rules that need no network: each gives the value so many months after a place. The page's section tells which it has. */
  const RULES = {
    "last value": (values, place) => values[place],
    "seasonal naive": (values, place, ahead) => values[place + ahead - 12 * yearsTo(ahead)],
    "seasonal naive + drift": (values, place, ahead) =>
      values[place + ahead - 12 * yearsTo(ahead)] + (yearsTo(ahead) * (values[place] - values[place - 120])) / 10,
    "last 12 differences": (values, place, ahead) =>
      values[place + ahead - 12 * yearsTo(ahead)] + yearsTo(ahead) * (values[place] - values[place - 12]),
  };

  /** Setting: `place`, the last month that is known; `ahead`, months to forecast. */
  class Forecast extends threenets.LiveFigure {
    label = "Forecast with a recurrent network, to try out";

    build(box) {
      this.series = new threenets.Series(this.data);
      const { series } = this;
      const again = () => this.refresh();
      this.place = slider({
        label: "Last known month",
        min: this.data.earliest,
        max: series.values.length - 1,
        value: series.values.length - 1 - LONGEST,
        words: (place) => series.name(place),
        change: again,
      });
      this.ahead = slider({ label: "Months ahead", min: 1, max: LONGEST, value: LONGEST, change: again });
      this.rules = this.data.rules.map((label, i) => tick({ label, value: i < 2, change: again }));
      this.rules.forEach(({ row }, i) => row.append(sample(`live-rule-${i + 1}`)));
      this.svg = chartBox((width) => {
        this.width = width;
        this.refresh();
      });
      this.heat = picture("", "live-heat");
      this.table = threenets.stateTable("The states as a table", () => ({
        states: this.states,
        steps: series.length,
        names: Array.from({ length: series.length }, (_, i) => series.name(this.place.value - series.length + 1 + i)),
      }));
      this.scores = make("div", { class: "live-panel live-wide" });
      box.append(
        make(
          "div",
          { class: "live-legend" },
          key("measured", "live-true"),
          key("network", "live-network"),
          ...this.rules.map(({ row }) => row),
        ),
        this.svg,
        this.place.row,
        this.ahead.row,
        this.shown,
        this.scores,
        this.heat.box,
        this.table.box,
      );
    }

    /** Feed the network with its own forecasts, month after month. */
    forecast({ place, ahead }) {
      const { series } = this;
      const window = series.window(place);
      let level = series.values[place];
      /** @type {Float32Array} */
      let states;
      const values = Array.from({ length: ahead }, () => {
        const { output, ...run } = series.run(window);
        states ??= run.states; // of the first window, which holds measured months only
        window.shift();
        window.push(output);
        return (level += series.unscale(output));
      });
      return { values, states };
    }

    /** What each rule forecasts, as [name, values]. */
    simple({ place, ahead }) {
      const months = Array.from({ length: ahead }, (_, i) => i + 1);
      return this.data.rules.map((name) => [name, months.map((month) => RULES[name](this.series.values, place, month))]);
    }

    compute(setting) {
      const { values, states } = this.forecast(setting);
      return {
        forecast: values,
        states: states.filter((_, i) => i % this.data.every === 0),
        rules: this.simple(setting).flatMap(([, line]) => line),
      };
    }

    update() {
      const { series } = this;
      const [place, ahead] = [this.place.value, this.ahead.value];
      const { values, states } = this.forecast({ place, ahead });
      this.states = states;
      const truth = series.values.slice(place + 1, place + 1 + ahead);
      const guesses = { network: values, ...Object.fromEntries(this.simple({ place, ahead })) };
      this.showChart(place, ahead, guesses);
      /** @type {[string, number][]} */
      const errors = Object.entries(guesses).map(([name, guess]) => [name, rootMeanSquare(guess, truth)]);
      const { unit } = this.data;
      this.scores.replaceChildren(
        table(
          `After ${threenets.counted(ahead, "month")}, in ${unit}`,
          ["forecast", "root mean squared error", "last month"],
          [
            ...errors.map(([name, error]) => [
              name,
              error === null ? "not known" : number(error, 2),
              number(guesses[name][ahead - 1], 2),
            ]),
            ["measured", "", truth.length === ahead ? number(truth[ahead - 1], 2) : "not known"],
          ],
        ),
      );
      this.showStates(place);
      const trained =
        this.data.trained_until !== null && place + 1 <= this.data.trained_until
          ? " The network was trained on months after this one."
          : "";
      if (!truth.length)
        return `From ${series.name(place)}: nothing is measured beyond this month, so nobody can say who is right.`;
      const best = errors.reduce((a, b) => (b[1] < a[1] ? b : a));
      const over =
        truth.length < ahead
          ? `the ${threenets.counted(truth.length, "month")} that were measured`
          : threenets.counted(ahead, "month");
      return (
        `From ${series.name(place)}, over ${over}: the network's root mean squared error is ${number(errors[0][1], 2)} ${unit}; ` +
        `${best[0] === "network" ? "none of the rules is better" : `"${best[0]}" is best with ${number(best[1], 2)} ${unit}`}.${trained}`
      );
    }

    showChart(place, ahead, guesses) {
      const { series } = this;
      const first = Math.max(0, place - BEFORE);
      const last = place + Math.max(ahead, 12);
      const here = series.values[place];
      const shown = ["network", ...this.data.rules.filter((_, i) => this.rules[i].value)];
      chart(this.svg, {
        width: this.width || 640,
        unit: `${this.data.quantity} (${this.data.unit})`,
        places: [first, last],
        mark: place,
        names: (at) => series.january(at),
        label:
          `${this.data.quantity} around ${series.name(place)}: measured, and forecasts over ` +
          `${threenets.counted(ahead, "month")} by ${shown.join(", ")}. The table below has the numbers.`,
        lines: [
          { kind: "live-true", values: series.values.slice(first, last + 1), start: first },
          ...shown.slice(1).map((name) => ({
            kind: `live-rule-${this.data.rules.indexOf(name) + 1}`,
            values: [here, ...guesses[name]],
            start: place,
          })),
          { kind: "live-network", values: [here, ...guesses.network], start: place },
        ],
      });
    }

    showStates(place) {
      const { series, states } = this;
      threenets.paintStates(this.heat.canvas, states, series.length);
      const units = states.length / series.length;
      const last = states.slice(-units);
      const full = last.filter((value) => Math.abs(value) > 0.9).length;
      this.heat.caption.textContent =
        `hidden state while it reads ${series.name(place - series.length + 1)} (top) to ${series.name(place)} ` +
        `(bottom): ${units} units across, blue −1, orange 1`;
      this.heat.words = `Hidden state: ${series.length} months by ${units} units. After the last month ${full} units are beyond −0.9 or 0.9.`;
      this.table.fill();
    }
  }

  function key(name, kind) {
    return make("span", { class: "live-option" }, sample(kind), name);
  }

  /** Over the months that were measured; null if there are none. */
  function rootMeanSquare(guess, truth) {
    if (!truth.length) return null;
    return Math.sqrt(truth.reduce((sum, value, i) => sum + (guess[i] - value) ** 2, 0) / truth.length);
  }

  customElements.define("live-forecast", Forecast);
})((window.threenets = window.threenets || {}));
