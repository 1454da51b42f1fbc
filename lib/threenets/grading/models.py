"""A Keras model as a description and weights, and a model rebuilt from them by somebody who does not trust them."""

import json

import numpy as np

from threenets.grading.wire import WireError

LARGEST_DESCRIPTION = 1 << 20  # characters
LARGEST_LAYER = 20_000_000  # numbers that a layer may put out for one example
_MODELS = {"Sequential", "Functional"}
_LAYERS = {
    "InputLayer", "Dense", "Conv1D", "Conv2D", "Conv2DTranspose", "DepthwiseConv2D", "SeparableConv2D", "MaxPooling1D",
    "MaxPooling2D", "AveragePooling1D", "AveragePooling2D", "GlobalAveragePooling2D", "GlobalMaxPooling2D", "UpSampling2D",
    "ZeroPadding2D", "Cropping2D", "Flatten", "Reshape", "Permute", "Rescaling", "Dropout", "SpatialDropout2D", "GaussianNoise",
    "BatchNormalization", "LayerNormalization", "Activation", "ReLU", "LeakyReLU", "ELU", "Softmax", "Add", "Subtract",
    "Multiply", "Average", "Concatenate", "SimpleRNN", "GRU", "LSTM", "SimpleRNNCell", "GRUCell", "LSTMCell", "RNN",
    "Bidirectional", "TimeDistributed", "RepeatVector", "Embedding",
}  # fmt: skip
_HELPERS = ("keras.initializers", "keras.regularizers", "keras.constraints")
_NOT_REBUILT = "the model cannot be rebuilt from its description"


def describe(model):
    """Return a model's description as JSON text, and its weights.

    Raises
    ------
    WireError
        If the model has no weights yet or no description, as a subclass of ``keras.Model`` has none.
    """
    if not getattr(model, "built", False) or not hasattr(model, "input_shape"):
        raise WireError("a model without weights cannot be graded: begin it with keras.Input(shape)")
    try:
        text = model.to_json()
    except Exception as error:
        raise WireError(
            f"a model that Keras cannot describe cannot be graded ({type(error).__name__}): "
            "build it with keras.Sequential or the functional API"
        ) from None
    return text, [np.asarray(weight) for weight in model.get_weights()]


def rebuild(text, weights):
    """Return a new model of this description with these weights.

    Only layers of Keras' own are built, and only where the weights received have exactly the sizes that the description
    asks for: a small text could otherwise demand any amount of memory.

    Raises
    ------
    WireError
        With a text for the learner.
    """
    import keras

    if not isinstance(text, str) or len(text) > LARGEST_DESCRIPTION:
        raise WireError("the model's description is too long to be graded")
    try:
        # first without allocating anything, to learn the sizes
        with keras.StatelessScope(initialize_variables=False):
            plan = keras.saving.deserialize_keras_object(_look_through(json.loads(text)), safe_mode=True)
            wanted = [tuple(weight.shape) for weight in plan.weights]
            largest = max((np.prod([n or 1 for n in shape]) for layer in plan.layers for shape in _shapes(layer)), default=0)
    except WireError:
        raise
    except Exception as error:
        raise WireError(f"{_NOT_REBUILT} ({type(error).__name__}): use Keras' own layers and activations") from None
    if largest > LARGEST_LAYER:
        raise WireError("a layer of the model puts out too many numbers to be graded")
    if not isinstance(weights, list) or [np.shape(weight) for weight in weights] != wanted:
        raise WireError("the model's weights do not have the shapes that its layers ask for")
    if not all(np.isfinite(weight).all() for weight in weights):
        raise WireError("a weight of the model is not a finite number: its training went wrong")
    try:
        model = keras.saving.deserialize_keras_object(_look_through(json.loads(text)), safe_mode=True)
        model.set_weights(weights)
    except Exception as error:
        raise WireError(f"{_NOT_REBUILT} ({type(error).__name__})") from None
    return model


def _shapes(layer):
    import keras

    shapes = keras.tree.map_structure(lambda tensor: tuple(tensor.shape[1:]), getattr(layer, "output", None))
    return shapes if isinstance(shapes, list) else [shapes]


def _look_through(part, depth=0):
    if depth > 100:
        raise WireError("the model's description is nested too deeply")
    if isinstance(part, dict):
        name = part.get("class_name")
        if name is not None and not _is_known(name, part.get("module"), part.get("registered_name")):
            raise WireError(f"only Keras' own layers and functions can be graded, and the model uses {str(name)[:40]!r}")
        part.pop("compile_config", None)
        for item in part.values():
            _look_through(item, depth + 1)
    elif isinstance(part, list):
        for item in part:
            _look_through(item, depth + 1)
    return part


def _is_known(name, module, registered):
    """Tell whether a part of a description is one of Keras' own that can do no harm: what is not listed is refused."""
    if not isinstance(name, str) or registered not in (None, name):
        return False
    if name in _MODELS:
        return module in ("keras", "keras.models", "keras.src.models.functional", "keras.src.models.sequential")
    if module is None:
        return name == "__keras_tensor__"
    return (name in _LAYERS and module == "keras.layers") or module in _HELPERS or (name, module) == ("DTypePolicy", "keras")
