# rejected by: share
# says: With `keep` 0, 100% of the pixels are kept.
def mask_pixels(images, keep, seed=None):
    missing = np.random.default_rng(seed).random(images.shape) < keep
    return np.where(missing, 0, images)
