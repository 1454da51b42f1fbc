# rejected by: reaches
# says: Targets 'any number': for logits from −20 to 20, tanh gives values from −1 to 1, so that some targets can never be reached.
endings["any number"] = ("tanh", "mean_squared_error")
