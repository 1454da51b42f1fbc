# rejected by: sides
# says: For an image and a kernel that are not square the result is wrong: are rows and columns mixed up?
def conv2d(image, kernel, stride=1):
    high, wide = kernel.shape[:2]
    rows, columns = range(0, image.shape[0] - high + 1, stride), range(0, image.shape[1] - wide + 1, stride)
    return np.array([[np.maximum(np.tensordot(image[r : r + high, c : c + wide], kernel, axes=3), 0) for c in columns] for r in rows])
