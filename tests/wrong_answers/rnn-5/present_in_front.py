# rejected by: horizon
# says: A forecast of 1 month has 2 values.
def forecast(model, levels, width, horizon):
    window, changes = np.diff(levels)[-width:], []
    for _ in range(horizon):
        change = float(np.asarray(model(window[None, :, None])).ravel()[0])
        changes.append(change)
        window = np.append(window[1:], change)
    return np.append(levels[-1], levels[-1] + np.cumsum(changes))
