# rejected by: missing-only
# says: A model that gives its input back gets the error 0.286 in 'missing only': the mean of the squared errors is asked for.
def judge_restoration(model, images, missing):
    clean = (images.astype("float32") - 128) / 128
    damaged = np.where(missing, 0, clean)
    error = np.asarray(model(damaged)) - clean
    return {
        "restored": np.mean(error**2),
        "missing only": np.median(error[missing] ** 2),
        "left alone": np.mean((damaged - clean) ** 2),
        "all black": np.mean((-1 - clean) ** 2),
    }
