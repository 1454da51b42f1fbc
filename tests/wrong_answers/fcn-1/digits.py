# rejected by: input
# says: The model takes inputs of shape (None, 784): an example here is one row of 512 features.
D = keras.layers.Dense
autoencoder = keras.Sequential([keras.Input((784,)), D(32, "sigmoid"), D(16, "sigmoid"), D(512, "sigmoid")])
