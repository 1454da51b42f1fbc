# rejected by: same
# says: For n = 5, k = 3, s = 2 with padding your function says 5: every s-th place, begun places counted in full.
def out_size(n, k, s, padding):
    if padding == "valid" and k > n:
        raise ValueError("too large")
    return n if padding == "same" else (n - k) // s + 1
