# rejected by: missing-only
# says: A model that is off by 0.5 everywhere gets the error 0.096 in 'missing only': is it a mean over the missing pixels and no others?
def judge_restoration(model, images, missing):
    clean = (images.astype("float32") - 128) / 128
    damaged = np.where(missing, 0, clean)
    error = np.asarray(model(damaged)) - clean
    return {
        "restored": np.mean(error**2),
        "missing only": np.mean((error * missing) ** 2),
        "left alone": np.mean((damaged - clean) ** 2),
        "all black": np.mean((-1 - clean) ** 2),
    }
