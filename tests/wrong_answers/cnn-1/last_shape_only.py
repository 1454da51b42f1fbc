# rejected by: first
# says: `shapes` should be a list of five shapes, one a layer.
shapes = [(8, 8, 32)]
