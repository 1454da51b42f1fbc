# rejected by: by-hand
# says: The number of parameters should be a number, and is a list.
def dense_params(sizes):
    return [n * m + m for n, m in zip(sizes, sizes[1:])]
