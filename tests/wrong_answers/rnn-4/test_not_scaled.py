# rejected by: same-scale
# says: The same value is another one in the test part than in the training part: both need one scale.
def split_and_scale(values, dates, date):
    train, test = values[dates < date], values[dates >= date]
    return (train - train.mean()) / train.std(), test
