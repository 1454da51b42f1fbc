# rejected by: what-the-model-sees
# says: `judge_restoration` should return a dict with 'restored', 'missing only', 'left alone', 'all black'.
def judge_restoration(model, images, missing):
    clean = (images.astype("float32") - 128) / 128
    damaged = np.where(missing, 0, clean)
    return np.mean((np.asarray(model(damaged)) - clean) ** 2)
