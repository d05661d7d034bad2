"""Who started when and what followed, as days, one block of people after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from queries.catalog import catalog
from queries.days.blocks import Flags, blocks, flags
from queries.days.event_days import NO_DAY, ORIGIN, Days, EventDays
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.retention.returns import Block, Periods, Places
from queries.retention.starts import Asked
from queries.retention.study import Cohorting
from queries.segments import bind
from queries.segments.leaves import Leaves
from queries.segments.people import Bits

MOST_ROWS = 2**21  # of days that follow starts: a person with many starts has the same days after many of them


@dataclass(frozen=True)
class Followed:
    """`numbers` are the periods of the cohorts. Here the first of them is 0, the next 1."""

    engine: DuckDBEngine | DuckDBCursor
    asked: Asked
    started: EventDays
    returned: EventDays

    def blocks(self, cells: int) -> Iterator[Block]:
        """To be counted in so many cells. All starts of a person are in one block. Raises `Cancelled`."""
        for people in blocks(self.engine, cells):
            if self.asked.bound.study.cohort is Cohorting.RECURRING:
                yield from self._recurring(people, max(MOST_ROWS, cells))
            else:
                yield self._firsts(people)

    def _firsts(self, people: slice) -> Block:
        """One start a person, or none."""
        begins = self.started.begins[people.start : people.stop + 1]
        some = np.flatnonzero(np.diff(begins))
        days = self.started.days.take(begins.take(some))
        is_asked = self._is_between(days) & self._are_asked(people, some.astype(np.int32), days)
        start = np.full(len(begins) - 1, NO_DAY, np.uint16)
        start[some] = np.where(is_asked, days, np.uint16(NO_DAY))
        begins = self.returned.begins[people.start : people.stop + 1]
        person = np.arange(len(start), dtype=np.int32)
        rows = slice(begins[0], begins[-1])
        days, cents = self.returned.days[rows], self.returned.cents[rows]
        return Block(start, person, begins - begins[0], days, cents, self.period_of, self.early_period_of)

    def _recurring(self, people: slice, most: int) -> Iterator[Block]:
        """A start on the first day of each period with any that is asked for."""
        begins = self.started.begins[people.start : people.stop + 1]
        days = self.started.days[begins[0] : begins[-1]]
        person = np.repeat(np.arange(len(begins) - 1, dtype=np.int32), np.diff(begins))
        is_between, period = self._is_between(days), self.period_of.take(days)
        is_start = is_between.copy()
        is_next = (period[1:] != period[:-1]) | (person[1:] != person[:-1])
        is_start[1:] &= is_next | ~is_between[:-1]
        rows = np.flatnonzero(is_start & self._are_asked(people, person, days))
        starters = person.take(rows)
        ends = self.returned.begins[people.start : people.stop + 1]
        # before the first start in its own days there is no return
        first = rows + begins[0] if self.started is self.returned else ends.take(starters)
        lengths = ends.take(starters + 1) - first
        for part in _parts(starters, lengths, most):
            yield self._copied(days.take(rows[part]), starters[part], first[part], lengths[part])

    def _copied(self, start: Days, person: NDArray[np.int32], first: Places, lengths: Places) -> Block:
        """Each start with the days that follow it."""
        begins = np.concatenate([[0], np.cumsum(lengths)])
        places = np.repeat(first - begins[:-1], lengths)
        places += np.arange(len(places))
        days, no_cents = self.returned.days.take(places), self.returned.cents[:0]
        return Block(start, person, begins, days, no_cents, self.period_of, self.early_period_of)

    def _is_between(self, days: Days) -> Flags:
        since, until = ((day - ORIGIN).days for day in (self.asked.since, self.asked.until))
        return (days >= since) & (days <= until)

    def _are_asked(self, people: slice, person: NDArray[np.int32], days: Days) -> Flags:
        """Whether these starts are of people whom the study is about."""
        is_asked = flags(self.audience, people).take(person)
        if self.members is not None:
            cohort = np.clip(self.period_of.take(days), 0, len(self.members) - 1)
            is_asked &= np.stack([flags(bits, people) for bits in self.members])[cohort, person]
        return is_asked

    @cached_property
    def audience(self) -> Bits:
        segment, leaves = self.asked.audience.segment, Leaves(self.engine, self.asked.as_of)
        return leaves.everyone if segment is None else leaves.group(bind(segment, catalog(self.engine.version)))

    @cached_property
    def members(self) -> list[Bits] | None:
        """Of each cohort, whom the study's segment holds at the end of its period."""
        root = self.asked.bound.segment
        if root is None:
            return None
        return [Leaves(self.engine, self.asked.end_of(number)).group(root) for number in self.numbers]

    # ── days and periods

    @cached_property
    def numbers(self) -> range:
        return self.asked.numbers()

    @cached_property
    def periods(self) -> int:
        """From the first cohort's to that of the day asked about."""
        return (self.asked.last - self.numbers[0]) // self.asked.calendar.step + 1

    @cached_property
    def period_of(self) -> Periods:
        """By the number of a day; -1 before the first."""
        calendar, first = self.asked.calendar, self.numbers[0]
        numbers = (first + place * calendar.step for place in range(self.periods))
        begins = [(calendar.first_day(number) - ORIGIN).days for number in numbers]
        return np.searchsorted(begins, np.arange(NO_DAY + 1), side="right").astype(np.int16) - np.int16(1)

    @cached_property
    def early_period_of(self) -> Periods:
        return self.period_of.take(np.arange(NO_DAY + 1) - self.asked.bound.study.horizon_days, mode="clip")


def _parts(starters: NDArray[np.int32], lengths: Places, most: int) -> Iterator[slice]:
    """Some people's starts at a time, with about so many days in all."""
    if not len(starters):
        return
    ends = np.append(np.flatnonzero(np.diff(starters)) + 1, len(starters))
    part = np.cumsum(lengths).take(ends - 1) // most
    cuts = [0, *ends.take(np.flatnonzero(np.diff(part))).tolist(), len(starters)]
    for begin, end in pairwise(cuts):
        yield slice(begin, end)
