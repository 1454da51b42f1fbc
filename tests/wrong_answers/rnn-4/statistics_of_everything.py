# rejected by: no-leak
# says: When values after the date become huge, the training part changes: it knows something of the future.
def split_and_scale(values, dates, date):
    scaled = (values - values.mean()) / values.std()
    return scaled[dates < date], scaled[dates >= date]
