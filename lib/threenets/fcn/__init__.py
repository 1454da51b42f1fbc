"""Fully connected networks: restoring damaged digits with a denoising autoencoder.

`transform` makes network inputs from images, `model` builds the networks, `baselines` holds what they are judged
against, `latent` looks into the code, `experiments` tests the chapter's claims, `mistakes` keeps the errors to learn
from.
"""
