# rejected by: input
# says: The model takes inputs of shape (None, 32, 16): an example here is one row of 512 features.
D = keras.layers.Dense
autoencoder = keras.Sequential([
    keras.Input((32, 16)), keras.layers.Flatten(), D(32, "sigmoid"), D(16, "sigmoid"), D(512, "sigmoid")])
