# rejected by: reaches
# says: ?
endings["any number"] = ("tanh", "mean_squared_error")
