# rejected by: what-the-model-sees
# says: The missing pixels reach the model as −1, which is black: on its scale a missing pixel is 0.
# common mistake, costs: 6 of 6 points
def judge_restoration(model, images, missing):
    clean = (images.astype("float32") - 128) / 128
    damaged = (np.where(missing, 0, images).astype("float32") - 128) / 128
    error = np.asarray(model(damaged)) - clean
    return {
        "restored": np.mean(error**2),
        "missing only": np.mean(error[missing] ** 2),
        "left alone": np.mean((damaged - clean) ** 2),
        "all black": np.mean((-1 - clean) ** 2),
    }
