# rejected by: what-the-model-sees
# says: The model is given levels, and was trained on changes from month to month.
def forecast(model, levels, width, horizon):
    window, changes = np.array(levels[-width:]), []
    for _ in range(horizon):
        change = float(np.asarray(model(window[None, :, None])).ravel()[0])
        changes.append(change)
        window = np.append(window[1:], change)
    return levels[-1] + np.cumsum(changes)
