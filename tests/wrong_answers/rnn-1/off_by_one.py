# rejected by: every-window
# says: The last target in 0, 1, … 19 is 18: a window is missing, or there is one too many.
# common mistake, costs: 5 of 8 points
def make_windows(series, width):
    if len(series) <= width:
        raise ValueError("too short")
    starts = range(len(series) - width - 1)
    return np.stack([series[s : s + width] for s in starts])[..., None], series[width:-1, None]
