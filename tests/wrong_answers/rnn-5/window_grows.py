# rejected by: slides
# says: The model is given a window of 4 steps, and was trained on 3.
def forecast(model, levels, width, horizon):
    window, changes = np.diff(levels)[-width:], []
    for _ in range(horizon):
        change = float(np.asarray(model(window[None, :, None])).ravel()[0])
        changes.append(change)
        window = np.append(window, change)
    return levels[-1] + np.cumsum(changes)
