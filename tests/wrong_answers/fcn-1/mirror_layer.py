# rejected by: layers
# says: The model has 4 dense layers: count the arrows in the task, not the numbers.
# common mistake, costs: 3 of 7 points
D = keras.layers.Dense
autoencoder = keras.Sequential([keras.Input((512,)), D(32, "sigmoid"), D(16, "sigmoid"), D(32, "sigmoid"), D(512, "sigmoid")])
