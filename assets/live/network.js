/* Forward pass of a packed Keras model (made by threenets.live.packing). Part of the course's live figures.
   Images lie in memory as TensorFlow has them: row by row, in each pixel its channels. */
(function (threenets) {
  "use strict";

  /**
   * @typedef {object} Layer a layer of the packed model: the settings of its Keras configuration, and its weights
   * @property {string} type name of the Keras class
   * @property {Float32Array[]} weights in the order of Keras
   * @property {string} [activation]
   * @property {number[]} [kernel_size]
   * @property {number[]} [pool_size]
   * @property {number[]} [strides]
   * @property {string} [padding]
   * @property {number[]} [target_shape]
   * @property {number} [scale]
   * @property {number} [offset]
   * @property {boolean} [return_sequences]
   */

  /**
   * @typedef {object} Output what a layer gives for one sample
   * @property {Float32Array} values
   * @property {number[]} shape without the batch
   * @property {Float32Array} [states] of a recurrent layer: its state after each time step, one after the other
   */

  const ACTIVATIONS = {
    linear: (/** @type {number} */ x) => x,
    relu: (/** @type {number} */ x) => (x > 0 ? x : 0),
    tanh: Math.tanh,
    sigmoid: (/** @type {number} */ x) => 1 / (1 + Math.exp(-x)),
  };

  /** Apply an activation in place, to rows of this width. */
  function activate(values, name, width) {
    if (name !== "softmax") {
      const f = ACTIVATIONS[name];
      for (let i = 0; i < values.length; i++) values[i] = f(values[i]);
      return values;
    }
    for (let start = 0; start < values.length; start += width) {
      const row = values.subarray(start, start + width);
      const highest = Math.max(...row); // without this shift, large logits would overflow
      let sum = 0;
      for (let i = 0; i < width; i++) sum += row[i] = Math.exp(row[i] - highest);
      for (let i = 0; i < width; i++) row[i] /= sum;
    }
    return values;
  }

  /** Add x · W to y, for one row x; W is stored row by row, one row an input. */
  function addProduct(y, x, W) {
    const width = y.length;
    for (let i = 0; i < x.length; i++) {
      const factor = x[i];
      if (factor === 0) continue; // half of the outputs of a ReLU
      const row = i * width;
      for (let j = 0; j < width; j++) y[j] += factor * W[row + j];
    }
  }

  /**
   * Visit each pixel that a window sees; padding is not seen.
   * @param {number[]} shape of the input
   * @param {number[]} window
   * @param {number[]} strides
   * @param {string} padding
   * @param {(to: number, from: number, place: number) => void} visit gets the places in output, input and window
   */
  function slide([height, width], [kernelHeight, kernelWidth], [strideY, strideX], padding, visit) {
    const y = threenets.span(height, kernelHeight, strideY, padding);
    const x = threenets.span(width, kernelWidth, strideX, padding);
    for (let row = 0; row < y.size; row++)
      for (let column = 0; column < x.size; column++)
        for (let i = 0; i < kernelHeight; i++) {
          const r = row * strideY + i - y.before;
          if (r < 0 || r >= height) continue;
          for (let j = 0; j < kernelWidth; j++) {
            const c = column * strideX + j - x.before;
            if (c >= 0 && c < width) visit(row * x.size + column, r * width + c, i * kernelWidth + j);
          }
        }
    return [y.size, x.size];
  }

  /**
   * Size of a layer's output in height and width.
   * @param {number[]} shape of its input
   * @param {number[]} window
   * @param {number[]} strides
   * @param {string} padding
   */
  function windows([height, width], [kernelHeight, kernelWidth], [strideY, strideX], padding) {
    const sizes = [
      threenets.span(height, kernelHeight, strideY, padding).size,
      threenets.span(width, kernelWidth, strideX, padding).size,
    ];
    if (Math.min(...sizes) < 1) throw new Error(`a layer of ${sizes.join(" by ")} cannot be built`);
    return sizes;
  }

  function pool(layer, x, shape, start, gather, finish) {
    const channels = shape[2];
    const size = windows(shape, layer.pool_size, layer.strides, layer.padding);
    const values = new Float32Array(size[0] * size[1] * channels).fill(start);
    const seen = new Int32Array(size[0] * size[1]); // an average is taken over what a window sees, without the padding
    slide(shape, layer.pool_size, layer.strides, layer.padding, (to, from) => {
      seen[to]++;
      for (let k = 0; k < channels; k++) values[to * channels + k] = gather(values[to * channels + k], x[from * channels + k]);
    });
    if (finish) for (let i = 0; i < values.length; i++) values[i] = finish(values[i], seen[Math.floor(i / channels)]);
    return { values, shape: [...size, channels] };
  }

  /** @type {Record<string, (layer: Layer, x: Float32Array, shape: number[]) => Output>} */
  const LAYERS = {
    Rescaling: (layer, x, shape) => ({ values: x.map((v) => v * layer.scale + layer.offset), shape }),
    Flatten: (layer, x) => ({ values: x, shape: [x.length] }),
    Reshape: (layer, x) => ({ values: x, shape: layer.target_shape }),

    Dense(layer, x, shape) {
      const [W, bias] = layer.weights;
      const inputs = shape[shape.length - 1];
      const units = bias.length;
      const values = new Float32Array((x.length / inputs) * units);
      for (let row = 0; row < x.length / inputs; row++) {
        const y = values.subarray(row * units, (row + 1) * units);
        y.set(bias);
        addProduct(y, x.subarray(row * inputs, (row + 1) * inputs), W);
      }
      return { values: activate(values, layer.activation, units), shape: [...shape.slice(0, -1), units] };
    },

    Conv2D(layer, x, shape) {
      const [kernel, bias] = layer.weights;
      const channels = shape[2];
      const filters = bias.length;
      const size = windows(shape, layer.kernel_size, layer.strides, layer.padding);
      const values = new Float32Array(size[0] * size[1] * filters);
      for (let i = 0; i < values.length; i += filters) values.set(bias, i);
      slide(shape, layer.kernel_size, layer.strides, layer.padding, (to, from, place) => {
        for (let k = 0; k < channels; k++) {
          const factor = x[from * channels + k];
          if (factor === 0) continue;
          const row = (place * channels + k) * filters;
          for (let f = 0; f < filters; f++) values[to * filters + f] += factor * kernel[row + f];
        }
      });
      return { values: activate(values, layer.activation, filters), shape: [...size, filters] };
    },

    MaxPooling2D: (layer, x, shape) => pool(layer, x, shape, -Infinity, Math.max),
    AveragePooling2D: (layer, x, shape) =>
      pool(
        layer,
        x,
        shape,
        0,
        (sum, v) => sum + v,
        (sum, seen) => sum / seen,
      ),

    GlobalAveragePooling2D(layer, x, [height, width, channels]) {
      const values = new Float32Array(channels);
      for (let i = 0; i < x.length; i++) values[i % channels] += x[i] / (height * width);
      return { values, shape: [channels] };
    },

    SimpleRNN(layer, x, [steps, inputs]) {
      const [W, U, bias] = layer.weights;
      const units = bias.length;
      const states = new Float32Array(steps * units);
      let state = new Float32Array(units);
      for (let t = 0; t < steps; t++) {
        const next = states.subarray(t * units, (t + 1) * units);
        next.set(bias);
        addProduct(next, x.subarray(t * inputs, (t + 1) * inputs), W);
        addProduct(next, state, U);
        state = activate(next, layer.activation, units);
      }
      const whole = layer.return_sequences;
      return { values: whole ? states : state.slice(), shape: whole ? [steps, units] : [units], states };
    },
  };

  /** A packed Keras model that computes in the page. */
  class Network {
    /** @param {{input: number[], layers: any[], weights: string}} packed */
    constructor(packed) {
      const flat = threenets.halves(packed.weights);
      let used = 0;
      /** Shape of one sample. */
      this.input = packed.input;
      /** @type {Layer[]} */
      this.layers = packed.layers.map((layer) => {
        if (!LAYERS[layer.type]) throw new Error(`no layer ${layer.type}`);
        const weights = layer.shapes.map((shape) => {
          const start = used;
          used += shape.reduce((product, length) => product * length, 1);
          return flat.subarray(start, used);
        });
        return { ...layer, weights };
      });
      if (used !== flat.length) throw new Error(`the layers take ${used} weights, there are ${flat.length}`);
    }

    /**
     * What each layer gives for one sample.
     * @param {ArrayLike<number>} sample
     * @returns {Output[]}
     */
    trace(sample) {
      /** @type {Output} */
      let now = { values: Float32Array.from(sample), shape: this.input };
      return this.layers.map((layer) => (now = LAYERS[layer.type](layer, now.values, now.shape)));
    }

    /**
     * The output for one sample.
     * @param {ArrayLike<number>} sample
     * @returns {Float32Array}
     */
    predict(sample) {
      const outputs = this.trace(sample);
      return outputs[outputs.length - 1].values;
    }
  }

  Object.assign(threenets, { Network, slide });
})((window.threenets = window.threenets || {}));
