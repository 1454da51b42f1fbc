# rejected by: between
# says: The input 1 goes to the hidden logits 1 and −1, which are then added up: your function gives 0.00. What does ReLU make of 1 and −1?
def forward(rows, weights, biases):
    for matrix, bias in zip(weights, biases):
        rows = np.tanh(rows @ matrix + bias)
    return rows
