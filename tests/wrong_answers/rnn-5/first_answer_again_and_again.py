# rejected by: slides
# says: The window 3, 4, 7 is followed by the answer 9, and the third window is 4, 7, 7.
def forecast(model, levels, width, horizon):
    window, changes = np.diff(levels)[-width:], []
    for _ in range(horizon):
        change = float(np.asarray(model(window[None, :, None])).ravel()[0])
        changes.append(change)
        window = np.append(window[1:], changes[0])
    return levels[-1] + np.cumsum(changes)
