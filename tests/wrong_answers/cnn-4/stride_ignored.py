# rejected by: stride
# says: For an image (8, 9, 1), a kernel (3, 3, 1, 1) and the stride 2, the result has the shape (6, 7, 1).
def conv2d(image, kernel, stride=1):
    high, wide = kernel.shape[:2]
    rows, columns = range(image.shape[0] - high + 1), range(image.shape[1] - wide + 1)
    return np.array([[np.tensordot(image[r : r + high, c : c + wide], kernel, axes=3) for c in columns] for r in rows])
