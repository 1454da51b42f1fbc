# rejected by: parameters
# says: Layers 1, 2, 3 have no biases: a dense layer has one for each unit.
from functools import partial
D = partial(keras.layers.Dense, activation="sigmoid", use_bias=False)
autoencoder = keras.Sequential([keras.Input((512,)), D(32), D(16), D(512)])
