# rejected by: stays
# says: Targets 'one of ten': the ten outputs of a row should add up to 1, as shares do.
endings["one of ten"] = ("sigmoid", "binary_crossentropy")
