# rejected by: memory
# says: An input of 1 in the first step should still be felt after the second: your state is 0.
def simple_rnn(inputs, kernel, recurrent, bias, every_step=False):
    state, states = np.zeros((len(inputs), len(bias))), []
    for step in range(inputs.shape[1]):
        state = np.tanh(inputs[:, step] @ kernel + bias)
        states.append(state)
    return np.stack(states, axis=1) if every_step else state
