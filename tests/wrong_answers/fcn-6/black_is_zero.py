# rejected by: references
# says: 'all black' is 0.338 here: it is the error of answering −1 for every pixel.
def judge_restoration(model, images, missing):
    clean = (images.astype("float32") - 128) / 128
    damaged = np.where(missing, 0, clean)
    error = np.asarray(model(damaged)) - clean
    return {
        "restored": np.mean(error**2),
        "missing only": np.mean(error[missing] ** 2),
        "left alone": np.mean((damaged - clean) ** 2),
        "all black": np.mean(clean**2),
    }
