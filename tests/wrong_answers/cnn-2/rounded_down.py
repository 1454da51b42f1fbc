# rejected by: same
# says: For n = 5, k = 3, s = 2 with padding your function says 2: every s-th place, begun places counted in full.
# common mistake, costs: 3 of 7 points
def out_size(n, k, s, padding):
    if padding == "valid" and k > n:
        raise ValueError("too large")
    return n // s if padding == "same" else (n - k) // s + 1
