# rejected by: any-network
# says: For a network of the sizes 815, 412, 322, 175 the number is wrong: does every pair of neighbours count?
def dense_params(sizes):
    pairs = list(zip(sizes, sizes[1:]))
    return sum((n + 1) * m for n, m in {pairs[0], pairs[-1]})
