/* Shift a picture and see what a convolutional network makes of it. A live figure. */
(function (threenets) {
  "use strict";
  const { bar, button, choice, counted, grey, make, number, paint, picture, placeOf, slider, table } = threenets;

  const MILLISECONDS = 12; // of work between two frames, while the map of shifts is filled

  /** Setting: `picture`, its place; `right` and `down`, the shift in pixels; negative is left and up. */
  class Shift extends threenets.LiveFigure {
    label = "Shifted picture and its class, to try out";

    build(box) {
      const { classes, labels, reach } = this.data;
      this.network = new threenets.Network(this.data.model);
      this.pictures = threenets.bytes(this.data.pictures);
      this.maps = this.network.layers
        .map((layer, place) => ({ layer, place }))
        .filter(({ layer }) => /^(Conv2D|MaxPooling2D|AveragePooling2D)$/.test(layer.type));
      /** Class for each shift of each picture, as far as known: row by row from the top left. */
      this.known = labels.map(() => new Int8Array((2 * reach + 1) ** 2).fill(-1));

      const again = () => this.refresh();
      this.pick = choice({ label: "Picture", entries: labels.map((label, i) => `${i + 1}: ${classes[label]}`), change: again });
      const words = (value) => `${number(value, 0)} px`;
      this.right = slider({ label: "Shift to the right", min: -reach, max: reach, value: 0, words, change: again });
      this.down = slider({ label: "Shift down", min: -reach, max: reach, value: 0, words, change: again });
      this.layer = choice({
        label: "Feature maps of",
        entries: this.maps.map(({ layer, place }) => `layer ${place + 1}, ${layer.type}`),
        change: again,
      });
      this.seen = picture("what the network sees");
      this.features = picture("feature maps", "live-features");
      this.flips = picture("class for each shift: blue as unshifted, orange flipped", "live-flips");
      this.flips.canvas.addEventListener("click", (event) => {
        const [row, column] = placeOf(event, 2 * reach + 1, 2 * reach + 1);
        this.down.value = row - reach;
        this.right.value = column - reach;
        this.refresh();
      });
      this.probabilities = make("div", { class: "live-panel" });
      this.count = make("p", { class: "live-hint" });
      const back = button("Back to no shift", () => {
        this.right.value = 0;
        this.down.value = 0;
        this.refresh();
      });
      box.append(
        make("div", { class: "live-panels live-pictures live-two" }, this.seen.box, this.flips.box),
        this.pick.row,
        this.right.row,
        this.down.row,
        make("div", { class: "live-row" }, back),
        this.shown,
        this.count,
        this.probabilities,
        this.layer.row,
        this.features.box,
      );
    }

    /** A picture moved; what comes in at the border repeats the outermost pixels. */
    moved({ picture: place, right, down }) {
      const [height, width, channels] = this.network.input;
      const start = place * height * width * channels;
      const within = (at, length) => Math.min(Math.max(at, 0), length - 1);
      const values = new Float32Array(height * width * channels);
      for (let row = 0, to = 0; row < height; row++)
        for (let column = 0; column < width; column++) {
          const from = start + (within(row - down, height) * width + within(column - right, width)) * channels;
          for (let channel = 0; channel < channels; channel++, to++) values[to] = this.pictures[from + channel];
        }
      return values;
    }

    compute(setting) {
      return { probabilities: this.network.predict(this.moved(setting)) };
    }

    update() {
      const { classes } = this.data;
      const setting = { picture: this.pick.value, right: this.right.value, down: this.down.value };
      const values = this.moved(setting);
      const outputs = this.network.trace(values);
      const probabilities = outputs[outputs.length - 1].values;
      const [height, width, channels] = this.network.input;
      paint(this.seen.canvas, width, height, (row, column) => {
        const at = (row * width + column) * channels;
        return channels === 3 ? [values[at], values[at + 1], values[at + 2]] : [values[at], values[at], values[at]];
      });
      this.showFeatures(outputs[this.maps[this.layer.value].place]);
      const best = highest(probabilities);
      const rows = Array.from(probabilities, (p, i) => [
        i === best ? make("strong", {}, classes[i]) : classes[i],
        `${number(100 * p, 1)} %`,
        bar(p, i === best ? "live-first" : ""),
      ]);
      this.probabilities.replaceChildren(
        table("Probability of each class", ["class", "probability", "as a bar"], rows, "live-bars"),
      );
      this.explore(setting);
      const label = classes[this.data.labels[setting.picture]];
      const shift = describe(setting);
      this.seen.words = `Picture of a ${label}, ${shift}`;
      const middle = this.known[setting.picture][(this.known[setting.picture].length - 1) / 2];
      const flipped = best === middle ? "as without a shift" : `without a shift: ${classes[middle]}`;
      return (
        `Picture of the class ${label}, ${shift}: the network says ${classes[best]} with ${number(100 * probabilities[best], 0)} %` +
        `${shift === "not shifted" ? "" : ` (${flipped})`}.`
      );
    }

    /** @param {import("./network.js").Output} output */
    showFeatures({ values, shape: [height, width, count] }) {
      const across = Math.ceil(Math.sqrt(count));
      const most = Math.max(1e-9, ...values);
      const shade = grey(0, most);
      const gap = [128, 128, 128];
      paint(this.features.canvas, across * (width + 1) - 1, Math.ceil(count / across) * (height + 1) - 1, (row, column) => {
        const map = Math.floor(row / (height + 1)) * across + Math.floor(column / (width + 1));
        const [r, c] = [row % (height + 1), column % (width + 1)];
        return r === height || c === width || map >= count ? gap : shade(values[(r * width + c) * count + map]);
      });
      const awake = new Set(Array.from(values, (value, i) => (value > 0 ? i % count : -1)));
      awake.delete(-1);
      const words = `${counted(count, "feature map")} of ${height} by ${width}`;
      this.features.caption.textContent = `${words}: black 0, white ${number(most, 1)}`;
      this.features.words = `${words}; ${awake.size} of them answer somewhere, the strongest value is ${number(most, 1)}`;
    }

    /** Find the class for each shift, a few milliseconds at a time, and show what is known so far. */
    explore({ picture: place, right, down }) {
      cancelAnimationFrame(this.exploring);
      const { reach } = this.data;
      const side = 2 * reach + 1;
      const known = this.known[place];
      const middle = (known.length - 1) / 2;
      const find = (at) => {
        if (known[at] < 0)
          known[at] = highest(
            this.network.predict(
              this.moved({ picture: place, right: (at % side) - reach, down: Math.floor(at / side) - reach }),
            ),
          );
      };
      find(middle);
      const show = () => {
        paint(this.flips.canvas, side, side, (row, column) => {
          const at = row * side + column;
          if (row === down + reach && column === right + reach) return [0, 0, 0];
          return known[at] < 0 ? [255, 255, 255] : known[at] === known[middle] ? [86, 180, 233] : [230, 159, 0];
        });
        const done = known.filter((one) => one >= 0).length;
        const flipped = known.filter((one) => one >= 0 && one !== known[middle]).length;
        this.flips.words =
          this.count.textContent = `Of ${done} shifts by up to ${reach} pixels, ${flipped} change the class. The black field is the present one.`;
      };
      let at = 0;
      const work = () => {
        const end = performance.now() + MILLISECONDS;
        while (at < known.length && performance.now() < end) find(at++);
        show();
        if (at < known.length) this.exploring = requestAnimationFrame(work);
      };
      show();
      if (known.includes(-1)) this.exploring = requestAnimationFrame(work);
    }

    disconnectedCallback() {
      super.disconnectedCallback();
      cancelAnimationFrame(this.exploring);
    }
  }

  function highest(values) {
    return values.indexOf(Math.max(...values));
  }

  function describe({ right, down }) {
    const parts = [];
    if (right) parts.push(`${counted(Math.abs(right), "pixel")} to the ${right > 0 ? "right" : "left"}`);
    if (down) parts.push(`${counted(Math.abs(down), "pixel")} ${down > 0 ? "down" : "up"}`);
    return parts.length ? `shifted ${parts.join(" and ")}` : "not shifted";
  }

  customElements.define("live-shift", Shift);
})((window.threenets = window.threenets || {}));
