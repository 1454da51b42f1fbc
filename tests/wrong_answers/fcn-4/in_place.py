# rejected by: kept-or-zero
# says: `mask_pixels` changes the data that it is given: work on a copy, or make a new array.
def mask_pixels(images, keep, seed=None):
    images[np.random.default_rng(seed).random(images.shape) >= keep] = 0
    return images
