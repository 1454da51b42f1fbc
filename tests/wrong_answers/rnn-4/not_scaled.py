# rejected by: scaled
# says: The training part has the mean 25.62 after scaling: it should be 0.
def split_and_scale(values, dates, date):
    return values[dates < date], values[dates >= date]
