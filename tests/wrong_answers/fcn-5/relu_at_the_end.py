# rejected by: one-layer
# says: For the example your function gives 1.00 and 0.00: work out the logits, then apply tanh.
def forward(rows, weights, biases):
    for matrix, bias in zip(weights, biases):
        rows = np.maximum(rows @ matrix + bias, 0)
    return rows
