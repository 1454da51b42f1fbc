/* A pad to draw on, with pointer, finger or keys. Part of the course's live figures. */
(function (threenets) {
  "use strict";

  const PAPER = -1; // values of pixels, scaled as the network sees them
  const INK = 127 / 128;
  const BRUSH = [
    [0, 0, INK],
    [0, 1, 0.4],
    [1, 0, 0.4],
    [0, -1, 0.4],
    [-1, 0, 0.4],
  ]; // about as wide as a stroke of MNIST
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  class Pad {
    static PAPER = PAPER;

    /**
     * @param {any} picture as `threenets.picture` makes it; its owner paints it
     * @param {number} side pixels along each side
     * @param {(change: () => void) => void} draw is called with each change of the drawing, and carries it out
     * @param {() => void} refresh is called when only the pen has moved
     */
    constructor(picture, side, draw, refresh) {
      this.picture = picture;
      this.side = side;
      this.draw = draw;
      this.refresh = refresh;
      /** The drawing, row by row. */
      this.ink = new Float32Array(side * side).fill(PAPER);
      this.pen = { row: 8, column: 8, down: false, shown: false };
      const { canvas } = picture;
      let last = null;
      const move = (event) => {
        const place = threenets.placeOf(event, side, side);
        this.stroke(last ?? place, place);
        last = place;
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
      canvas.addEventListener("keydown", (event) => this.key(event) && event.preventDefault());
      canvas.addEventListener("focus", () => this.takePen(canvas.matches(":focus-visible")));
      canvas.addEventListener("blur", () => this.takePen(false));
    }

    clear() {
      this.ink.fill(PAPER);
    }

    /** Draw from one pixel to another, without gaps. */
    stroke(from, to) {
      this.draw(() => {
        const steps = Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]), 1);
        for (let step = 0; step <= steps; step++) {
          this.dab(...[0, 1].map((axis) => Math.round(from[axis] + ((to[axis] - from[axis]) * step) / steps)));
        }
      });
    }

    dab(row, column) {
      for (const [down, right, ink] of BRUSH) {
        const [r, c] = [row + down, column + right];
        if (Math.min(r, c) < 0 || Math.max(r, c) >= this.side) continue;
        this.ink[r * this.side + c] = Math.max(this.ink[r * this.side + c], ink);
      }
    }

    takePen(shown) {
      Object.assign(this.pen, { shown, down: false });
      this.refresh();
    }

    /** Answer to a key; return whether it means anything here. */
    key({ key }) {
      const { pen } = this;
      if (key === "Delete" || key === "Backspace") {
        this.draw(() => this.clear());
        return true;
      }
      const from = [pen.row, pen.column];
      if (ARROWS[key]) [pen.row, pen.column] = from.map((place, axis) => this.within(place + ARROWS[key][axis]));
      else if (key === " ") pen.down = !pen.down;
      else return false;
      pen.shown = true;
      if (pen.down) this.stroke(from, [pen.row, pen.column]);
      else this.refresh();
      return true;
    }

    within(place) {
      return Math.min(Math.max(place, 0), this.side - 1);
    }

    /** Mark the pixel under the pen, and say where it is. */
    showPen() {
      const { row, column, down, shown } = this.pen;
      this.picture.words =
        `Drawing pad of ${this.side} by ${this.side} pixels: arrow keys move the pen, space puts it down or lifts it, Delete ` +
        `clears. Pen ${down ? "down" : "up"} at row ${row + 1}, column ${column + 1}.`;
      if (!shown) return;
      const context = this.picture.canvas.getContext("2d");
      context.fillStyle = down ? "#d55e00" : "#56b4e9";
      context.fillRect(column, row, 1, 1);
    }
  }

  Object.assign(threenets, { Pad });
})((window.threenets = window.threenets || {}));
