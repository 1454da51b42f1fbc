# rejected by: gru
# says: For 2 GRU units, 3 features and 5 steps your function says 36: three sums, and Keras gives each two biases.
def recurrent_params(kind, units, features, steps):
    gates = {"simple": 1, "gru": 3, "lstm": 4}[kind]
    return gates * units * (units + features + 1)
