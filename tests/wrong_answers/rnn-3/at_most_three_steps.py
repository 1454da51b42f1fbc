# rejected by: any-layer
# says: In a random layer of 5 units, the state after 7 steps is wrong.
def simple_rnn(inputs, kernel, recurrent, bias, every_step=False):
    state, states = np.zeros((len(inputs), len(bias))), []
    for step in range(min(3, inputs.shape[1])):
        state = np.tanh(inputs[:, step] @ kernel + state @ recurrent + bias)
        states.append(state)
    return np.stack(states, axis=1) if every_step else state
