# rejected by: loss-fits
# says: ?
endings["one of ten"] = ("softmax", "sparse_categorical_crossentropy")
