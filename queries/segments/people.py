"""People as bits: each person's number is a place in a row of bits, so that groups are bit arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from queries.segments.tree import Match

Bits: TypeAlias = NDArray[np.uint8]  # eight people a byte, in the order of user_no; never beyond the last person


@dataclass(frozen=True, eq=False)
class People:
    """Some people of a store that holds `of` people, as packed bits."""

    bits: Bits
    of: int

    @property
    def count(self) -> int:
        return count(self.bits)

    def user_numbers(self) -> NDArray[np.intp]:
        """Ascending."""
        return np.flatnonzero(np.unpackbits(self.bits, count=self.of))


def count(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum(dtype=np.int64))


def joined(match: Match, members: Sequence[Bits], k: int | None, everyone: Bits) -> Bits:
    """Those of everyone whom a group selects."""
    match match:
        case Match.ALL:
            return reduce(np.bitwise_and, members, everyone)
        case Match.ANY:
            return everyone & reduce(np.bitwise_or, members)
        case Match.NONE:
            return everyone & ~reduce(np.bitwise_or, members)
        case Match.AT_LEAST:
            return _at_least(k or 1, members, everyone)


def _at_least(k: int, members: Sequence[Bits], everyone: Bits) -> Bits:
    """`reached[j]`: who is in at least j of the members so far."""
    reached = [everyone, *(np.zeros_like(everyone) for _ in range(k))]
    for member in members:
        for j in range(k, 0, -1):
            reached[j] |= reached[j - 1] & member
    return reached[k]


def first_of(ordered: pa.Table, flags: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Of the flagged people the first so many in the order of `user_no`; of each `part`, where the table has one.

    Rows of one part stand together.
    """
    numbers = ordered["user_no"].to_numpy()
    is_asked = flags[numbers]
    asked = numbers[is_asked]
    if "part" in ordered.column_names:
        parts = ordered["part"].to_numpy()[is_asked]
        asked = asked[_place_in_run(parts) < count]
    else:
        asked = asked[:count]
    first = np.zeros_like(flags)
    first[asked] = True
    return first


def _place_in_run(parts: NDArray[np.int64]) -> NDArray[np.intp]:
    """From 0, beginning anew with each run of equal numbers."""
    places = np.arange(len(parts))
    begins = np.flatnonzero(np.diff(parts, prepend=-1))
    return places - np.repeat(begins, np.diff(begins, append=len(parts)))
