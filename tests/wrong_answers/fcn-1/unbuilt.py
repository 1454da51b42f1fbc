# rejected by: layers
# says: `autoencoder`: a model without weights cannot be graded: begin it with keras.Input(shape).
D = keras.layers.Dense
autoencoder = keras.Sequential([D(32, "sigmoid"), D(16, "sigmoid"), D(512, "sigmoid")])
