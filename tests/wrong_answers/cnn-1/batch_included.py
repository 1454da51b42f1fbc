# rejected by: first
# says: Shape 1 should be three numbers, height, width and channels, and is (1, 60, 60, 16).
shapes = [(1, *shape) for shape in shapes]
