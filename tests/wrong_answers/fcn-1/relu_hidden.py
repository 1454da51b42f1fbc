# rejected by: sigmoid
# says: Every layer should have the sigmoid, and layer 1 has relu.
D = keras.layers.Dense
autoencoder = keras.Sequential([keras.Input((512,)), D(32, "relu"), D(16, "sigmoid"), D(512, "sigmoid")])
