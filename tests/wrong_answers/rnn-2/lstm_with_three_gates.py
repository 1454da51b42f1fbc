# rejected by: lstm
# says: For 2 LSTM units, 3 features and 5 steps your function says 36: how many sums does one LSTM unit work out?
def recurrent_params(kind, units, features, steps):
    gates = {"simple": 1, "gru": 3, "lstm": 4}[kind]
    gates = min(gates, 3)
    return gates * units * (units + features + 1 + (kind == 'gru'))
