# rejected by: first
# says: For layer 1 you have (64, 64, 16): at how many places can a kernel of 5 start without padding?
# common mistake, costs: 4 of 7 points
shapes = [(64, 64, 16), (32, 32, 16), (32, 32, 32), (16, 16, 32), (8, 8, 32)]
