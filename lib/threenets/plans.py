"""How much a page computes: each section has a plan for every profile, and all choose from them alike."""

from __future__ import annotations

from dataclasses import replace


def choose(plans, profile, seed, seed_fields=("seeds",)):
    """Return the plan of a profile, with seeds that are consecutive and begin with `seed`.

    Parameters
    ----------
    plans : dict of str to a dataclass instance
        One plan a profile.
    profile : str
    seed : int
    seed_fields : sequence of str
        Fields that hold a tuple of seeds; each keeps its length.

    Raises
    ------
    ValueError
        If there is no such profile.
    """
    if profile not in plans:
        raise ValueError(f"unknown profile {profile!r}: use one of {', '.join(plans)}")
    chosen = plans[profile]
    return replace(chosen, **{name: tuple(range(seed, seed + len(getattr(chosen, name)))) for name in seed_fields})
