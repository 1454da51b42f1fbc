# rejected by: sides
# says: For n = 10, k = 4, s = 1 `pad_sides` says 2 and 1: the total is right, the sides are not.
def pad_sides(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total - total // 2, total // 2
