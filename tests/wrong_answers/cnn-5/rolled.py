# rejected by: what-the-model-sees
# says: What leaves on the right comes back on the left: the free columns should be 0.
# common mistake, costs: 3 of 6 points
def shift_curve(model, images, most):
    first, shares = np.asarray(model(images)).argmax(axis=1), []
    for shift in range(most + 1):
        moved = np.zeros_like(images)
        moved = np.roll(images, shift, axis=2)
        decisions = np.asarray(model(moved)).argmax(axis=1)
        shares.append(np.mean(decisions == first))
    return np.array(shares)
