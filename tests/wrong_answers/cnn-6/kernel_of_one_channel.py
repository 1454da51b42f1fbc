# rejected by: convolution
# says: ?
def layer_costs(model):
    costs = []
    for layer in model.layers:
        work = 0
        if hasattr(layer, "kernel"):
            places = layer.output.shape[1:-1]
            work = int(np.prod(layer.kernel.shape[-4:-2] + layer.kernel.shape[-1:]) * np.prod(places))
        costs.append((layer.count_params(), work))
    return costs
