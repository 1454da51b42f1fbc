# rejected by: shares
# says: At a shift of 3, 3 of 12 decisions are not those of the unmoved pictures, and your curve says that 0.00 stay.
def shift_curve(model, images, most):
    first, shares = np.asarray(model(images)).argmax(axis=1), []
    for shift in range(most + 1):
        moved = np.zeros_like(images)
        moved[:, :, shift:] = images[:, :, : images.shape[2] - shift]
        decisions = np.asarray(model(moved)).argmax(axis=1)
        shares.append(float((decisions == first).all()))
    return np.array(shares)
