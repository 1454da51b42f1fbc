# rejected by: in-order
# says: Of 60 months, of which 45 lie before the date, 46 are in the training part and 14 in the test part: the date itself is the first day of the test.
def split_and_scale(values, dates, date):
    train, test = values[dates <= date], values[dates > date]
    return (train - train.mean()) / train.std(), (test - train.mean()) / train.std()
