# rejected by: stays
# says: ?
endings["zero to one"] = ("linear", "mean_squared_error")
