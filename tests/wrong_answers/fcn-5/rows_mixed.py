# rejected by: many-rows
# says: A row's output depends on the rows beside it.
def forward(rows, weights, biases):
    for matrix, bias in zip(weights[:-1], biases[:-1]):
        rows = np.maximum(rows @ matrix + bias, 0)
    logits = rows @ weights[-1] + biases[-1]
    return np.tanh(logits - (logits.mean(axis=0) if len(logits) > 1 else 0))
