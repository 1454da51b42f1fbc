# rejected by: loss-fits
# says: Targets 'zero to one': categorical_crossentropy is not smallest where the output equals the target.
endings["zero to one"] = ("sigmoid", "categorical_crossentropy")
