# rejected by: seeds
# says: Called twice with seed 0, the function gives two different masks.
# common mistake, costs: 2 of 6 points
def mask_pixels(images, keep, seed=None):
    generator = np.random.default_rng(seed if seed else None)
    return np.where(generator.random(images.shape) < keep, images, 0)
