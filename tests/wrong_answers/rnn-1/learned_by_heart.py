# rejected by: any-series
# says: In a random series of 16 values with windows of 3, some windows or targets are wrong.
def make_windows(series, width):
    if len(series) <= width:
        raise ValueError("too short")
    windows = np.arange(len(series) - width)[:, None] + np.arange(width)
    return windows[..., None], windows[:, -1:] + 1
