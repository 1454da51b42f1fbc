# rejected by: sides
# says: For n = 8, k = 1, s = 2 `pad_sides` says -1 and 0: so that the last kernel just fits, another number of zeros is needed.
def pad_sides(n, k, s):
    total = (-(-n // s) - 1) * s + k - n
    return total // 2, total - total // 2
