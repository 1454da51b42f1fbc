/* Tables, bars, pictures and numbers that the live figures share. Part of the course's live figures. */
(function (threenets) {
  "use strict";
  const { make } = threenets;

  /**
   * A table with a caption and a heading for each row.
   * @param {string} caption
   * @param {string[]} columns headings of the columns, that of the row headings first
   * @param {(string|Node)[][]} rows the first entry of each is its heading
   * @param {string} [kind] a class of the style sheet
   */
  function table(caption, columns, rows, kind = "") {
    const head = make("tr", {}, ...columns.map((text) => make("th", { scope: "col" }, text)));
    const body = rows.map(([heading, ...cells]) =>
      make("tr", {}, make("th", { scope: "row" }, heading), ...cells.map((cell) => make("td", {}, cell))),
    );
    return make(
      "table",
      { class: `live-table ${kind}` },
      make("caption", {}, caption),
      make("thead", {}, head),
      make("tbody", {}, ...body),
    );
  }

  /** A bar from 0 to a share of its cell. The number stands beside it, so readers that hear the page need no bar. */
  function bar(share, kind = "") {
    return make("div", { class: `live-bar ${kind}`, "aria-hidden": "true", style: `width:${100 * Math.min(share, 1)}%` });
  }

  /* ---- colours: from a value to red, green, blue (0 to 255), the same in both themes ---- */

  /** Black to white. */
  function grey(low, high) {
    return (value) => {
      const level = (255 * (value - low)) / (high - low);
      return [level, level, level];
    };
  }

  /** Blue for negative, white for 0, vermillion for positive: told apart with every common colour vision. */
  function signed(limit) {
    return (value) => {
      const share = Math.min(Math.abs(value) / (limit || 1), 1);
      return (value < 0 ? [0, 114, 178] : [213, 94, 0]).map((level) => 255 + (level - 255) * share);
    };
  }

  /**
   * Paint an image, one canvas pixel a value; the style sheet enlarges it without blurring.
   * @param {HTMLCanvasElement} canvas
   * @param {number} width
   * @param {number} height
   * @param {(row: number, column: number) => number[]} colour red, green, blue
   */
  function paint(canvas, width, height, colour) {
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    for (let row = 0, at = 0; row < height; row++)
      for (let column = 0; column < width; column++, at += 4) {
        const [red, green, blue] = colour(row, column);
        image.data[at] = red;
        image.data[at + 1] = green;
        image.data[at + 2] = blue;
        image.data[at + 3] = 255;
      }
    context.putImageData(image, 0, 0);
  }

  /**
   * A picture with its title below.
   * @param {string} title
   * @param {string} [kind] a class of the style sheet, for its size
   */
  function picture(title, kind = "") {
    const canvas = make("canvas", { class: `live-canvas ${kind}`, role: "img", "aria-label": title });
    const caption = make("div", { class: "live-title", "aria-hidden": "true" }, title);
    return {
      canvas,
      caption,
      box: make("div", { class: "live-panel live-shown" }, canvas, caption),
      /** Say what the picture shows, for readers who do not see it. */
      set words(text) {
        canvas.setAttribute("aria-label", text);
      },
    };
  }

  /** Place in a picture of rows by columns that a pointer is at, as [row, column]; kept within the picture. */
  function placeOf(event, rows, columns) {
    const box = event.currentTarget.getBoundingClientRect();
    const within = (share, count) => Math.min(Math.max(Math.floor(share * count), 0), count - 1);
    return [within((event.clientY - box.top) / box.height, rows), within((event.clientX - box.left) / box.width, columns)];
  }

  /** Making a format takes longer than using it a hundred times. @type {Intl.NumberFormat[]} */
  const formats = [];

  /** A number with so many digits after the point and a proper minus sign. */
  function number(value, digits = 2) {
    if (Math.abs(value) < 0.5 * 10 ** -digits) value = 0; // no "−0"
    formats[digits] ??= new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return formats[digits].format(value).replace("-", "−");
  }

  /** "1 unit", "3 units". */
  function counted(count, noun) {
    return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
  }

  Object.assign(threenets, { table, bar, grey, signed, paint, picture, placeOf, number, counted });
})((window.threenets = window.threenets || {}));
