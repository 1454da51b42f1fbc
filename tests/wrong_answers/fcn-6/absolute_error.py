# rejected by: restored
# says: A model that is off by 0.5 everywhere gets the error 0.500 in 'restored': the mean squared error is asked for.
def judge_restoration(model, images, missing):
    clean = (images.astype("float32") - 128) / 128
    damaged = np.where(missing, 0, clean)
    error = np.asarray(model(damaged)) - clean
    return {
        "restored": np.mean(np.abs(error)),
        "missing only": np.mean(error[missing] ** 2),
        "left alone": np.mean((damaged - clean) ** 2),
        "all black": np.mean((-1 - clean) ** 2),
    }
