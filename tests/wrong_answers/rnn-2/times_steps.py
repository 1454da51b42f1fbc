# rejected by: simple
# says: For 2 simple units, 3 features and 5 steps your function says 60: in the example each unit has 6.
# common mistake, costs: 5 of 5 points
def recurrent_params(kind, units, features, steps):
    gates = {"simple": 1, "gru": 3, "lstm": 4}[kind]
    return gates * units * (units + features + 1 + (kind == 'gru')) * steps
