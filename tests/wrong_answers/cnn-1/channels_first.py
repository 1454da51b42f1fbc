# rejected by: first
# says: For layer 1 you have (16, 60, 60): at how many places can a kernel of 5 start without padding?
shapes = [(c, h, w) for h, w, c in shapes]
