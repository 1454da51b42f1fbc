# rejected by: parameters
# says: The layers of a small network have [72, 0, 0, 400] parameters by your count: weights and biases, none in pooling.
def layer_costs(model):
    costs = []
    for layer in model.layers:
        work = 0
        if hasattr(layer, "kernel"):
            places = layer.output.shape[1:-1]
            work = int(np.prod(layer.kernel.shape) * np.prod(places))
        costs.append((int(np.prod(layer.kernel.shape)) if work else 0, work))
    return costs
