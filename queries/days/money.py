"""What people brought in, summed by cohort and period: whole numbers however large, as the squares of cents are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from queries.days.blocks import Flags
from queries.days.event_days import Cents, OutOfReach

Periods: TypeAlias = NDArray[np.integer]
Sums: TypeAlias = NDArray[np.int64]

HALF = 31  # bits: a value of so many has a square that 64 bits hold, and floats add millions of halves exactly


@dataclass(frozen=True, eq=False)
class Spent:
    """One row per person and period with a purchase, ascending: the person's cohort (the period of the first of them),
    what the period brought, and what all brought up to its end."""

    cohort: Periods
    period: Periods
    is_first: Flags
    cents: Sums
    total: Sums


def spent(period: Periods, is_first: Flags, cents: Cents) -> Spent:
    """From purchases, one person after the other. Raises `OutOfReach` where somebody brought in tens of millions."""
    is_begin = is_first.copy()
    is_begin[1:] |= period[1:] != period[:-1]
    begins = np.flatnonzero(is_begin)
    brought = np.add.reduceat(cents, begins, dtype=np.int64) if len(begins) else np.zeros(0, np.int64)
    firsts = np.flatnonzero(is_first.take(begins))
    lengths = np.diff(firsts, append=len(begins))
    so_far = np.cumsum(brought)
    total = so_far - np.repeat((so_far - brought).take(firsts), lengths)
    if len(total) and total.max() >> HALF:
        raise OutOfReach
    periods = period.take(begins)
    return Spent(np.repeat(periods.take(firsts), lengths), periods, is_first.take(begins), brought, total)


class Money:
    """By cohort and period, all below `periods`: people who began, what each period brought, by how much the sum of the
    squares of what each person has brought so far grew in it, and the most that anybody had brought by its end.

    Squares are summed in two halves.
    """

    def __init__(self, periods: int) -> None:
        self.periods = periods
        self.people = np.zeros(periods, np.int64)
        self._cents, self._high, self._low, self._largest = np.zeros((4, periods**2), np.int64)

    def add(self, found: Spent) -> None:
        size = self.periods**2
        cell = found.cohort.astype(np.intp) * self.periods + found.period
        squares = found.cents * (2 * found.total - found.cents)
        halves = ((self._high, squares >> HALF), (self._low, squares & (2**HALF - 1)))
        for sums, values in ((self._cents, found.cents), *halves):
            sums += np.bincount(cell, values, size).astype(np.int64)
        self.people += np.bincount(found.cohort[found.is_first], minlength=self.periods)
        np.maximum.at(self._largest, cell, found.total)

    def cents_by(self, cohort: int) -> list[int]:
        """Of the cohort, what was brought up to the end of each period."""
        return _plain(np.cumsum(self._of(cohort, self._cents)))

    def squares_by(self, cohort: int) -> list[int]:
        high, low = (_plain(np.cumsum(self._of(cohort, half))) for half in (self._high, self._low))
        return [(above << HALF) + below for above, below in zip(high, low, strict=True)]

    def largest_by(self, cohort: int) -> list[int]:
        return _plain(np.maximum.accumulate(self._of(cohort, self._largest)))

    def _of(self, cohort: int, sums: Sums) -> Sums:
        return sums[cohort * self.periods : (cohort + 1) * self.periods]


def _plain(sums: Sums) -> list[int]:
    """Whole numbers without a limit."""
    return [int(one) for one in sums]
