# rejected by: sigmoid
# says: Every layer should have the sigmoid, and layer 3 has tanh.
D = keras.layers.Dense
autoencoder = keras.Sequential([keras.Input((512,)), D(32, "sigmoid"), D(16, "sigmoid"), D(512, "tanh")])
