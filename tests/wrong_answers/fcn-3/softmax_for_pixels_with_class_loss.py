# rejected by: loss-fits
# says: ?
endings["zero to one"] = ("sigmoid", "categorical_crossentropy")
