# rejected by: blind-model
# says: A model that always says the same has a curve down to 0.08: which of its decisions does a shift change?
def shift_curve(model, images, most):
    first, shares = np.asarray(model(images)).argmax(axis=1), []
    for shift in range(most + 1):
        moved = np.zeros_like(images)
        moved[:, :, shift:] = images[:, :, : images.shape[2] - shift]
        decisions = np.asarray(model(moved)).argmax(axis=1)
        shares.append(len(set(decisions.tolist())) / len(decisions))
    return np.array(shares)
