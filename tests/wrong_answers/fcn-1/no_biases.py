# rejected by: parameters
# says: Layer 1, 2, 3 has no biases: a dense layer has one for each unit.
from functools import partial
D = partial(keras.layers.Dense, activation="sigmoid", use_bias=False)
autoencoder = keras.Sequential([keras.Input((512,)), D(32), D(16), D(512)])
