/* The denoising autoencoder at work: pick or draw a digit, hide pixels, see what comes back. A live figure. */
(function (threenets) {
  "use strict";
  const { alternatives, bar, button, choice, coins, grey, make, number, paint, picture, placeOf, slider, table } = threenets;

  const SIDE = 28;
  const PIXELS = SIDE * SIDE;
  const INK = 127 / 128; // the brightest pixel after scaling
  const PAPER = -1;
  const BRUSH = [[0, 0, INK], [0, 1, 0.4], [1, 0, 0.4], [0, -1, 0.4], [-1, 0, 0.4]]; // about as wide as a stroke of MNIST
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
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
      this.drawing = new Float32Array(PIXELS).fill(PAPER);
      this.seed = this.data.expected[0].setting.seed;
      this.masks = new Map();

      const again = () => this.refresh();
      this.pick = choice({ label: "Digit", entries: [...this.data.names, "your own drawing"], change: again });
      this.share = slider({ label: "Hidden pixels", min: 0, max: 0.95, step: 0.05, value: 0.5, change: again,
        words: (share) => `${number(100 * share, 0)} %` });
      this.becomes = alternatives({ label: "They become", change: again,
        entries: ["grey (0), as in training", "black (−1), masked before scaling"] });
      const other = button("Hide other pixels", () => {
        this.seed += 1;
        this.refresh();
      });
      const clear = button("Clear the pad", () => {
        this.drawing.fill(PAPER);
        this.useDrawing();
      });

      this.clean = picture("digit: draw on it");
      this.seen = picture("what the network sees");
      this.restored = picture("what it gives back");
      this.makePad(this.clean.canvas);
      this.bars = make("div", { class: "live-columns", role: "img" });
      this.errors = make("div", { class: "live-panel live-wide" });
      const code = make("div", { class: "live-panel live-wide" }, this.bars,
        make("div", { class: "live-title", "aria-hidden": "true" }, "the code: its 32 units"));
      box.append(
        make("div", { class: "live-panels live-pictures" }, this.clean.box, this.seen.box, this.restored.box),
        this.pick.row, this.share.row, this.becomes.row, make("div", { class: "live-row" }, other, clear), this.shown,
        make("div", { class: "live-panels" }, this.errors, code),
        make("p", { class: "live-hint" }, "Drawing without a pointer: move to the digit with the tabulator key, then the arrow " +
          "keys move the pen, the space bar puts it down or lifts it, and Delete clears the pad."),
      );
    }

    /** Which pixels are hidden, drawn as in Python: one coin a pixel. */
    mask(seed, share) {
      if (!this.masks.has(seed)) this.masks.set(seed, Array.from({ length: PIXELS }, coins(seed)));
      return this.masks.get(seed).map((coin) => coin < share);
    }

    /** All that the figure shows for a setting. */
    at({ digit, share, black, seed }) {
      const clean = digit < 0 ? this.drawing : this.scaled(digit);
      const hidden = this.mask(seed, share);
      const seen = clean.map((value, i) => (hidden[i] ? (black ? PAPER : 0) : value));
      const outputs = this.network.trace(seen);
      const restored = outputs[outputs.length - 1].values;
      const code = outputs.reduce((narrow, output) => (output.values.length < narrow.values.length ? output : narrow)).values;
      const guesses = [new Float32Array(PIXELS).fill(PAPER), this.mean, seen, seen.map((v, i) => (hidden[i] ? this.mean[i] : v))];
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
      this.showPen();
      const name = digit < 0 ? "your drawing" : `the digit ${this.data.names[digit]}`;
      const percent = number(100 * this.share.value, 0);
      this.seen.words = `${name} with ${percent} % of the pixels ${black ? "black" : "grey"}`;
      this.restored.words = `${name}, restored with an error of ${number(errors[0], 3)}`;
      this.showErrors(errors);
      this.showCode(code);
      const better = errors.slice(1).filter((error) => errors[0] < error).length;
      const slip = black ? " Trained with grey holes, it takes black ones for paper." : "";
      const rank = ["worse than each", "better than one", "better than two", "better than three", "better than all"][better];
      return `${capital(name)}, ${percent} % hidden: the network's mean squared error is ${number(errors[0], 3)}, ${rank} of the ` +
        `four guesses.${slip}`;
    }

    showErrors(errors) {
      const most = Math.max(0.5, ...errors);
      const rows = ["network", ...GUESSES].map((name, i) =>
        [name, number(errors[i], 3), bar(errors[i] / most, i === 0 ? "live-first" : "")]);
      this.errors.replaceChildren(table("Mean squared error of each guess", ["guess", "error", "as a bar"], rows, "live-bars"));
    }

    showCode(code) {
      const active = code.filter((value) => value > 0).length;
      this.bars.setAttribute("aria-label", `Code: ${active} of ${code.length} units are active, the largest value is ` +
        `${number(Math.max(...code), 1)}`);
      this.bars.replaceChildren(...Array.from(code, (value) =>
        make("div", { style: `height:${Math.min(100, (100 * value) / this.data.code_limit)}%` })));
    }

    /* ---- drawing ---- */

    makePad(canvas) {
      this.pen = { row: 8, column: 8, down: false, shown: false };
      let last = null;
      const move = (event) => {
        const [row, column] = placeOf(event, SIDE, SIDE);
        this.stroke(last || [row, column], [row, column]);
        last = [row, column];
      };
      canvas.classList.add("live-pad");
      canvas.tabIndex = 0;
      canvas.setAttribute("role", "application");
      canvas.addEventListener("pointerdown", (event) => {
        canvas.setPointerCapture(event.pointerId);
        last = null;
        move(event);
      });
      canvas.addEventListener("pointermove", (event) => event.buttons && move(event));
      canvas.addEventListener("keydown", (event) => this.key(event));
      canvas.addEventListener("focus", () => this.focusPen(canvas.matches(":focus-visible")));
      canvas.addEventListener("blur", () => this.focusPen(false));
    }

    focusPen(shown) {
      this.pen.shown = shown;
      this.pen.down = false;
      this.refresh();
    }

    key(event) {
      const { pen } = this;
      const arrow = ARROWS[event.key];
      if (arrow) {
        const from = [pen.row, pen.column];
        pen.row = Math.min(Math.max(pen.row + arrow[0], 0), SIDE - 1);
        pen.column = Math.min(Math.max(pen.column + arrow[1], 0), SIDE - 1);
        pen.shown = true;
        if (pen.down) this.stroke(from, [pen.row, pen.column]);
        else this.refresh();
      } else if (event.key === " ") {
        pen.down = !pen.down;
        pen.shown = true;
        if (pen.down) this.stroke([pen.row, pen.column], [pen.row, pen.column]);
        else this.refresh();
      } else if (event.key === "Delete" || event.key === "Backspace") {
        this.drawing.fill(PAPER);
        this.useDrawing();
      } else return;
      event.preventDefault();
    }

    /** Draw from one pixel to another, over the digit that is shown. */
    stroke([fromRow, fromColumn], [toRow, toColumn]) {
      if (this.pick.value < this.data.names.length) this.drawing.set(this.scaled(this.pick.value));
      const steps = Math.max(Math.abs(toRow - fromRow), Math.abs(toColumn - fromColumn), 1);
      for (let step = 0; step <= steps; step++) {
        const row = Math.round(fromRow + ((toRow - fromRow) * step) / steps);
        const column = Math.round(fromColumn + ((toColumn - fromColumn) * step) / steps);
        for (const [down, right, ink] of BRUSH) {
          const [r, c] = [row + down, column + right];
          if (Math.min(r, c) < 0 || Math.max(r, c) >= SIDE) continue;
          this.drawing[r * SIDE + c] = Math.max(this.drawing[r * SIDE + c], ink);
        }
      }
      this.useDrawing();
    }

    useDrawing() {
      this.pick.value = this.data.names.length;
      this.refresh();
    }

    showPen() {
      const { row, column, down, shown } = this.pen;
      this.clean.words = "Drawing pad of 28 by 28 pixels: arrow keys move the pen, space puts it down or lifts it, Delete " +
        `clears. Pen ${down ? "down" : "up"} at row ${row + 1}, column ${column + 1}.`;
      if (!shown) return;
      const context = this.clean.canvas.getContext("2d");
      context.fillStyle = down ? "#d55e00" : "#56b4e9";
      context.fillRect(column, row, 1, 1);
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
