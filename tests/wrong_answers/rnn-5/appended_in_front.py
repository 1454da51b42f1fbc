# rejected by: slides
# says: The changes 2, 3, 4 are followed by the answer 7, and the second window is 7, 2, 3: the oldest leaves, the answer comes last.
def forecast(model, levels, width, horizon):
    window, changes = np.diff(levels)[-width:], []
    for _ in range(horizon):
        change = float(np.asarray(model(window[None, :, None])).ravel()[0])
        changes.append(change)
        window = np.append(change, window[:-1])
    return levels[-1] + np.cumsum(changes)
