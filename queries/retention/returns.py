"""From days to returns: in which periods after their start people came back, and which of these a measure counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from queries.days.event_days import NO_DAY, Cents, Days
from queries.retention.study import Measure, RelativeTo, Study

Periods: TypeAlias = NDArray[np.int16]
Places: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Block:
    """What followed some starts: on which day each was (or `NO_DAY`), whose it is, and from which of the `days` on they
    are those of the first, of the second, … (`cents` beside them where they were asked for).

    `period_of` and `early_period_of` are by the number of a day: its period, and that of the day the horizon before.
    """

    start: Days
    person: NDArray[np.int32]
    begins: Places
    days: Days
    cents: Cents
    period_of: Periods
    early_period_of: Periods

    @cached_property
    def lengths(self) -> Places:
        return np.diff(self.begins)

    @cached_property
    def start_of_row(self) -> Days:
        return np.repeat(self.start, self.lengths)

    @cached_property
    def started(self) -> Places:
        """The starts that were."""
        return np.flatnonzero(self.start != NO_DAY)

    @cached_property
    def cohorts(self) -> Periods:
        """Of the starts that were."""
        return self.period_of.take(self.start.take(self.started))

    @cached_property
    def start_no_of_row(self) -> NDArray[np.int32]:
        return np.repeat(np.arange(len(self.start), dtype=np.int32), self.lengths)

    @cached_property
    def first_rows(self) -> Places:
        """Of each start with any days."""
        return self.begins.take(np.flatnonzero(self.lengths))


@dataclass(frozen=True, eq=False)
class Returns:
    """Periods in which people of a block returned, start by start and ascending: the `row` of the first return in it,
    and how many periods after the cohort's own it is."""

    block: Block
    row: Places
    cohort: Periods
    age: Periods

    def only(self, kept: Flags) -> Returns:
        places = np.flatnonzero(kept)
        return Returns(self.block, self.row.take(places), self.cohort.take(places), self.age.take(places))

    @cached_property
    def start_no(self) -> NDArray[np.int32]:
        """After which start of the block."""
        return self.block.start_no_of_row.take(self.row)

    @property
    def begins(self) -> Flags:
        """Where those after the next start begin."""
        return np.asarray(np.diff(self.start_no, prepend=-1) != 0)


@dataclass(frozen=True, eq=False)
class Spans:
    """From which index to which a measure counts a start, one span for each return; those of one start share none."""

    of: Returns
    first: Periods
    last: Periods


def returns(block: Block) -> Returns:
    """What was done after the day of the start."""
    is_later = block.days > block.start_of_row
    period = block.period_of.take(block.days)
    is_first = np.ones(len(period), np.bool_)
    np.not_equal(period[1:], period[:-1], out=is_first[1:])
    is_first[1:] |= is_later[1:] != is_later[:-1]
    is_first[block.first_rows] = True
    is_first &= is_later
    row = np.flatnonzero(is_first)
    cohort = block.period_of.take(block.start_of_row.take(row))
    return Returns(block, row, cohort, period.take(row) - cohort)


def active(found: Returns, study: Study, *, is_of_days: bool) -> Returns:
    """The returns that the measure counts; of brackets `age` is their number, from 1.

    `is_of_days`: what was done on one day was done once.
    """
    match study.measure:
        case Measure.AT_LEAST:
            return found.only(_times(found, is_of_days) >= study.times)
        case Measure.STREAK:
            return _unbroken(found)
        case Measure.BRACKETS:
            return _in_brackets(found, study.brackets)
        case _:
            return found


def counted(found: Returns, study: Study) -> Spans:
    """Of the active the spans that are counted."""
    if study.relative_to is RelativeTo.PREVIOUS:
        found = found.only(_follows_the_one_before(found))
    first = _reach_back(found) if study.measure is Measure.ON_OR_AFTER else found.age
    return Spans(found, first, found.age)


def _times(found: Returns, is_of_days: bool) -> Places:
    """Rows from one that is first in its period to the next; those between that are not later than a start are none."""
    block = found.block
    counts = block.days > block.start_of_row
    if is_of_days and len(counts):
        is_new_day = np.diff(block.days, prepend=0) != 0
        is_new_day[block.first_rows] = True
        counts &= is_new_day
    return np.add.reduceat(counts, found.row, dtype=np.intp) if len(found.row) else found.row


def _unbroken(found: Returns) -> Returns:
    """In a run without gaps the age is the place, from 1; a return in the cohort's own period is before it."""
    begins = np.flatnonzero(found.begins)
    lengths = np.diff(begins, append=len(found.age))
    place = np.arange(len(found.age)) - np.repeat(begins - (found.age.take(begins) > 0), lengths)
    return found.only(found.age == place)


def _in_brackets(found: Returns, brackets: tuple[tuple[int, int], ...]) -> Returns:
    number = np.full(max((last for _, last in brackets), default=0) + 2, -1, np.int16)
    number[0] = 0
    for place, (first, last) in enumerate(brackets, 1):
        number[first : last + 1] = place
    bracket = number.take(found.age, mode="clip")
    within = Returns(found.block, found.row, found.cohort, bracket).only(bracket >= 0)
    return within.only(within.begins | (np.diff(within.age, prepend=np.int16(-1)) != 0))


def _follows_the_one_before(found: Returns) -> Flags:
    """In the first period after the start everybody is asked."""
    follows = (np.diff(found.age, prepend=np.int16(-1)) == 1) & ~found.begins
    return np.asarray(follows | (found.age <= 1))


def _reach_back(found: Returns) -> Periods:
    """A return counts from the period whose end lies at most the horizon before it; those before are counted already.

    Later returns reach further at both ends, so only the one before is looked at.
    """
    early = found.block.early_period_of.take(found.block.days.take(found.row)) - found.cohort
    before = np.where(found.begins, np.int16(0), np.roll(found.age, 1))
    first = np.maximum(np.maximum(early, 1), before + np.int16(1))
    return np.where(found.age == 0, found.age, first)
