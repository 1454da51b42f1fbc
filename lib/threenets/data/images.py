"""A set of labelled images in memory, and the checks that it passes before anybody sees it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from threenets.data.copies import Copy
from threenets.data.errors import DataError
from threenets.data.manifest import SPLITS, SetInfo

if TYPE_CHECKING:
    import tensorflow as tf


@dataclass(frozen=True, eq=False, repr=False)
class ImageData:
    """A set of labelled images, verified and read-only.

    Attributes
    ----------
    name : str
        Name of the set, for example "mnist".
    title : str
        Its usual name, for example "MNIST"; of a generated copy "Synthetic coloured shapes".
    train_images, test_images : numpy.ndarray
        uint8 images of shape (count, height, width) or (count, height, width, channels), grey or colour values
        from 0 to 255. The arrays are shared by everybody who loads the set, and cannot be written to:
        make a copy, or a new array by a calculation, to change them.
    train_labels, test_labels : numpy.ndarray
        int64 labels of shape (count,): positions in `class_names`.
    class_names : tuple of str
        Name of each class.
    source : str
        "given" (an explicit path), "prepared" (TensorFlow Datasets' folder), "downloaded", "embedded" or "generated".
    digest : str
        SHA-256 of the content, see `content_digest`.
    copy : str
        Name of the known copy with this content, or "unknown".
    licence : str
        Its terms.
    description : str
        A phrase that tells a reader what a known copy is; empty for an unknown one.
    label_names : tuple of str
        The set's own name of each label: `class_names`, except for a generated copy, which stands in for another set.
    """

    name: str
    title: str
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    class_names: tuple[str, ...]
    source: str
    digest: str
    copy: str
    licence: str = field(default="")
    description: str = field(default="")
    label_names: tuple[str, ...] = field(default=())

    @property
    def summary(self) -> str:
        """One line that says what this is."""
        size = " × ".join(map(str, self.train_images.shape[1:3]))
        return (
            f"{self.title}: {len(self.train_labels):,} training and {len(self.test_labels):,} test images of {size} "
            f"pixels in {len(self.class_names)} classes ({self.source}, copy: {self.copy})"
        )

    def __repr__(self) -> str:
        return f"<{self.summary}>"

    def labels_of(self, *names: str) -> tuple[int, ...]:
        """Return the labels of classes by the set's own names, whichever copy is loaded.

        >>> data.load("cifar10").labels_of("automobile", "truck")
        (1, 9)

        Raises
        ------
        DataError
            For a name that the set does not have.
        """
        unknown = [name for name in names if name not in self.label_names]
        if unknown:
            raise DataError(f"{self.title} has no class {unknown[0]!r}; its classes are {', '.join(self.label_names)}.")
        return tuple(map(self.label_names.index, names))

    def dataset(self, split: str) -> tf.data.Dataset:
        """Return a split as a `tf.data.Dataset`, image by image in the order of the arrays.

        Parameters
        ----------
        split : {"train", "test"}

        Returns
        -------
        tf.data.Dataset
            Pairs of a uint8 image and its int64 label.

        Raises
        ------
        DataError
            For another split.
        """
        if split not in SPLITS:
            raise DataError(f"There is no split named {split!r}; there are 'train' and 'test'.")
        import tensorflow as tf

        return tf.data.Dataset.from_tensor_slices((getattr(self, f"{split}_images"), getattr(self, f"{split}_labels")))


def content_digest(arrays: dict[str, tuple[np.ndarray, np.ndarray]]) -> str:
    """Return the SHA-256 of training images, training labels, test images and test labels, in this order.

    Images count as their uint8 bytes, labels as little-endian 64-bit integers, both in the order of the set.
    """
    digest = hashlib.sha256()
    for split in SPLITS:
        images, labels = arrays[split]
        digest.update(np.ascontiguousarray(images))
        digest.update(np.ascontiguousarray(labels, dtype="<i8"))
    return digest.hexdigest()


def verified(
    info: SetInfo,
    arrays: dict[str, tuple[np.ndarray, np.ndarray]],
    *,
    source: str,
    origin: str,
    histogram: Mapping[str, tuple[int, ...]],
    expected: Copy | None,
) -> ImageData:
    """Check arrays against the manifest, make them read-only, and return them as `ImageData`.

    Parameters
    ----------
    info : SetInfo
        What the manifest states.
    arrays : dict of str to (images, labels)
        What was read.
    source : str
        See `ImageData`.
    origin : str
        For messages: the file or folder that was read.
    histogram : mapping of str to tuple of int
        Expected number of images of each class, by split.
    expected : Copy or None
        The known copy that the files are, if they were recognised.

    Raises
    ------
    DataError
        If a shape, a data type, a count, the label histogram, or a known copy's content is wrong.
    """

    def refuse(what: str, found: object, wanted: object) -> None:
        raise DataError(f"{origin}: found {what} {found}; expected {wanted}.")

    for split, (images, labels) in arrays.items():
        wanted = sum(histogram[split])
        shapes = (wanted, *info.shape), (wanted,)
        if (images.shape, labels.shape) != shapes:
            refuse(f"{split} arrays of shape", (images.shape, labels.shape), shapes)
        if (images.dtype, labels.dtype) != (np.dtype(info.dtype), np.dtype(np.int64)):
            refuse(f"{split} arrays of type", (str(images.dtype), str(labels.dtype)), (info.dtype, "int64"))
        if labels.min() < 0 or labels.max() >= len(info.class_names):
            refuse(f"{split} labels from", f"{labels.min()} to {labels.max()}", f"0 to {len(info.class_names) - 1}")
        counts = tuple(np.bincount(labels, minlength=len(info.class_names)).tolist())
        if counts != histogram[split]:
            refuse(f"{split} labels with the counts", counts, histogram[split])
    digest = content_digest(arrays)
    if expected is not None and digest != expected.digest:
        # The files are the known ones, so it is the decoding that went wrong.
        refuse("content with the SHA-256", digest, f"{expected.digest} (copy {expected.name!r})")
    for images, labels in arrays.values():
        images.flags.writeable = labels.flags.writeable = False
    known = info.copy_with_digest(digest)
    generated = known is not None and known.generated
    return ImageData(
        name=info.name,
        title=known.name.capitalize() if generated else info.title,
        train_images=arrays["train"][0],
        train_labels=arrays["train"][1],
        test_images=arrays["test"][0],
        test_labels=arrays["test"][1],
        class_names=known.class_names if generated else info.class_names,
        source=source,
        digest=digest,
        copy=known.name if known else "unknown",
        licence="MIT, as all code of this course" if generated else info.licence,
        description=known.description if known else "",
        label_names=info.class_names,
    )
