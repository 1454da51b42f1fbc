# rejected by: any-network
# says: With the stride 2 and padding 'valid' some costs are wrong.
def layer_costs(model):
    costs = []
    for layer in model.layers:
        work = 0
        if hasattr(layer, "kernel"):
            places = (10, 9) if layer.kernel.ndim == 4 else ()
            work = int(np.prod(layer.kernel.shape) * np.prod(places))
        costs.append((layer.count_params(), work))
    return costs
