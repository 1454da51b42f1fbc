# rejected by: own-generator
# says: A call with a seed decides what a later call without a seed gives: the seed changes a generator that others use too.
def mask_pixels(images, keep, seed=None):
    if seed is not None:
        np.random.seed(seed)
    return np.where(np.random.random(images.shape) < keep, images, 0)
