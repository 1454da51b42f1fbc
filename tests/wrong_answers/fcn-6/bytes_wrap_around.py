# rejected by: what-the-model-sees
# says: The model is given values from 0 to 1.94531: it was trained on pixels from −1 to 1.
def judge_restoration(model, images, missing):
    clean = (images - 128) / 128
    damaged = np.where(missing, 0, clean)
    error = np.asarray(model(damaged)) - clean
    return {
        "restored": np.mean(error**2),
        "missing only": np.mean(error[missing] ** 2),
        "left alone": np.mean((damaged - clean) ** 2),
        "all black": np.mean((-1 - clean) ** 2),
    }
