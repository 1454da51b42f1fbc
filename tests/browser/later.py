"""Modules that bring TensorFlow, imported at their first use: the second reader looks at pages during these ten seconds."""

import importlib


class Later:
    """Stands for a module until something of it is asked for."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, part):
        if part.startswith("_"):  # pytest looks for its marks in all that a test module has
            raise AttributeError(part)
        return getattr(importlib.import_module(self._name), part)


keras, layers, live_examples = Later("keras"), Later("keras.layers"), Later("live_examples")
builder, packing, receptive_field, shift = (Later(f"threenets.live.{name}") for name in ("builder", "packing", "receptive_field", "shift"))
