# rejected by: shapes
# says: The windows have the shape (8, 12): a recurrent layer wants (windows, steps, features), here with one feature.
def make_windows(series, width):
    return np.stack([series[s : s + width] for s in range(len(series) - width)]), series[width:]
