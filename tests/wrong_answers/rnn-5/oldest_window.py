# rejected by: what-the-model-sees
# says: The first window does not hold the most recent changes in their order.
def forecast(model, levels, width, horizon):
    window, changes = np.diff(levels)[:width], []
    for _ in range(horizon):
        change = float(np.asarray(model(window[None, :, None])).ravel()[0])
        changes.append(change)
        window = np.append(window[1:], change)
    return levels[-1] + np.cumsum(changes)
