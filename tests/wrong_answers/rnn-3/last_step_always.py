# rejected by: every-step
# says: For inputs of shape (2, 3, 2), what `simple_rnn` returns with every_step=True has the shape (2, 4).
def simple_rnn(inputs, kernel, recurrent, bias, every_step=False):
    state, states = np.zeros((len(inputs), len(bias))), []
    for step in range(inputs.shape[1]):
        state = np.tanh(inputs[:, step] @ kernel + state @ recurrent + bias)
        states.append(state)
    return state
