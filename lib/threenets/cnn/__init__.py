"""Convolutional networks: telling vehicles from animals in small colour photographs.

`sizes` holds the rules for output sizes and padding, `by_hand` a convolution in NumPy, `models` the networks,
`receptive` what a unit sees, `cost` where parameters and arithmetic are, `vehicles` the measures of the chapter's
question, `shifts` and `filters` look into networks, `experiments`, `comparisons` and `long_run` test the chapter's claims.
"""
