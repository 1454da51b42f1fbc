# rejected by: stride
# says: With the stride 2 the kernel should move by two, down as well as to the right.
def conv2d(image, kernel, stride=1):
    high, wide = kernel.shape[:2]
    rows, columns = range(0, image.shape[0] - high + 1, stride), range((image.shape[1] - wide) // stride + 1)
    return np.array([[np.tensordot(image[r : r + high, c : c + wide], kernel, axes=3) for c in columns] for r in rows])
