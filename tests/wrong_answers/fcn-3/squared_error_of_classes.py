# rejected by: confident-mistake
# says: ?
endings["one of ten"] = ("softmax", "mean_squared_error")
