# rejected by: loss-fits
# says: ?
endings["minus one to one"] = ("tanh", "binary_crossentropy")
