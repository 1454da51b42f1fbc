"""What a restoring network is judged against: four guesses that learn little or nothing, and linear maps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from threenets.fcn.score import mean_squared_error

BACKGROUND = "background everywhere"
MEAN_IMAGE = "mean image"
MASKED_INPUT = "masked input itself"
FILLED = "seen pixels kept, mean image elsewhere"


class LinearMap(NamedTuple):
    """``x @ weights + bias``, a network of one layer without activation.

    weights : array, shape (pixels in, pixels out), float32
    bias : array, shape (pixels out,), float32
    """

    weights: np.ndarray
    bias: np.ndarray

    def __call__(self, x, clip=False) -> np.ndarray:
        """Restored images, shape (n, pixels), float32; with `clip` limited to [-1, 1] as a tanh would be."""
        restored = np.asarray(x, dtype=np.float32) @ self.weights + self.bias
        return np.clip(restored, -1, 1) if clip else restored


def fit_linear_map(masked, clean, rank=None) -> LinearMap:
    """Least squares from damaged to clean images; see `fit_linear_maps`, of which this is the case of one rank."""
    return fit_linear_maps(masked, clean, (rank,))[rank]


def fit_linear_maps(masked, clean, ranks) -> dict[int | None, LinearMap]:
    """Least squares from damaged to clean images: no epochs, no learning rate, one answer.

    The normal equations are solved on centred data (which takes care of the bias). Only matrices of pixels x pixels
    are built, in float64, so memory stays small.

    Parameters
    ----------
    masked, clean : array, shape (n, pixels), float32
    ranks : sequence of int or None
        None: all weights are free. A number: the best map whose weights have this rank, which is a linear autoencoder
        with so many code units (reduced-rank regression: the fitted values are projected on their first principal
        components; Izenman, Journal of Multivariate Analysis 5, 1975).

    Returns
    -------
    dict rank -> LinearMap

    Raises
    ------
    ValueError
        If the shapes do not fit or a rank is not between 1 and the number of output pixels.
    """
    masked, clean = np.asarray(masked, dtype=np.float32), np.asarray(clean, dtype=np.float32)
    if masked.ndim != 2 or clean.ndim != 2 or len(masked) != len(clean) or len(masked) == 0:
        raise ValueError(f"masked and clean must be tables with the same rows, got {masked.shape} and {clean.shape}")
    for rank in ranks:
        if rank is not None and not 1 <= rank <= clean.shape[1]:
            raise ValueError(f"rank must lie between 1 and {clean.shape[1]}, got {rank}")
    with threadpool_limits(1):  # several threads gain little here and lose much on a busy machine
        mean_in, mean_out, gram, full = _least_squares(masked, clean)
        components = np.linalg.eigh(full.T @ gram @ full)[1]  # of the fitted values, the most important one last
    found = {}
    for rank in ranks:
        chosen = components[:, -rank:] if rank is not None else None
        weights = full if chosen is None else full @ chosen @ chosen.T
        found[rank] = LinearMap(weights.astype(np.float32), (mean_out - mean_in @ weights).astype(np.float32))
    return found


def _least_squares(masked, clean):
    mean_in, mean_out = (part.mean(axis=0, dtype=np.float64) for part in (masked, clean))
    gram = np.zeros((masked.shape[1], masked.shape[1]))
    cross = np.zeros((masked.shape[1], clean.shape[1]))
    for start in range(0, len(masked), 5000):  # float32 products over short blocks, summed in float64
        inputs = masked[start:start + 5000] - mean_in.astype(np.float32)
        outputs = clean[start:start + 5000] - mean_out.astype(np.float32)
        gram += inputs.T @ inputs
        cross += inputs.T @ outputs
    # The pseudo-inverse stays defined when there are fewer images than pixels.
    return mean_in, mean_out, gram, np.linalg.pinv(gram, rcond=1e-7, hermitian=True) @ cross


def reference_guesses(masked, keep, mean_image) -> dict[str, np.ndarray]:
    """The four guesses, each as restored images of shape (n, pixels), float32.

    Parameters
    ----------
    masked : array, shape (n, pixels)
        Damaged images, normalised.
    keep : array, shape (n, pixels), bool
        True where a pixel was kept. Only the last guess uses it; a network is not told.
    mean_image : array, shape (pixels,)
        Mean of the clean training images.
    """
    masked = np.asarray(masked, dtype=np.float32)
    mean_image = np.asarray(mean_image, dtype=np.float32)
    return {
        BACKGROUND: np.full_like(masked, -1),
        MEAN_IMAGE: np.broadcast_to(mean_image, masked.shape),
        MASKED_INPUT: masked,
        FILLED: np.where(keep, masked, mean_image),
    }


def errors(restorations, clean, where=None) -> dict[str, float]:
    """Mean squared error of each restoration in a dict name -> images; `where` as in `score.mean_squared_error`."""
    return {name: mean_squared_error(images, clean, where) for name, images in restorations.items()}
