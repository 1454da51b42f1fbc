# rejected by: memory
# says: Unit 1 passes its state on to unit 2, and unit 2 to none; your state becomes 0.43, 0.00: row or column of `recurrent`?
# common mistake, costs: 4 of 7 points
def simple_rnn(inputs, kernel, recurrent, bias, every_step=False):
    state, states = np.zeros((len(inputs), len(bias))), []
    for step in range(inputs.shape[1]):
        state = np.tanh(inputs[:, step] @ kernel + state @ recurrent.T + bias)
        states.append(state)
    return np.stack(states, axis=1) if every_step else state
