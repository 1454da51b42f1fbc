# rejected by: what-the-model-sees
# says: The curve has the shape (3,).
def shift_curve(model, images, most):
    first, shares = np.asarray(model(images)).argmax(axis=1), []
    for shift in range(1, most + 1):
        moved = np.zeros_like(images)
        moved[:, :, shift:] = images[:, :, : images.shape[2] - shift]
        decisions = np.asarray(model(moved)).argmax(axis=1)
        shares.append(np.mean(decisions == first))
    return np.array(shares)
