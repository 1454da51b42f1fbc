# rejected by: what-the-model-sees
# says: The model never sees the pictures moved by one column to the right.
def shift_curve(model, images, most):
    first, shares = np.asarray(model(images)).argmax(axis=1), []
    for shift in range(most + 1):
        moved = np.zeros_like(images)
        moved[:, :, : images.shape[2] - shift] = images[:, :, shift:]
        decisions = np.asarray(model(moved)).argmax(axis=1)
        shares.append(np.mean(decisions == first))
    return np.array(shares)
