# rejected by: one-layer
# says: For 10 inputs and 3 units your function says 30: each unit has a weight for each input, and one bias.
# common mistake, costs: 4 of 4 points
def dense_params(sizes):
    return sum(n * m for n, m in zip(sizes, sizes[1:]))
