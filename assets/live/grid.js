/* Numbers in a grid, coloured by size and sign. Part of the course's live figures. */
(function (threenets) {
  "use strict";
  const { make, number } = threenets;

  /** A cell of a grid: a number on a colour from blue (−1) over none to orange (1). */
  function cell(text, share, kind = "") {
    const strength = Math.round(Math.min(Math.abs(share), 1) * 100);
    return make(
      "span",
      { class: `live-cell ${share < 0 ? "live-minus" : "live-plus"} ${kind}`, style: `--strength:${strength}%` },
      text,
    );
  }

  /** Show cells in a grid of so many columns; the words are for readers who do not see it. */
  function fill(grid, columns, cells, words) {
    grid.style.setProperty("--columns", String(columns));
    grid.setAttribute("aria-label", words);
    grid.replaceChildren(...cells);
  }

  /** A number as short as it can be: whole numbers without a point. */
  function short(value) {
    return number(value, Math.abs(value - Math.round(value)) < 1e-6 ? 0 : 1);
  }

  /** The rows of a grid in words. */
  function rows(values, width) {
    return Array.from(
      { length: values.length / width },
      (_, row) =>
        `Row ${row + 1}: ${values
          .slice(row * width, (row + 1) * width)
          .map(short)
          .join(" ")}.`,
    ).join(" ");
  }

  Object.assign(threenets, { grid: { cell, fill, short, rows } });
})((window.threenets = window.threenets || {}));
