# rejected by: parameters
# says: Layer 2 has 160 parameters: what would pooling have to learn?
parameters[1] = 160
