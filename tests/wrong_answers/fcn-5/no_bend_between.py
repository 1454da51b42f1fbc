# rejected by: between
# says: The input 1 goes to the hidden logits 1 and −1, which are then added up: your function gives 0.00. What does ReLU make of 1 and −1?
# common mistake, costs: 3 of 5 points
def forward(rows, weights, biases):
    for matrix, bias in zip(weights, biases):
        rows = rows @ matrix + bias
    return np.tanh(rows)
