# rejected by: second
# says: For layer 2 you have (30, 30, 8): what does a stride of 2 do, and what does pooling do to the channels?
shapes[1] = (30, 30, 8)
