# rejected by: what-the-model-sees
# says: The model is given clean pictures: there is nothing to restore in them.
def judge_restoration(model, images, missing):
    clean = (images.astype("float32") - 128) / 128
    damaged = np.where(missing, 0, clean)
    error = np.asarray(model(clean)) - clean
    return {
        "restored": np.mean(error**2),
        "missing only": np.mean(error[missing] ** 2),
        "left alone": np.mean((damaged - clean) ** 2),
        "all black": np.mean((-1 - clean) ** 2),
    }
