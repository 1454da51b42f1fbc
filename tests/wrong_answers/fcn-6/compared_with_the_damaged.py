# rejected by: restored
# says: A perfect model gets the error 0.107 in 'restored': what should its answer be compared with?
def judge_restoration(model, images, missing):
    clean = (images.astype("float32") - 128) / 128
    damaged = np.where(missing, 0, clean)
    error = np.asarray(model(damaged)) - damaged
    return {
        "restored": np.mean(error**2),
        "missing only": np.mean(error[missing] ** 2),
        "left alone": np.mean((damaged - clean) ** 2),
        "all black": np.mean((-1 - clean) ** 2),
    }
