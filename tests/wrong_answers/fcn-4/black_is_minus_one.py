# rejected by: kept-or-zero
# says: Some pixels are neither what they were nor 0.
def mask_pixels(images, keep, seed=None):
    kept = np.random.default_rng(seed).random(images.shape) < keep
    return np.where(kept, images, -1)
