# rejected by: too-small
# says: A kernel of 7 does not fit into 6 places: raise a ValueError instead of returning a size.
def out_size(n, k, s, padding):
    return -(-n // s) if padding == "same" else max((n - k) // s + 1, 0)
