# rejected by: reaches
# says: Targets 'minus one to one': for logits from −20 to 20, sigmoid gives values from 0 to 1, so that some targets can never be reached.
endings["minus one to one"] = ("sigmoid", "mean_squared_error")
