# rejected by: valid
# says: For n = 10, k = 3, s = 1 without padding your function says 7: at how many places can the kernel start?
def out_size(n, k, s, padding):
    return -(-n // s) if padding == "same" else (n - k) // s
