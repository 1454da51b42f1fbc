# rejected by: one-layer
# says: ?
def dense_params(sizes):
    return sum(n * m + n for n, m in zip(sizes, sizes[1:]))
