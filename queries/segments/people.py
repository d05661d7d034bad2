"""People as bits: each person's number is a place in a row of bits, so that groups are bit arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

import numpy as np
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
