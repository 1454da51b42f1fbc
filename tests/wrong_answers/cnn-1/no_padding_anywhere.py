# rejected by: second
# says: For layer 2 you have (29, 29, 16): what does a stride of 2 do, and what does pooling do to the channels?
shapes = [(60, 60, 16), (29, 29, 16), (27, 27, 32), (13, 13, 32), (6, 6, 32)]
