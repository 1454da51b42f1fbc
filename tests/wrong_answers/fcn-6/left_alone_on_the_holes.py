# rejected by: references
# says: 'left alone' is 0.331 here: it is the error of handing the damaged pictures back as they are.
def judge_restoration(model, images, missing):
    clean = (images.astype("float32") - 128) / 128
    damaged = np.where(missing, 0, clean)
    error = np.asarray(model(damaged)) - clean
    return {
        "restored": np.mean(error**2),
        "missing only": np.mean(error[missing] ** 2),
        "left alone": np.mean((damaged - clean)[missing] ** 2),
        "all black": np.mean((-1 - clean) ** 2),
    }
