"""Whether this machine has the copies of the data that a page was made with."""

from threenets import data


def lacking(name, digest):
    """Say why the copy of a data set that a page was made with would not be used here.

    A copy that its files do not tell is read, which takes seconds: other files can hold the same content.

    Parameters
    ----------
    name : str
        Name of the data set.
    digest : str
        Digest of the copy that the page was made with.

    Returns
    -------
    str or None
        A clause; None if that copy would be used.
    """
    try:
        found = data.identify(name)
        if not found.problem and found.digest is None and found.source != "downloaded":
            known = data.verify(name)
            found_digest, copy = known.digest, known.copy
        else:
            found_digest, copy = found.digest, found.copy
    except data.DataError as error:
        return str(error)
    if found_digest == digest:
        return None
    return found.problem or found.note or f"{found.folder} holds another copy ({copy})"


def told(name, digest):
    """Return a phrase that says which copy of a data set was used; what only stands in for it is not called by its name."""
    copy = data.info(name).copy_with_digest(digest)
    if copy is None:
        return f"{name}: unknown copy {digest[:8]}"
    return copy.description if copy.generated else f"{name}: {copy.name}"
