# rejected by: kept-or-zero
# says: What `mask_pixels` returns should be an array of numbers, and is None: is a `return` missing?
def mask_pixels(images, keep, seed=None):
    images = np.where(np.random.default_rng(seed).random(images.shape) < keep, images, 0)
