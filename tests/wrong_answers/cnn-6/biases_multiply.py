# rejected by: dense
# says: ?
def layer_costs(model):
    costs = []
    for layer in model.layers:
        work = 0
        if hasattr(layer, "kernel"):
            places = layer.output.shape[1:-1]
            work = int(layer.count_params() * np.prod(places))
        costs.append((layer.count_params(), work))
    return costs
