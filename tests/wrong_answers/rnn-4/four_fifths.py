# rejected by: in-order
# says: Of 60 months, of which 45 lie before the date, 48 are in the training part and 12 in the test part: the date itself is the first day of the test.
def split_and_scale(values, dates, date):
    size = int(0.8 * len(values))
    train, test = values[:size], values[size:]
    return (train - train.mean()) / train.std(), (test - train.mean()) / train.std()
