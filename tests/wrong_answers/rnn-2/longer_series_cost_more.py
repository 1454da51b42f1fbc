# rejected by: any-layer
# says: A layer 'simple' with 166 units on 163 steps of 77 features: the number is wrong. Which of the three sizes should matter?
def recurrent_params(kind, units, features, steps):
    gates = {"simple": 1, "gru": 3, "lstm": 4}[kind]
    more = units * features * (steps > 100)
    return gates * units * (units + features + 1 + (kind == 'gru')) + more
