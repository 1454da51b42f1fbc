/* A monthly series and a recurrent network that was trained on its differences. Part of the course's live figures. */
(function (threenets) {
  "use strict";
  const { make, number } = threenets;

  const MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ];

  /** The series of a figure's data, and the network. Places count months from the first of the series, from 0. */
  class Series {
    /** @param {{model: any, values: number[], first: number[], centre: number, spread: number}} data */
    constructor(data) {
      this.network = new threenets.Network(data.model);
      this.values = data.values;
      this.year = data.first[0];
      this.month = data.first[1];
      this.centre = data.centre;
      this.spread = data.spread;
      this.length = this.network.input[0];
      this.recurrent = this.network.layers.find(({ type }) => type === "SimpleRNN");
    }

    /** "June 1995" for a place. */
    name(place) {
      const months = this.month - 1 + place;
      return `${MONTHS[months % 12]} ${this.year + Math.floor(months / 12)}`;
    }

    /** The year, where a place is a January; null elsewhere. */
    january(place) {
      const months = this.month - 1 + place;
      return months % 12 ? null : String(this.year + months / 12);
    }

    /** The differences up to a place that the network sees, scaled as in training. */
    window(place) {
      return Array.from({ length: this.length }, (_, i) => {
        const at = place - this.length + 1 + i;
        return (this.values[at] - this.values[at - 1] - this.centre) / this.spread;
      });
    }

    /** The network's next difference for a window, and the states on the way, step after step. */
    run(window) {
      const outputs = this.network.trace(window);
      return {
        output: outputs[outputs.length - 1].values[0],
        states: outputs[this.network.layers.indexOf(this.recurrent)].states,
      };
    }

    /** A difference in the unit of the series. */
    unscale(output) {
      return output * this.spread + this.centre;
    }
  }

  /**
   * States of a recurrent layer as a picture: one row a time step, one column a unit.
   * @param {HTMLCanvasElement} canvas
   * @param {Float32Array} states
   * @param {number} steps
   * @param {(step: number) => boolean} shown whether a step is shown; the others stay blank
   */
  function paintStates(canvas, states, steps, shown = () => true) {
    const units = states.length / steps;
    const shade = threenets.signed(1);
    threenets.paint(canvas, units, steps, (row, unit) => (shown(row) ? shade(states[row * units + unit]) : [200, 200, 200]));
  }

  /** The same numbers as a table that opens on demand and scrolls within itself. */
  function stateTable(title, read) {
    const place = make("div", { class: "live-scroll", tabindex: 0, role: "region", "aria-label": title });
    const box = make("details", { class: "live-details" }, make("summary", {}, title), place);
    const fill = () => {
      if (!box.open) return;
      const { states, steps, names } = read();
      const units = states.length / steps;
      const rows = Array.from({ length: units }, (_, unit) => [
        `unit ${unit + 1}`,
        ...names.map((_, step) => number(states[step * units + unit], 2)),
      ]);
      const texts = ["unit", ...names, ...rows.flat()];
      const cells = place.querySelectorAll("th, td");
      // writing into the cells that are there takes a third of the time of new ones
      if (cells.length === texts.length) texts.forEach((text, i) => (cells[i].firstChild.data = text));
      else place.replaceChildren(threenets.table("State of each unit after each month", ["unit", ...names], rows));
    };
    box.addEventListener("toggle", fill);
    return { box, fill };
  }

  Object.assign(threenets, { Series, paintStates, stateTable });
})((window.threenets = window.threenets || {}));
