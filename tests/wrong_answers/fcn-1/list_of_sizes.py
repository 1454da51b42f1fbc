# rejected by: layers
# says: `autoencoder` should be a Keras model, and is a list.
autoencoder = [512, 32, 16, 512]
