/* Line charts of a series in time, as wide as the text column. Part of the course's live figures. */
(function (threenets) {
  "use strict";
  const { draw } = threenets;

  const HEIGHT = 260;
  const LEFT = 44; // room for the numbers of the axis, in pixels
  const BOTTOM = 24;
  const TOP = 22; // the unit stands here

  /**
   * @typedef {object} Line
   * @property {string} kind class of the style sheet: colour and dashes
   * @property {number[]} values one for each place from `start` on
   * @property {number} start place of the first value
   */

  /** Steps for the marks of an axis: 1, 2 or 5 times a power of ten, about `count` of them. */
  function ticks(low, high, count) {
    const raw = (high - low) / count;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].find((factor) => factor * power >= raw) * power;
    const found = [];
    for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step) found.push(value);
    return { found, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
  }

  /**
   * Draw lines over the same places.
   * @param {SVGElement} svg
   * @param {{width: number, lines: Line[], unit: string, places: [number, number], mark: number, zero?: boolean,
   *   names: (place: number) => string|null, label: string}} options `places` are the first and the last, `mark` gets
   *   an upright line, `names` gives the word at a place on the axis or null, `label` says what the chart shows
   */
  function chart(svg, { width, lines, unit, places: [first, last], mark, zero, names, label }) {
    lines = lines.filter(({ values }) => values.every(Number.isFinite)); // a network that diverged has no line
    const all = lines.flatMap(({ values }) => values);
    if (!all.length) return svg.replaceChildren();
    let [low, high] = [Math.min(...all, zero ? 0 : Infinity), Math.max(...all)];
    if (high - low < 1e-9) high = low + 1;
    const x = (place) => LEFT + ((width - LEFT - 14) * (place - first)) / Math.max(last - first, 1);
    const y = (value) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * (value - low)) / (high - low);
    const parts = [draw("text", { x: 0, y: 13, class: "live-axis" }, unit)];
    const { found, digits } = ticks(low, high, 5);
    for (const value of found) {
      parts.push(draw("line", { x1: LEFT, x2: width, y1: y(value), y2: y(value), class: "live-rule" }));
      parts.push(draw("text", { x: LEFT - 6, y: y(value) + 4, class: "live-axis live-end" }, threenets.number(value, digits)));
    }
    let free = 0; // words at the axis must not touch each other
    for (let place = first; place <= last; place++) {
      const word = names(place);
      if (word === null || x(place) < free || x(place) > width - 12) continue;
      parts.push(
        draw("line", { x1: x(place), x2: x(place), y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM + 4, class: "live-tick" }),
      );
      parts.push(draw("text", { x: x(place), y: HEIGHT - 6, class: "live-axis live-middle" }, word));
      free = x(place) + 9 * word.length + 8;
    }
    parts.push(draw("line", { x1: x(mark), x2: x(mark), y1: TOP - 6, y2: HEIGHT - BOTTOM, class: "live-mark" }));
    for (const { kind, values, start } of lines) {
      const points = values.map((value, i) => `${x(start + i).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
      parts.push(draw("polyline", { points, class: `live-line ${kind}` }));
    }
    svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    svg.setAttribute("aria-label", label);
    svg.replaceChildren(...parts);
  }

  /** A chart's place in a figure; `redraw(width)` is called whenever its width changes. */
  function chartBox(redraw) {
    const svg = draw("svg", { role: "img", class: "live-chart", height: HEIGHT });
    new ResizeObserver(([entry]) => redraw(Math.round(entry.contentRect.width))).observe(svg);
    return svg;
  }

  /** A short piece of a line, for a legend. */
  function sample(kind) {
    return draw(
      "svg",
      { width: 34, height: 12, "aria-hidden": "true", class: "live-sample" },
      draw("polyline", { points: "1,6 33,6", class: `live-line ${kind}` }),
    );
  }

  Object.assign(threenets, { chart, chartBox, sample });
})((window.threenets = window.threenets || {}));
