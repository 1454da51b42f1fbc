# rejected by: fourth
# says: For layer 4 you have (30, 30, 32): how many are every second of 30 places?
shapes[3] = (30, 30, 32)
