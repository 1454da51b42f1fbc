# rejected by: apart
# says: A sample's state depends on the samples before it: every sample begins with a state of zeros.
def simple_rnn(inputs, kernel, recurrent, bias, every_step=False):
    state, found = np.zeros(len(bias)), []
    for sample in inputs:
        states = []
        for row in sample:
            state = np.tanh(row @ kernel + state @ recurrent + bias)
            states.append(state)
        found.append(states if every_step else state)
    return np.array(found)
