"""Several questions asked of the same people: by chance alone one in twenty of them seems to have an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

from queries.stats.estimate import Significance

ALPHA = 0.05
Key = TypeVar("Key")


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Each p-value as it stands beside the others (Holm 1979): below 5 % in all, an error in any is that rare."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    stepped = [min(1.0, (len(order) - rank) * p_values[place]) for rank, place in enumerate(order)]
    together = dict(zip(order, accumulate(stepped, max), strict=True))
    return tuple(together[place] for place in range(len(p_values)))


def holm_of(found: Mapping[Key, Significance]) -> dict[Key, float]:
    """Of the tests by name; what was not tested takes no part and costs the others nothing."""
    tested = {key: one.p_value for key, one in found.items() if one.p_value is not None}
    return dict(zip(tested, holm(list(tested.values())), strict=True))


def confidence_of_each(comparisons: int, *, confidence: float = 0.95) -> float:
    """Of each interval, so that all of them hold together (Bonferroni): 1 − α/m.

    Wider than Holm's decisions need, but an honest interval; one made from an adjusted p-value has no coverage.
    """
    return 1 - (1 - confidence) / max(comparisons, 1)
