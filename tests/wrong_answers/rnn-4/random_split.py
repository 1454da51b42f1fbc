# rejected by: in-order
# says: The months are not in their order any more: a forecast is never judged on months before its training ends.
def split_and_scale(values, dates, date):
    order = np.random.default_rng(0).permutation(len(values))
    size = int((dates < date).sum())
    train, test = values[order[:size]], values[order[size:]]
    return (train - train.mean()) / train.std(), (test - train.mean()) / train.std()
