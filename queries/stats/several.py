"""Several questions asked of the same people: by chance alone one in twenty of them seems to have an answer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from operator import itemgetter
from typing import TypeVar

from queries.stats.estimate import Significance

ALPHA = 0.05
Key = TypeVar("Key")


def holm(found: Mapping[Key, Significance]) -> dict[Key, float]:
    """Holm's (1979) adjusted p-values: below 0.05 also when asked all together. What was not tested takes no part."""
    tested = sorted(((one.p_value, key) for key, one in found.items() if one.p_value is not None), key=itemgetter(0))
    stepped = [min(1.0, (len(tested) - rank) * p_value) for rank, (p_value, _) in enumerate(tested)]
    return dict(zip((key for _, key in tested), accumulate(stepped, max), strict=True))


def confidence_of_each(comparisons: int, *, confidence: float = 0.95) -> float:
    """Of each interval, so that all of them hold together (Bonferroni): 1 − α/m.

    Wider than Holm's decisions need, but an honest interval; one made from an adjusted p-value has no coverage.
    """
    return 1 - (1 - confidence) / max(comparisons, 1)
