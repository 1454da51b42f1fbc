# rejected by: sides
# says: For n = 10, k = 4, s = 1 `pad_sides` says 1 and 1: so that the last kernel just fits, another number of zeros is needed.
def pad_sides(n, k, s):
    return (k - 1) // 2, (k - 1) // 2
