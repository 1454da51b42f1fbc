/* Elements and controls that the live figures share. Part of the course's live figures. */
(function (threenets) {
  "use strict";

  let made = 0; // to give each control an id of its own

  /**
   * Make an HTML element.
   * @param {string} tag
   * @param {Record<string, any>} [attributes] set as attributes; `onclick` and the like are listened to; false is left out
   * @param {...(Node|string)} children
   * @returns {any}
   */
  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== undefined) node.setAttribute(name, String(value));
    }
    node.append(...children);
    return node;
  }

  /** Make an SVG element. */
  function draw(tag, attributes = {}, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
    node.append(...children);
    return node;
  }

  /** A control under its label, in a row. */
  function labelled(label, control, ...more) {
    control.id = `live-${++made}`;
    return make("div", { class: "live-row" }, make("label", { class: "live-label", for: control.id }, label), control, ...more);
  }

  /**
   * A slider with its value in words beside it.
   * @param {{label: string, min: number, max: number, step?: number, value: number, words?: (value: number) => string,
   *   change: (value: number) => void}} options
   */
  function slider({ label, min, max, step = 1, value, words = String, change }) {
    const input = make("input", { type: "range", min, max, step, value });
    const output = make("output");
    const row = labelled(label, input, output);
    output.setAttribute("for", input.id);
    const show = () => {
      output.textContent = words(Number(input.value));
      input.setAttribute("aria-valuetext", output.textContent);
    };
    input.addEventListener("input", () => {
      show();
      change(Number(input.value));
    });
    show();
    return {
      row,
      input,
      get value() {
        return Number(input.value);
      },
      set value(value) {
        input.value = String(value);
        show();
      },
      /** Set where the slider ends; its value is brought within. */
      limits(least, greatest) {
        input.min = least;
        input.max = greatest;
        show();
      },
    };
  }

  /**
   * A list to choose one entry from.
   * @param {{label: string, entries: string[], value?: number, change: (place: number) => void}} options
   */
  function choice({ label, entries, value = 0, change }) {
    const input = make("select", { onchange: () => change(input.selectedIndex) });
    entries.forEach((entry) => input.append(make("option", {}, entry)));
    input.selectedIndex = value;
    return {
      row: labelled(label, input),
      input,
      get value() {
        return input.selectedIndex;
      },
      set value(place) {
        input.selectedIndex = place;
      },
    };
  }

  /**
   * A few alternatives side by side.
   * @param {{label: string, entries: string[], change: (place: number) => void}} options
   */
  function alternatives({ label, entries, change }) {
    const name = `live-${++made}`;
    const inputs = entries.map((_, i) => make("input", { type: "radio", name, checked: i === 0, onchange: () => change(i) }));
    const title = make("span", { class: "live-label", id: `${name}-title` }, label);
    const row = make(
      "div",
      { class: "live-row", role: "radiogroup", "aria-labelledby": title.id },
      title,
      make("div", { class: "live-options" }, ...entries.map((entry, i) => make("label", { class: "live-option" }, inputs[i], entry))),
    );
    return {
      row,
      inputs,
      get value() {
        return inputs.findIndex((input) => input.checked);
      },
      set value(place) {
        inputs[place].checked = true;
      },
    };
  }

  /** A box to tick. */
  function tick({ label, value, change }) {
    const input = make("input", { type: "checkbox", checked: value, onchange: () => change(input.checked) });
    return {
      row: make("label", { class: "live-option" }, input, label),
      input,
      get value() {
        return input.checked;
      },
    };
  }

  /** A button. */
  function button(label, press, attributes = {}) {
    return make("button", { type: "button", onclick: press, ...attributes }, label);
  }

  Object.assign(threenets, { make, draw, labelled, slider, choice, alternatives, tick, button });
})((window.threenets = window.threenets || {}));
