# rejected by: any-size
# says: For n = 170, k = 4, s = 5 and padding 'valid' the size is wrong.
def out_size(n, k, s, padding):
    if padding == "valid" and k > n:
        raise ValueError("too large")
    return min(-(-n // s) if padding == "same" else (n - k) // s + 1, 10)
