# rejected by: scaled
# says: The training part has the mean 0.55 after scaling: it should be 0.
def split_and_scale(values, dates, date):
    train, test = values[dates < date], values[dates >= date]
    low, span = train.min(), train.max() - train.min()
    return (train - low) / span, (test - low) / span
