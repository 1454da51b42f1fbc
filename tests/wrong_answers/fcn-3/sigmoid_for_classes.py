# rejected by: stays
# says: ?
endings["one of ten"] = ("sigmoid", "binary_crossentropy")
