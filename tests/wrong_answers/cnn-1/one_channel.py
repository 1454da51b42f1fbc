# rejected by: parameters
# says: Layer 1 has 416 parameters: each filter has a weight for every place of its kernel in every channel it sees, and one bias.
parameters = [416, 0, 320, 0, 320]
