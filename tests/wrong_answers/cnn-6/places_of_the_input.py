# rejected by: convolution
# says: A convolution of 4 kernels 3 by 2 on 12 by 10 places with 3 channels multiplies 8,640 times by your count: how many places has its output?
# common mistake, costs: 4 of 6 points
def layer_costs(model):
    costs = []
    for layer in model.layers:
        work = 0
        if hasattr(layer, "kernel"):
            places = layer.input.shape[1:-1]
            work = int(np.prod(layer.kernel.shape) * np.prod(places))
        costs.append((layer.count_params(), work))
    return costs
