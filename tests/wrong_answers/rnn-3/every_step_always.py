# rejected by: one-step
# says: For inputs of shape (1, 1, 1), what `simple_rnn` returns has the shape (1, 1, 1).
def simple_rnn(inputs, kernel, recurrent, bias, every_step=False):
    state, states = np.zeros((len(inputs), len(bias))), []
    for step in range(inputs.shape[1]):
        state = np.tanh(inputs[:, step] @ kernel + state @ recurrent + bias)
        states.append(state)
    return np.stack(states, axis=1)
