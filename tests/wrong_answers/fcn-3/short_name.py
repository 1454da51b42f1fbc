# rejected by: reaches
# says: 'any number': the loss should be one of mean_squared_error, mean_absolute_error, binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy.
endings["any number"] = ("linear", "mse")
