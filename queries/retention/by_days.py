"""The counts of a study from the days on which people did things, one block of people after the other.

The SQL of `counted` says what is meant and can count everything; where days alone decide, this counts the same in a
fraction of its time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from queries.audience import Audience
from queries.catalog import catalog
from queries.days.blocks import blocks, flags
from queries.days.event_days import NO_DAY, ORIGIN, Days, EventDays, OutOfReach, event_days
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.retention.bind import PURCHASES, BoundHappening
from queries.retention.counted import Counts, Place
from queries.retention.returns import Block, Periods, Spans, active, counted, returns
from queries.retention.starts import MAX_LOOKS, Asked
from queries.retention.study import Cohorting, Measure, Period, RelativeTo
from queries.retention.windows import Windows
from queries.segments import bind
from queries.segments.leaves import Leaves
from queries.segments.people import Bits

Grid = NDArray[np.int64]


def counts_by_days(engine: DuckDBEngine | DuckDBCursor, asked: Asked, windows: Windows) -> Counts | None:
    """What `counts` asks of SQL; None where the time of day or money decides, or days lie beyond what is kept of them.

    Raises `SegmentError`, and `Cancelled` once the cursor is.
    """
    if not _is_told_by_days(asked):
        return None
    try:
        started, returned = (_days(engine, of, asked.as_of) for of in (asked.bound.start, asked.bound.returning))
    except OutOfReach:
        return None
    return _Counting(engine, asked, windows, started, returned).counts()


def _days(engine: DuckDBEngine | DuckDBCursor, happening: BoundHappening, as_of: date) -> EventDays:
    assert happening.event is not None
    return event_days(engine, happening.event, happening.where, as_of)


def _is_told_by_days(asked: Asked) -> bool:
    """Whether a return on the day of the start counts must not depend on the time of day."""
    study, bound = asked.bound.study, asked.bound
    events = (bound.start.event, bound.returning.event)
    has_no_time = any(event is not None and event.at is None for event in events)
    is_first = study.cohort is Cohorting.FIRST_TIME or (study.cohort is Cohorting.FIRST_EVER and not study.start.where)
    return (
        type(asked.audience) is Audience
        and is_first
        and bound.start.event is not None
        and (bound.is_repurchase or has_no_time)
        and study.period is not Period.ROLLING_DAY
        and study.measure is not Measure.VALUE
        and (bound.segment is None or len(asked.numbers()) <= MAX_LOOKS)
    )


@dataclass(frozen=True)
class _Counting:
    """`numbers` are the periods of the cohorts. Here the first of them is 0, the next 1: the rows of a grid are
    cohorts, its columns the indices of cells."""

    engine: DuckDBEngine | DuckDBCursor
    asked: Asked
    windows: Windows
    started: EventDays
    returned: EventDays

    def counts(self) -> Counts:
        if not self.numbers:
            return Counts({}, {})
        study = self.asked.bound.study
        sizes, covered, at_risk = np.zeros(self.periods, np.int64), self._empty_grid(), self._empty_grid()
        for block in blocks(self.engine, self._empty_grid().size):
            start = self._starts(block)
            sizes += np.bincount(
                self.period_of.take(start.take(np.flatnonzero(start != NO_DAY))), minlength=self.periods
            )
            found = active(returns(self._block(block, start)), study, is_of_days=study.returning.event in PURCHASES)
            self._add(counted(found, study), covered)
            if study.relative_to is RelativeTo.PREVIOUS:
                self._add(Spans(found.cohort, found.age, found.age), at_risk)
        return Counts(
            sizes={self.numbers[cohort]: int(sizes[cohort]) for cohort in np.flatnonzero(sizes)},
            counted=self._places(covered),
            at_risk=self._places(at_risk, shift=1),
        )

    # ── people

    def _starts(self, block: slice) -> Days:
        """The day on which each of these people started, or none."""
        begins = self.started.begins[block.start : block.stop + 1]
        some = np.flatnonzero(np.diff(begins))
        days = self.started.days.take(begins.take(some))
        first, last = self.days_of_start
        is_asked = (days >= first) & (days <= last) & flags(self.audience, block).take(some)
        if self.members is not None:
            cohort = np.clip(self.period_of.take(days), 0, len(self.members) - 1)
            is_asked &= np.stack([flags(bits, block) for bits in self.members])[cohort, some]
        start = np.full(len(begins) - 1, NO_DAY, np.uint16)
        start[some] = np.where(is_asked, days, np.uint16(NO_DAY))
        return start

    def _block(self, block: slice, start: Days) -> Block:
        begins = self.returned.begins[block.start : block.stop + 1]
        days = self.returned.days[begins[0] : begins[-1]]
        return Block(start, begins - begins[0], days, self.period_of, self.early_period_of)

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
    def days_of_start(self) -> tuple[int, int]:
        return (self.asked.since - ORIGIN).days, (self.asked.until - ORIGIN).days

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

    # ── cells

    def _empty_grid(self) -> Grid:
        columns = max(self.periods, len(self.asked.bound.study.brackets) + 1)
        return np.zeros((self.periods, columns + 1), np.int64)  # the last one takes the ends of spans

    def _add(self, spans: Spans, grid: Grid) -> None:
        """One more where a span begins, one less behind its end."""
        begun = _people(spans.cohort, spans.first, grid.shape)
        ended = begun if spans.last is spans.first else _people(spans.cohort, spans.last, grid.shape)
        grid += begun
        grid[:, 1:] -= ended[:, :-1]

    def _places(self, grid: Grid, shift: int = 0) -> dict[Place, int]:
        people = np.cumsum(grid, axis=1)
        found = np.argwhere(people[:, : self.windows.last_index + 1 - shift])
        return {(self.numbers[cohort], index + shift): int(people[cohort, index]) for cohort, index in found.tolist()}


def _people(cohort: Periods, index: Periods, shape: tuple[int, ...]) -> Grid:
    cells = cohort.astype(np.intp)
    cells *= shape[1]
    cells += index
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)
