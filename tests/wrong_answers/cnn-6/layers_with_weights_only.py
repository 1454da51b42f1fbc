# rejected by: parameters
# says: For 4 layers `layer_costs` returns an array of shape (2, 2): a pair a layer.
def layer_costs(model):
    costs = []
    for layer in model.layers:
        work = 0
        if hasattr(layer, "kernel"):
            places = layer.output.shape[1:-1]
            work = int(np.prod(layer.kernel.shape) * np.prod(places))
        costs.append((layer.count_params(), work))
    return costs


all_costs = layer_costs


def layer_costs(model):
    return [pair for pair in all_costs(model) if pair[0]]
