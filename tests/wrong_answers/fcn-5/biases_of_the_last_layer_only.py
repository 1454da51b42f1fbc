# rejected by: any-network
# says: In a random network of the sizes 8, 8, 4, 4, 3 some outputs are wrong: is every layer used, with its biases?
def forward(rows, weights, biases):
    for matrix in weights[:-1]:
        rows = np.maximum(rows @ matrix, 0)
    return np.tanh(rows @ weights[-1] + biases[-1])
