# rejected by: what-the-model-sees
# says: The model is given an array of shape (1, 5): it wants (1, steps, 1).
def forecast(model, levels, width, horizon):
    window, changes = np.diff(levels)[-width:], []
    for _ in range(horizon):
        change = float(np.asarray(model(window[None, :])).ravel()[0])
        changes.append(change)
        window = np.append(window[1:], change)
    return levels[-1] + np.cumsum(changes)
