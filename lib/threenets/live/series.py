"""What the live figures of a recurrent network share: a monthly series, its differences, and the network's states."""

from __future__ import annotations

import numpy as np

from threenets.live.packing import pack, rounded


class Series:
    """A monthly series and a network trained on its scaled differences, as the page has them.

    Parameters
    ----------
    model : keras.Sequential
        A SimpleRNN first, one number last; takes windows of shape (months, 1).
    values : array, shape (n,)
        Monthly levels without gaps.
    months : sequence, length n
        Their months: texts that begin with YYYY-MM, or dates.
    centre, spread : float
        The network sees ``(difference - centre) / spread``.

    Raises
    ------
    TypeError, ValueError
        If the model is not as above, or months are missing.
    """

    def __init__(self, model, values, months, centre, spread):
        self.values = np.array([float(f"{value:.7g}") for value in values])  # as the page has them
        first, last = (tuple(int(part) for part in str(month)[:7].split("-")) for month in (months[0], months[-1]))
        if self.values.ndim != 1 or len(months) != len(self.values) or not np.isfinite(self.values).all():
            raise ValueError("a live series takes one finite value a month, and the months")
        if 12 * (last[0] - first[0]) + last[1] - first[1] != len(self.values) - 1:
            span = f"{months[0]} to {months[-1]}"
            raise ValueError(f"the months run from {span}, which does not fit {len(self.values)} values: gaps?")
        packed = pack(model)
        shapes = packed["input"][1:] == [1] and model.output_shape[1:] == (1,)
        if packed["layers"][0]["type"] != "SimpleRNN" or not shapes:
            raise ValueError("the model must begin with a SimpleRNN on windows of shape (months, 1) and end in one number")
        self.length = packed["input"][0]
        if len(self.values) < max(self.length, 12) + 2:
            raise ValueError(f"the series has {len(self.values)} months, too few for windows of {self.length}")
        self.centre, self.spread, self.first, self.packed = float(centre), float(spread), first, packed
        self.both = _with_states(rounded(model), self.length)

    def data(self):
        """Return what the page's ``Series`` needs."""
        return {
            "model": self.packed, "values": self.values.tolist(), "first": list(self.first),
            "centre": self.centre, "spread": self.spread,
        }  # fmt: skip

    def name(self, place):
        """Return a place's month as YYYY-MM."""
        months = 12 * self.first[0] + self.first[1] - 1 + place
        return f"{months // 12}-{months % 12 + 1:02d}"

    def window(self, place):
        """Return the scaled differences up to a place, shape (months,), float32."""
        differences = np.diff(self.values[place - self.length : place + 1])
        return ((differences - self.centre) / self.spread).astype(np.float32)

    def run(self, window):
        """Return the network's output for a window, a float, and its states, shape (months, units)."""
        import tensorflow as tf

        states, output = self.both(tf.constant(np.asarray(window, np.float32)[None, :, None]))
        return float(output[0, 0]), states.numpy()[0]

    def forecast(self, place, ahead):
        """Return the levels of the months after a place, each forecast fed back, and the states of the first window."""
        window, level, found, states = list(self.window(place)), self.values[place], [], None
        for _ in range(ahead):
            output, first = self.run(window)
            states = first if states is None else states
            window = [*window[1:], output]
            level += output * self.spread + self.centre
            found.append(level)
        return np.array(found), states


def _with_states(model, length):
    """The model with a second output, the state after every step; compiled, because forecasts call it a hundred times."""
    import keras
    import tensorflow as tf

    recurrent = model.layers[0]
    every = keras.layers.SimpleRNN.from_config({**recurrent.get_config(), "return_sequences": True, "name": "every_step"})
    inputs = keras.Input(model.input_shape[1:])
    states = every(inputs)
    every.set_weights(recurrent.get_weights())
    both = keras.Model(inputs, [states, model(inputs)])
    compiled = tf.function(lambda window: both(window, training=False))
    return compiled.get_concrete_function(tf.TensorSpec((1, length, 1), tf.float32))
