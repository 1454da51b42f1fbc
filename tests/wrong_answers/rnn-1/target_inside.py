# rejected by: target-follows
# says: In 0, 1, 2, … the first target is +0 from the last value of its window: it should be the value right after it.
def make_windows(series, width):
    if len(series) <= width:
        raise ValueError("too short")
    starts = range(len(series) - width)
    return np.stack([series[s : s + width] for s in starts])[..., None], series[width - 1 : -1, None]
