# rejected by: one-step
# says: After the first step of the example the state is 0.94: tanh of kernel · input + bias, as there is nothing to remember yet.
def simple_rnn(inputs, kernel, recurrent, bias, every_step=False):
    state, states = np.ones((len(inputs), len(bias))), []
    for step in range(inputs.shape[1]):
        state = np.tanh(inputs[:, step] @ kernel + state @ recurrent + bias)
        states.append(state)
    return np.stack(states, axis=1) if every_step else state
