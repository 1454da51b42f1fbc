# rejected by: fifth
# says: For layer 5 you have (15, 15, 32): what becomes of an odd size at stride 2 with padding?
shapes[4] = (15, 15, 32)
