# rejected by: parameters
# says: Layer 1 has 1,200 parameters: each filter has a weight for every place of its kernel in every channel it sees, and one bias.
parameters = [1200, 0, 4608, 0, 9216]
