"""What the source of this chapter's network states about its own run, so that a page can put ours beside it.

T. Ganegedara's public notebook on recurrent networks for TensorFlow in Action (Manning 2022), chapter 4, commit 0e8080fe,
outputs of TensorFlow 2.9: monthly global means from January 1980 to July 2018, windows of 12 differences, SimpleRNN(64),
Dense(64), Dense(1), Adam, batches of 64, 25 epochs on all windows.
"""

FIRST_MONTH, LAST_MONTH = "1980-01", "2018-07"

# The first twenty differences in ppm; the first one is made up.
DIFFERENCES = (0, 0.70, 0.33, 0.39, 0.43, -0.44, -1.52, -1.21, -0.18, 0.77, 1.11, 0.71, 0.55, 0.56, 0.63, 0.29, -0.27,
               -0.81, -1.39, -1.14)  # fmt: skip

# Training loss of each epoch in ppm².
LOSSES = (0.4914, 0.0675, 0.0499, 0.0321, 0.0272, 0.0273, 0.0302, 0.0227, 0.0247, 0.0204, 0.0200, 0.0201, 0.0231, 0.0203,
          0.0198, 0.0288, 0.0208, 0.0211, 0.0229, 0.0233, 0.0194, 0.0194, 0.0181, 0.0198, 0.0255)  # fmt: skip

# The first ten forecast levels in ppm, August 2018 to May 2019.
FORECAST = (404.9935, 404.8254, 405.8648, 407.1397, 408.1132, 408.8870, 409.4482, 409.8409, 410.1553, 410.2290)
