# rejected by: third
# says: For layer 3 you have (30, 30, 16): with padding and a stride of 1, what changes apart from the channels?
shapes[2] = (30, 30, 16)
