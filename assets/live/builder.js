/* Stack layers and watch the sizes, until a layer cannot be built. A live figure. */
(function (threenets) {
  "use strict";
  const { button, choice, counted, make, number, span } = threenets;

  /** What a layer of each type can be told: name of the setting, its words, its smallest and largest number. */
  const NUMBERS = {
    filters: ["filters", 1, 512],
    units: ["units", 1, 4096],
    kernel: ["kernel size", 1, 15],
    pool: ["window size", 1, 15],
    stride: ["stride", 1, 8],
  };
  const SETTINGS = {
    Conv2D: ["filters", "kernel", "stride", "padding"],
    MaxPooling2D: ["pool", "stride", "padding"],
    AveragePooling2D: ["pool", "stride", "padding"],
    GlobalAveragePooling2D: [],
    Flatten: [],
    Dense: ["units"],
  };
  const TYPES = Object.keys(SETTINGS);
  const START = { filters: 32, units: 64, kernel: 3, pool: 2, stride: 1, padding: "valid" };
  const LONGEST = 12; // layers

  /**
   * @typedef {object} Built what became of one layer
   * @property {number[]} [shape] of its output, without the batch; absent where it cannot be built
   * @property {number} [parameters]
   * @property {string} [problem] why it cannot be built
   */

  /** Setting: `input`, the shape of one sample; `layers`, each with its type and settings. */
  class Builder extends threenets.LiveFigure {
    label = "Stack of layers, to build yourself";

    build(box) {
      const names = Object.keys(this.data.networks);
      this.preset = choice({ label: "Start from", entries: names, change: (place) => this.take(names[place]) });
      this.list = make("ol", { class: "live-layers" });
      this.more = button("Add a layer", () => {
        this.layers.push({ type: "Conv2D", ...START });
        this.lay(this.layers.length - 1);
      });
      const [height, width, channels] = this.data.input;
      box.append(
        this.preset.row,
        make("p", { class: "live-hint" }, `Input: ${height} × ${width} pixels, ${counted(channels, "channel")}.`),
        this.list,
        make("div", { class: "live-row" }, this.more),
        this.shown,
      );
      this.take(names[0]);
    }

    take(name) {
      this.layers = this.data.networks[name].map((layer) => ({ ...START, ...layer }));
      this.lay();
    }

    /** Make the rows anew; the focus goes to a layer that was moved or added. */
    lay(focus = -1) {
      this.list.replaceChildren(...this.layers.map((layer, place) => this.row(layer, place)));
      this.more.disabled = this.layers.length >= LONGEST;
      if (focus >= 0) this.list.children[focus].querySelector("select").focus();
      this.refresh();
    }

    row(layer, place) {
      const type = make(
        "select",
        {
          "aria-label": `type of layer ${place + 1}`,
          onchange: () => {
            layer.type = type.value;
            this.lay(place);
          },
        },
        ...TYPES.map((name) => make("option", { selected: name === layer.type }, name)),
      );
      const swap = (by) => () => {
        const [moved] = this.layers.splice(place, 1);
        this.layers.splice(place + by, 0, moved);
        this.lay(place + by);
      };
      const tools = make(
        "span",
        { class: "live-tools" },
        button("↑", swap(-1), { "aria-label": `move layer ${place + 1} up`, disabled: place === 0 }),
        button("↓", swap(1), { "aria-label": `move layer ${place + 1} down`, disabled: place === this.layers.length - 1 }),
        button(
          "×",
          () => {
            this.layers.splice(place, 1);
            this.lay(Math.min(place, this.layers.length - 1));
          },
          { "aria-label": `remove layer ${place + 1}`, disabled: this.layers.length === 1 },
        ),
      );
      const inputs = SETTINGS[layer.type].map((name) => this.input(layer, name, place));
      return make(
        "li",
        {},
        make("div", { class: "live-square", "aria-hidden": "true" }, make("div")),
        make(
          "div",
          { class: "live-layer" },
          make("div", { class: "live-head" }, type, tools),
          make("div", { class: "live-settings" }, ...inputs),
          make("div", { class: "live-result" }),
        ),
      );
    }

    input(layer, name, place) {
      const words = name === "padding" ? name : NUMBERS[name][0];
      const input =
        name === "padding"
          ? make(
              "select",
              {},
              ...["valid", "same"].map((entry) => make("option", { selected: entry === layer.padding }, entry)),
            )
          : make("input", { type: "number", min: NUMBERS[name][1], max: NUMBERS[name][2], step: 1, value: layer[name] });
      input.setAttribute("aria-label", `${words} of layer ${place + 1}`);
      input.addEventListener("input", () => {
        if (!input.checkValidity() || input.value === "") return; // half typed, or out of range: keep what was
        layer[name] = name === "padding" ? input.value : Number(input.value);
        this.refresh();
      });
      return make("label", { class: "live-option" }, words, input);
    }

    /**
     * Build layer after layer, as Keras would.
     * @returns {Built[]} one more than can be built where one cannot
     */
    stack({ input, layers }) {
      const found = [];
      let shape = input;
      for (const layer of layers) {
        const built = buildLayer({ ...START, ...layer }, shape);
        found.push(built);
        if (built.problem) break;
        shape = built.shape;
      }
      return found;
    }

    compute(setting) {
      const found = this.stack(setting);
      const built = found.filter(({ problem }) => !problem);
      return { shapes: built.flatMap(({ shape }) => shape), parameters: built.map(({ parameters }) => parameters) };
    }

    update() {
      const found = this.stack({ input: this.data.input, layers: this.layers });
      const problem = found.findIndex((built) => built.problem);
      [...this.list.children].forEach((row, place) => this.showLayer(row, found[place]));
      this.dataset.problem = problem < 0 ? "no" : "yes";
      const total = found.reduce((sum, { parameters = 0 }) => sum + parameters, 0);
      if (problem < 0)
        return (
          `All ${counted(found.length, "layer")} can be built: ${counted(total, "parameter")}, output ` +
          `${found[found.length - 1].shape.join(" × ")}.`
        );
      return `The network stops at layer ${problem + 1}, ${this.layers[problem].type}: ${found[problem].problem}`;
    }

    showLayer(row, built) {
      const [square, result] = [row.querySelector(".live-square > div"), row.querySelector(".live-result")];
      row.className = !built ? "live-unreached" : built.problem ? "live-broken" : "";
      const side =
        built?.shape?.length === 3 ? Math.max(built.shape[0], built.shape[1]) / Math.max(...this.data.input.slice(0, 2)) : 0;
      square.style.width = square.style.height = `${100 * Math.min(side, 1)}%`;
      if (!built) result.textContent = "not reached";
      else if (built.problem) result.textContent = `cannot be built: ${built.problem}`;
      else result.textContent = `→ ${built.shape.join(" × ")}, ${counted(built.parameters, "parameter")}`;
    }
  }

  /** @returns {Built} */
  function buildLayer(layer, shape) {
    if (layer.type === "Flatten") return { shape: [shape.reduce((product, length) => product * length, 1)], parameters: 0 };
    if (layer.type === "Dense") {
      const inputs = shape[shape.length - 1];
      return { shape: [...shape.slice(0, -1), layer.units], parameters: inputs * layer.units + layer.units };
    }
    if (shape.length !== 3)
      return { problem: `it takes height × width × channels, and gets a list of ${counted(shape[0], "number")}.` };
    const [height, width, channels] = shape;
    if (layer.type === "GlobalAveragePooling2D") return { shape: [channels], parameters: 0 };
    const convolution = layer.type === "Conv2D";
    const side = convolution ? layer.kernel : layer.pool;
    const sizes = [height, width].map((length) => span(length, side, layer.stride, layer.padding).size);
    if (Math.min(...sizes) < 1) {
      return {
        problem:
          `a window of ${side} × ${side} does not fit into ${height} × ${width}: ⌊(${height} − ${side}) / ${layer.stride}⌋ ` +
          `+ 1 = ${number(sizes[0], 0)}.`,
      };
    }
    return convolution
      ? { shape: [...sizes, layer.filters], parameters: (side * side * channels + 1) * layer.filters }
      : { shape: [...sizes, channels], parameters: 0 };
  }

  customElements.define("live-builder", Builder);
})((window.threenets = window.threenets || {}));
