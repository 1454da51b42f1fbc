# rejected by: layers
# says: The last layer has 1 unit: the model should give back what it was given.
D = keras.layers.Dense
autoencoder = keras.Sequential([keras.Input((512,)), D(32, "sigmoid"), D(16, "sigmoid"), D(1, "sigmoid")])
