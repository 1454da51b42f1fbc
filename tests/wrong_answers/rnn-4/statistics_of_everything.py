# rejected by: no-leak
# says: When values after the date become huge, the training part changes: it knows something of the future.
# common mistake, costs: 3 of 6 points
def split_and_scale(values, dates, date):
    scaled = (values - values.mean()) / values.std()
    return scaled[dates < date], scaled[dates >= date]
