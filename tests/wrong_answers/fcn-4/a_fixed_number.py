# rejected by: share
# says: With `keep` 1, 94% of the pixels are kept.
def mask_pixels(images, keep, seed=None):
    generator, copy = np.random.default_rng(seed), np.array(images)
    for row in copy:
        row[generator.permutation(len(row))[: int(len(row) * (1 - keep)) + 12]] = 0
    return copy
