# rejected by: dense
# says: A dense layer from 80 to 5 numbers multiplies 405 times by your count: biases are added, not multiplied.
def layer_costs(model):
    costs = []
    for layer in model.layers:
        work = 0
        if hasattr(layer, "kernel"):
            places = layer.output.shape[1:-1]
            work = int(layer.count_params() * np.prod(places))
        costs.append((layer.count_params(), work))
    return costs
