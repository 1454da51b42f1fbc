# rejected by: layers
# says: The model has 2 dense layers: count the arrows in the task, not the numbers.
D = keras.layers.Dense
autoencoder = keras.Sequential([keras.Input((512,)), D(32, "sigmoid"), D(16, "sigmoid")])
