# rejected by: fifth
# says: For layer 5 you have (7, 7, 32): what becomes of an odd size at stride 2 with padding?
shapes[4] = (7, 7, 32)
