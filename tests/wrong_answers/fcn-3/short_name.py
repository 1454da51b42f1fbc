# rejected by: reaches
# says: ?
endings["any number"] = ("linear", "mse")
