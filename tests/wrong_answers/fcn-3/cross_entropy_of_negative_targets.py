# rejected by: loss-fits
# says: Targets 'minus one to one': binary_crossentropy is not smallest where the output equals the target.
endings["minus one to one"] = ("tanh", "binary_crossentropy")
