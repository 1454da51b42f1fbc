/* Choose a unit of a layer and see the input pixels that it depends on. A live figure. */
(function (threenets) {
  "use strict";
  const { choice, make, paint, picture, placeOf, slider, span, table } = threenets;

  /** Setting: `layer`, its place; `row` and `column` of the unit. */
  class ReceptiveField extends threenets.LiveFigure {
    label = "Receptive field, to try out";

    build(box) {
      const { input, layers } = this.data;
      this.pixels = threenets.bytes(this.data.picture);
      /** Height and width of the maps, the input first. */
      this.sizes = [input.slice(0, 2)];
      for (const { window, stride, padding } of layers) {
        const last = this.sizes[this.sizes.length - 1];
        this.sizes.push(last.map((length) => span(length, window, stride, padding).size));
      }
      const again = () => this.refresh();
      this.layer = choice({
        label: "Layer",
        entries: layers.map(({ name }, i) => `${i + 1}: ${name}`),
        value: layers.length - 1,
        change: (place) => {
          this.middle(place);
          this.refresh();
        },
      });
      this.row = slider({ label: "Unit: row", min: 1, max: 2, value: 1, change: again });
      this.column = slider({ label: "Unit: column", min: 1, max: 2, value: 1, change: again });
      this.units = picture("units of the layer: click one", "live-flips");
      this.units.canvas.addEventListener("click", (event) => {
        const [height, width] = this.sizes[this.layer.value + 1];
        const [row, column] = placeOf(event, height, width);
        this.row.value = row + 1;
        this.column.value = column + 1;
        this.refresh();
      });
      this.seen = picture("input: bright is what the unit depends on");
      this.steps = make("div", { class: "live-panel live-wide" });
      box.append(
        make("div", { class: "live-panels live-pictures live-two" }, this.seen.box, this.units.box),
        this.layer.row,
        this.row.row,
        this.column.row,
        this.shown,
        this.steps,
      );
      this.middle(layers.length - 1);
    }

    middle(layer) {
      const [height, width] = this.sizes[layer + 1];
      this.row.limits(1, height);
      this.column.limits(1, width);
      this.row.value = Math.ceil(height / 2);
      this.column.value = Math.ceil(width / 2);
    }

    /**
     * What a unit depends on along one axis, layer by layer down to the input.
     * @returns {boolean[][]} for each set of maps, the unit's own first and the input last: which places count
     */
    backwards(layer, axis, place) {
      let needed = Array.from({ length: this.sizes[layer + 1][axis] }, (_, i) => i === place);
      const found = [needed];
      for (let i = layer; i >= 0; i--) {
        const { window, stride, padding } = this.data.layers[i];
        const { before } = span(this.sizes[i][axis], window, stride, padding);
        const below = new Array(this.sizes[i][axis]).fill(false);
        needed.forEach((counts, to) => {
          for (let step = 0; counts && step < window; step++) {
            const from = to * stride - before + step;
            if (from >= 0 && from < below.length) below[from] = true;
          }
        });
        found.push((needed = below));
      }
      return found;
    }

    compute({ layer, row, column }) {
      const [rows, columns] = [this.backwards(layer, 0, row).pop(), this.backwards(layer, 1, column).pop()];
      return { rows: rows.map(Number), columns: columns.map(Number) };
    }

    update() {
      const layer = this.layer.value;
      const [rows, columns] = [this.backwards(layer, 0, this.row.value - 1), this.backwards(layer, 1, this.column.value - 1)];
      const [inputRows, inputColumns] = [rows[rows.length - 1], columns[columns.length - 1]];
      const [height, width, channels] = this.data.input;
      paint(this.seen.canvas, width, height, (row, column) => {
        const at = (row * width + column) * channels;
        const colour = [0, 1, 2].map((channel) => this.pixels[at + (channels === 3 ? channel : 0)]);
        return inputRows[row] && inputColumns[column] ? colour : colour.map((level) => level * 0.3);
      });
      const [mapHeight, mapWidth] = this.sizes[layer + 1];
      paint(this.units.canvas, mapWidth, mapHeight, (row, column) =>
        row === this.row.value - 1 && column === this.column.value - 1
          ? [213, 94, 0]
          : (row + column) % 2
            ? [235, 235, 235]
            : [255, 255, 255],
      );
      const { name } = this.data.layers[layer];
      this.units.words = `${mapHeight} by ${mapWidth} units of ${name}; chosen: row ${this.row.value}, column ${this.column.value}`;
      this.seen.words = `Input of ${height} by ${width} pixels; the unit depends on ${range("rows", inputRows)}, ${range("columns", inputColumns)}`;
      this.steps.replaceChildren(
        table(
          "The way down to the input",
          ["maps", "size", "rows", "columns"],
          rows.map((needed, i) => {
            const place = layer + 1 - i;
            const name = place ? `${place}: ${this.data.layers[place - 1].name}` : "input";
            return [name, this.sizes[place].join("\u00a0×\u00a0"), bounds(needed), bounds(columns[i])];
          }),
        ),
      );
      const whole = this.field(layer);
      const [seenRows, seenColumns] = [count(inputRows), count(inputColumns)];
      const cut =
        seenRows < whole || seenColumns < whole ? `; the rest of its ${whole} × ${whole} field lies beyond the border` : "";
      return `Unit in row ${this.row.value}, column ${this.column.value} of ${name} depends on ${seenRows} × ${seenColumns} input pixels${cut}.`;
    }

    /** Side of the field of a unit far from any border, in input pixels. */
    field(layer) {
      let [side, jump] = [1, 1];
      for (const { window, stride } of this.data.layers.slice(0, layer + 1)) {
        side += (window - 1) * jump;
        jump *= stride;
      }
      return side;
    }
  }

  function count(places) {
    return places.filter(Boolean).length;
  }

  function bounds(places) {
    const [first, last] = [places.indexOf(true) + 1, places.lastIndexOf(true) + 1];
    return !first ? "none" : first === last ? String(first) : `${first} to ${last}`;
  }

  function range(name, places) {
    return `${name} ${bounds(places)}`;
  }

  customElements.define("live-receptive-field", ReceptiveField);
})((window.threenets = window.threenets || {}));
