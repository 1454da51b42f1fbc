# rejected by: any-image
# says: For a random image with 2 channels, 2 filters and the stride 4 some numbers are wrong.
def conv2d(image, kernel, stride=1):
    high, wide = kernel.shape[:2]
    rows, columns = range(0, image.shape[0] - high + 1, stride), range(0, image.shape[1] - wide + 1, stride)
    return np.array([[np.tensordot(image[r : r + high, c : c + wide], kernel[..., :1], axes=3).repeat(kernel.shape[3]) for c in columns] for r in rows])
