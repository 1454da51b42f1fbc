# rejected by: looking-model
# says: A model that names the brightest column changes every decision at every shift; your curve says 0.80 at 1 and 0.80 at 4. Compare with the unmoved pictures, decision by decision.
def shift_curve(model, images, most):
    first, shares = np.asarray(model(images)).argmax(axis=1), []
    for shift in range(most + 1):
        moved = np.zeros_like(images)
        moved[:, :, shift:] = images[:, :, : images.shape[2] - shift]
        decisions = np.asarray(model(moved)).argmax(axis=1)
        shares.append(np.mean(np.asarray(model(moved)) == np.asarray(model(images))))
    return np.array(shares)
