"""Many values as few bands: five of about as many people each, or every value by itself where there are few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any

BANDS = 5
FEW_VALUES = 8


@dataclass(frozen=True)
class Counted:
    """Of `everyone` with a value from `low` to `high`, `people` are in the segment. Both None: without a value."""

    low: Any
    high: Any
    people: int
    everyone: int


def banded(values: Sequence[Counted]) -> list[Counted]:
    """Values in ascending order, each once. Equal values are never divided, so a band may be large."""
    if len(values) <= FEW_VALUES:
        return list(values)
    whole = sum(found.everyone for found in values)
    before = [0, *accumulate(found.everyone for found in values)]
    numbered = [(reached * BANDS // whole, found) for found, reached in zip(values, before, strict=False)]
    return [_joined([found for _, found in band]) for _, band in groupby(numbered, key=lambda pair: pair[0])]


def _joined(values: Sequence[Counted]) -> Counted:
    return Counted(
        values[0].low,
        values[-1].high,
        sum(found.people for found in values),
        sum(found.everyone for found in values),
    )
