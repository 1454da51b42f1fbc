/* A convolution step by step: picture, kernel, stride, padding, and where each output number comes from. A live figure. */
(function (threenets) {
  "use strict";
  const { alternatives, button, choice, make, number, slider, span } = threenets;
  const { cell, fill, short, rows } = threenets.grid;

  const MODES = ["convolution", "max pooling", "average pooling"];
  const PADDINGS = ["valid", "same"];
  const LARGEST = 5; // kernel

  /**
   * Setting: `picture`, place of the picture; `size` of the part that is used; `kernel`, its numbers row by row; `side` of
   * the kernel; `stride`; `padding`; `mode`, one of MODES.
   */
  class Convolution extends threenets.LiveFigure {
    label = "Convolution step by step, to try out";

    build(box) {
      const { pictures, kernels } = this.data;
      const largest = pictures[0].values.length;
      const again = () => this.refresh();
      this.picture = choice({ label: "Picture", entries: pictures.map(({ name }) => name), change: again });
      this.size = slider({ label: "Input size n", min: 3, max: largest, value: Math.min(7, largest), change: again });
      this.mode = choice({ label: "Layer", entries: MODES, change: again });
      this.preset = choice({
        label: "Kernel",
        entries: [...kernels.map(({ name }) => name), "your own"],
        change: (place) => {
          if (place < kernels.length) this.takeKernel(kernels[place].values);
          this.refresh();
        },
      });
      this.side = slider({
        label: "Kernel size k",
        min: 1,
        max: LARGEST,
        value: 3,
        change: (side) => {
          this.resize(side);
          this.refresh();
        },
      });
      this.stride = slider({ label: "Stride s", min: 1, max: 4, value: 1, change: again });
      this.padding = alternatives({ label: "Padding", entries: PADDINGS, change: again });
      this.place = slider({ label: "Window", min: 1, max: largest ** 2, value: 2, change: again });

      this.input = make("div", { class: "live-grid", role: "img" });
      this.output = make("div", { class: "live-grid live-clickable", role: "img", onclick: (event) => this.jump(event) });
      this.editor = make("div", { class: "live-grid live-editor", role: "group", "aria-label": "Numbers of the kernel" });
      this.products = make("div", { class: "live-grid", role: "img" });
      this.kernelTitle = make("div", { class: "live-title" });
      this.formula = make("p", { class: "live-formula" });
      this.takeKernel(kernels[0].values);
      const titled = (grid, title) =>
        make(
          "div",
          { class: "live-panel" },
          grid,
          typeof title === "string" ? make("div", { class: "live-title", "aria-hidden": "true" }, title) : title,
        );
      const step = (by) => () => {
        const count = Number(this.place.input.max);
        this.place.value = ((this.place.value - 1 + by + count) % count) + 1;
        this.refresh();
      };
      box.append(
        make("div", { class: "live-panels" }, titled(this.input, "input and window"), titled(this.output, "output")),
        make(
          "div",
          { class: "live-panels" },
          titled(this.editor, this.kernelTitle),
          titled(this.products, "products in the window"),
        ),
        this.shown,
        this.place.row,
        make("div", { class: "live-row" }, button("Back", step(-1)), button("Next", step(1)), this.player(step(1), 800)),
        this.formula,
        this.picture.row,
        this.mode.row,
        this.preset.row,
        this.size.row,
        this.side.row,
        this.stride.row,
        this.padding.row,
      );
    }

    /* ---- the kernel ---- */

    takeKernel(values) {
      this.side.value = Math.sqrt(values.length);
      this.kernel = [...values];
      this.editKernel();
    }

    /** Keep what fits of the kernel; new places get 0. */
    resize(side) {
      const old = Math.sqrt(this.kernel.length);
      this.kernel = Array.from({ length: side * side }, (_, i) => {
        const [row, column] = [Math.floor(i / side), i % side];
        return row < old && column < old ? this.kernel[row * old + column] : 0;
      });
      this.preset.value = this.data.kernels.length;
      this.editKernel();
    }

    editKernel() {
      const side = Math.sqrt(this.kernel.length);
      this.editor.style.setProperty("--columns", String(side));
      this.editor.replaceChildren(
        ...this.kernel.map((value, i) =>
          make("input", {
            type: "number",
            step: "any",
            value: Number(value.toFixed(3)),
            "aria-label": `kernel row ${Math.floor(i / side) + 1}, column ${(i % side) + 1}`,
            oninput: (event) => {
              this.kernel[i] = Number(event.target.value) || 0;
              this.preset.value = this.data.kernels.length;
              this.refresh();
            },
          }),
        ),
      );
    }

    /* ---- the arithmetic ---- */

    get setting() {
      return {
        picture: this.picture.value,
        size: this.size.value,
        kernel: this.kernel,
        side: this.side.value,
        stride: this.stride.value,
        padding: PADDINGS[this.padding.value],
        mode: MODES[this.mode.value],
      };
    }

    /** The part of a picture that is used, row by row. */
    pixels({ picture, size }) {
      return this.data.pictures[picture].values.slice(0, size).flatMap((row) => row.slice(0, size));
    }

    /** What each window comes to: its place in the input, the pixels it sees, their products, and the result. */
    windows(setting) {
      const { size, kernel, side, stride, padding, mode } = setting;
      const axis = span(size, side, stride, padding);
      const values = this.pixels(setting);
      const found = Array.from({ length: Math.max(axis.size, 0) ** 2 }, (_, i) => ({
        row: Math.floor(i / axis.size) * stride - axis.before,
        column: (i % axis.size) * stride - axis.before,
        seen: new Array(side * side).fill(null),
        products: [],
        result: 0,
      }));
      if (found.length)
        threenets.slide(
          [size, size],
          [side, side],
          [stride, stride],
          padding,
          (to, from, at) => (found[to].seen[at] = values[from]),
        );
      for (const one of found) {
        const real = one.seen.filter((value) => value !== null); // pooling ignores the border, a convolution reads zeros there
        if (mode === "max pooling") one.result = Math.max(...real);
        else if (mode === "average pooling") one.result = real.reduce((sum, value) => sum + value, 0) / real.length;
        else {
          one.products = one.seen.map((value, at) => (value ?? 0) * kernel[at]);
          one.result = one.products.reduce((sum, value) => sum + value, 0);
        }
      }
      return { axis, found };
    }

    compute(setting) {
      const { axis, found } = this.windows(setting);
      return { sizes: [axis.size, axis.before, axis.after], output: found.map(({ result }) => result) };
    }

    /* ---- the drawing ---- */

    update() {
      const { setting } = this;
      const { axis, found } = this.windows(setting);
      const pooling = setting.mode !== MODES[0];
      this.preset.input.disabled = pooling;
      for (const input of this.editor.children) input.disabled = pooling;
      this.kernelTitle.textContent = pooling
        ? `window of ${setting.side} by ${setting.side}; no weights`
        : "kernel: type into it";
      this.place.limits(1, Math.max(found.length, 1));
      const here = found[this.place.value - 1];
      this.formula.replaceChildren(...sizeFormula(setting, axis));
      this.dataset.problem = found.length ? "no" : "yes";
      this.showInput(setting, axis, here);
      this.showOutput(axis, found);
      this.showProducts(setting, here);
      if (!here) {
        return (
          `No window of ${setting.side} by ${setting.side} fits into ${setting.size} by ${setting.size} pixels: the output ` +
          `would have size ${number(axis.size, 0)}. Keras stops here: "Computed output size would be zero or negative".`
        );
      }
      const place =
        `Window ${this.place.value} of ${found.length}, output row ${Math.floor((this.place.value - 1) / axis.size) + 1}, ` +
        `column ${((this.place.value - 1) % axis.size) + 1}: `;
      const real = here.seen.filter((value) => value !== null);
      if (setting.mode === MODES[1]) return `${place}the largest of ${real.map(short).join(", ")} is ${short(here.result)}.`;
      if (setting.mode === MODES[2]) return `${place}the mean of ${real.map(short).join(", ")} is ${short(here.result)}.`;
      const terms = here.products.filter((value) => value !== 0);
      const sum = terms.map((value) => (value < 0 ? `(${short(value)})` : short(value))).join(" + ");
      return `${place}the products sum to ${terms.length > 1 ? `${sum} = ` : ""}${short(here.result)}.`;
    }

    showInput(setting, { before, after }, here) {
      const { size, side } = setting;
      const values = this.pixels(setting);
      const width = before + size + after;
      const cells = [];
      for (let row = -before; row < size + after; row++)
        for (let column = -before; column < size + after; column++) {
          const inside = Math.min(row, column) >= 0 && Math.max(row, column) < size;
          const within =
            here && row >= here.row && row < here.row + side && column >= here.column && column < here.column + side;
          const value = inside ? values[row * size + column] : 0;
          cells.push(
            cell(
              inside ? short(value) : setting.mode === MODES[0] ? "0" : "",
              inside ? value / 9 : 0,
              `${inside ? "" : "live-border"} ${within ? "live-within" : ""}`,
            ),
          );
        }
      fill(this.input, width, cells, `Input of ${size} by ${size} pixels. ${rows(values, size)}`);
    }

    showOutput({ size }, found) {
      const highest = Math.max(1e-9, ...found.map(({ result }) => Math.abs(result)));
      const cells = found.map(({ result }, i) =>
        cell(short(result), result / highest, i === this.place.value - 1 ? "live-within" : ""),
      );
      fill(
        this.output,
        Math.max(size, 1),
        cells,
        found.length
          ? `Output of ${size} by ${size}. ${rows(
              found.map(({ result }) => result),
              size,
            )}`
          : "No output, since no window fits.",
      );
    }

    showProducts({ side, mode }, here) {
      const most = here ? Math.max(1e-9, ...here.products.map(Math.abs)) : 1;
      const cells = here && mode === MODES[0] ? here.products.map((value) => cell(short(value), value / most)) : [];
      this.products.parentElement.classList.toggle("live-absent", !cells.length);
      fill(
        this.products,
        side,
        cells,
        cells.length ? `Products of pixels and kernel. ${rows(here.products, side)}` : "No products in this window.",
      );
    }

    /** Go to the window behind the output number that was clicked. */
    jump(event) {
      const place = [...this.output.children].indexOf(event.target.closest(".live-cell"));
      if (place < 0) return;
      this.place.value = place + 1;
      this.refresh();
    }
  }

  /** The formula of the output size with its numbers, and what TensorFlow adds on each side. */
  function sizeFormula({ size: n, side: k, stride: s, padding }, { size, before, after }) {
    const sides = `${before} above and left, ${after} below and right`;
    if (padding === "valid") {
      return [`valid: output size = ⌊(n − k) / s⌋ + 1 = ⌊(${n} − ${k}) / ${s}⌋ + 1 = `, strong(size), ". No zeros are added."];
    }
    return [
      `same: output size = ⌈n / s⌉ = ⌈${n} / ${s}⌉ = `,
      strong(size),
      ". Zeros added along each axis: " +
        `max((${size} − 1) · ${s} + ${k} − ${n}, 0) = ${before + after}: ${before + after ? sides : "none"}.`,
    ];
  }

  function strong(value) {
    return make("strong", {}, number(value, 0));
  }

  customElements.define("live-convolution", Convolution);
})((window.threenets = window.threenets || {}));
