# rejected by: shapes
# says: `make_windows` changes the data that it is given: work on a copy, or make a new array.
def make_windows(series, width):
    windows = np.stack([series[s : s + width] for s in range(len(series) - width)])[..., None]
    targets = series[width:, None].copy()
    series -= series.mean()
    return windows, targets
