# rejected by: channels
# says: An image of ones with 3 channels under a kernel of 2 · 2 · 3 ones gives 4: what happens to the channels?
def conv2d(image, kernel, stride=1):
    high, wide = kernel.shape[:2]
    rows, columns = range(0, image.shape[0] - high + 1, stride), range(0, image.shape[1] - wide + 1, stride)
    return np.array([[np.tensordot(image[r : r + high, c : c + wide], kernel, axes=3) / image.shape[2] for c in columns] for r in rows])
