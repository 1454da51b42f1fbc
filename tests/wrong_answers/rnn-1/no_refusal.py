# rejected by: too-short
# says: A series of 4 values has no window of 4 with a target after it: raise a ValueError that says so.
def make_windows(series, width):
    windows = np.array([series[s : s + width] for s in range(len(series) - width)]).reshape(-1, width, 1)
    return windows, series[width:, None]
