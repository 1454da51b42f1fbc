# rejected by: each-image
# says: Several images miss the same pixels: each image should have holes of its own.
def mask_pixels(images, keep, seed=None):
    kept = np.random.default_rng(seed).random(images.shape[1]) < keep
    return np.where(kept, images, 0)
