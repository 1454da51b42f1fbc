# rejected by: convolution
# says: ?
def layer_costs(model):
    costs = []
    for layer in model.layers:
        work = 0
        if hasattr(layer, "kernel"):
            places = ()
            work = int(np.prod(layer.kernel.shape) * np.prod(places))
        costs.append((layer.count_params(), work))
    return costs
