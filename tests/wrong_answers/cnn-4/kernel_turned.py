# rejected by: example
# says: In the example the first number is 4: the kernel lies on the image as it is, without being turned round.
# common mistake, costs: 6 of 6 points
def conv2d(image, kernel, stride=1):
    high, wide = kernel.shape[:2]
    rows, columns = range(0, image.shape[0] - high + 1, stride), range(0, image.shape[1] - wide + 1, stride)
    return np.array([[np.tensordot(image[r : r + high, c : c + wide], kernel[::-1, ::-1], axes=3) for c in columns] for r in rows])
