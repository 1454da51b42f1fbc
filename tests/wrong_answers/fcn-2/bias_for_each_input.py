# rejected by: one-layer
# says: For 10 inputs and 3 units your function says 40: each unit has a weight for each input, and one bias.
def dense_params(sizes):
    return sum(n * m + n for n, m in zip(sizes, sizes[1:]))
