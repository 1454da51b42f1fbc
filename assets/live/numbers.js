/* Numbers as the pages carry them, and the sizes of windows. Part of the course's live figures. */
(function (threenets) {
  "use strict";

  /**
   * The value of a number in half precision (IEEE 754 binary16).
   * @param {number} bits its 16 bits
   * @returns {number}
   */
  function half(bits) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 0) return sign * fraction * 2 ** -24; // subnormal: no hidden leading 1
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
  }

  /**
   * Bytes from base64.
   * @param {string} text
   * @returns {Uint8Array}
   */
  function bytes(text) {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  }

  /**
   * Half-precision numbers, low byte first, from base64.
   * @param {string} text
   * @returns {Float32Array}
   */
  function halves(text) {
    const raw = bytes(text);
    return Float32Array.from({ length: raw.length / 2 }, (_, i) => half(raw[2 * i] | (raw[2 * i + 1] << 8)));
  }

  /**
   * A generator of random numbers that gives the same in Python and here (Mulberry32, by Tommy Ettinger).
   * @param {number} seed a whole number from 0 to 2 ** 32 - 1
   * @returns {() => number} each call gives the next number, from 0 up to but not including 1
   */
  function coins(seed) {
    let state = seed;
    return function () {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  /**
   * @typedef {object} Span what a window does along one axis, as TensorFlow counts it
   * @property {number} size length of the output; zero or less where no window fits
   * @property {number} before zeros put before the input
   * @property {number} after zeros put after it; the odd one out of an uneven number comes here
   */

  /**
   * Sizes of a convolution or pooling along one axis.
   * @param {number} length of the input
   * @param {number} kernel length of the window
   * @param {number} stride
   * @param {string} padding "valid" or "same"
   * @returns {Span}
   */
  function span(length, kernel, stride, padding) {
    if (padding === "valid") return { size: Math.floor((length - kernel) / stride) + 1, before: 0, after: 0 };
    const size = Math.ceil(length / stride);
    const zeros = Math.max((size - 1) * stride + kernel - length, 0);
    const before = Math.floor(zeros / 2);
    return { size, before, after: zeros - before };
  }

  Object.assign(threenets, { half, bytes, halves, coins, span });
})((window.threenets = window.threenets || {}));
