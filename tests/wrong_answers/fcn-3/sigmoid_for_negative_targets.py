# rejected by: reaches
# says: ?
endings["minus one to one"] = ("sigmoid", "mean_squared_error")
