# rejected by: levels
# says: The last level is 316 and the model answers 2, 5, 1: your forecast is 315, 320, 321. A level is the level before it plus its change.
def forecast(model, levels, width, horizon):
    window, changes = np.diff(levels)[-width:], []
    for _ in range(horizon):
        change = float(np.asarray(model(window[None, :, None])).ravel()[0])
        changes.append(change)
        window = np.append(window[1:], change)
    return levels[-2] + np.cumsum(changes)
