# rejected by: by-hand
# says: For the sizes 4, 2, 4 your function says 26: in the example the two layers have 10 and 12.
def dense_params(sizes):
    return sum(n * m for n, m in zip(sizes, sizes[1:])) + sum(sizes)
