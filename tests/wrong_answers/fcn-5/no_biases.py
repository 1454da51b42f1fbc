# rejected by: one-layer
# says: For the example your function gives 0.76 and 0.00: work out the logits, then apply tanh.
def forward(rows, weights, biases):
    for matrix in weights[:-1]:
        rows = np.maximum(rows @ matrix, 0)
    return np.tanh(rows @ weights[-1])
