"""The counts of a study from the days on which people did things, one block of people after the other.

The SQL of `counted` says what is meant and can count everything; where days alone decide, this counts the same in a
fraction of its time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from queries.audience import Audience
from queries.days.event_days import NO_DAY, EventDays, OutOfReach, event_days
from queries.days.money import Money, spent
from queries.days.purchases import Purchases
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.retention.bind import PURCHASES, BoundHappening
from queries.retention.counted import Amount, Counts, Place
from queries.retention.followed_by_days import Followed
from queries.retention.returns import Block, Periods, Returns, Spans, active, counted, returns
from queries.retention.starts import MAX_LOOKS, Asked
from queries.retention.study import Cohorting, Measure, Period, RelativeTo, Study
from queries.retention.sums_by_days import sums_over_starts
from queries.retention.windows import Windows
from queries.stats import RatioSums

Grid = NDArray[np.int64]
Found = TypeVar("Found")


@dataclass(frozen=True)
class ByDays:
    """The rows of a grid are cohorts, its columns the indices of cells."""

    followed: Followed
    windows: Windows

    @property
    def study(self) -> Study:
        return self.windows.study

    def counts(self) -> Counts:
        """What `counted.counts` asks of SQL. Raises `SegmentError`, and `Cancelled` once the cursor is."""
        if not self.followed.numbers:
            return Counts({}, {})
        if self.study.measure is Measure.VALUE:
            return self._of_money()
        sizes, covered, at_risk = self._sizes(), self._empty_grid(), self._empty_grid()
        for block in self.followed.blocks(covered.size):
            sizes += np.bincount(block.cohorts, minlength=len(sizes))
            found = self._active(block)
            self._add(counted(found, self.study), covered)
            if self.study.relative_to is RelativeTo.PREVIOUS:
                self._add(Spans(found, found.age, found.age), at_risk)
        return Counts(self._by_number(sizes), self._places(covered), self._places(at_risk, shift=1))

    def _active(self, block: Block) -> Returns:
        return active(returns(block), self.study, is_of_days=self.study.returning.event in PURCHASES)

    def _sizes(self) -> Grid:
        return np.zeros(self.followed.periods, np.int64)

    def _by_number(self, of_cohorts: Grid) -> dict[int, int]:
        return {self.followed.numbers[cohort]: int(of_cohorts[cohort]) for cohort in np.flatnonzero(of_cohorts)}

    # ── cells

    def _empty_grid(self) -> Grid:
        columns = max(self.followed.periods, len(self.study.brackets) + 1)
        return np.zeros((self.followed.periods, columns + 1), np.int64)  # the last one takes the ends of spans

    def _add(self, spans: Spans, grid: Grid) -> None:
        """One more where a span begins, one less behind its end."""
        begun = _tally(spans.of.cohort, spans.first, grid.shape)
        ended = begun if spans.last is spans.first else _tally(spans.of.cohort, spans.last, grid.shape)
        grid += begun
        grid[:, 1:] -= ended[:, :-1]

    def _places(self, grid: Grid, shift: int = 0) -> dict[Place, int]:
        people = np.cumsum(grid, axis=1)
        found = np.argwhere(people[:, : self.windows.last_index + 1 - shift])
        numbers = self.followed.numbers
        return {(numbers[cohort], index + shift): int(people[cohort, index]) for cohort, index in found.tolist()}

    # ── money

    def _of_money(self) -> Counts:
        """Each person counts from the start on, which is the first purchase."""
        money = Money(self.followed.periods)
        for block in self.followed.blocks(money.periods**2):
            is_first = np.zeros(len(block.days), np.bool_)
            is_first[block.first_rows] = True
            bought = Purchases(block.days, is_first, block.cents).only(block.start_of_row != NO_DAY)
            money.add(spent(block.period_of.take(bought.days), bought.is_first, bought.cents))
        sizes = self._by_number(money.people)
        indices = range(self.windows.last_index + 1)
        counted = {(number, index): people for number, people in sizes.items() for index in indices}
        amounts = {
            (number, index): amount
            for number in sizes
            for index, amount in zip(indices, self._amounts(money, self.followed.numbers.index(number)), strict=False)
        }
        return Counts(sizes, counted, amounts=amounts)

    def _amounts(self, money: Money, cohort: int) -> Iterator[Amount]:
        """From the cohort's own period on; nothing is added after the data."""
        sums = zip(money.cents_by(cohort)[cohort:], money.squares_by(cohort)[cohort:], strict=True)
        found = [Amount(cents, squares) for cents, squares in sums]
        return chain(found, repeat(found[-1]))


def counts_by_days(engine: DuckDBEngine | DuckDBCursor, asked: Asked, windows: Windows) -> Counts | None:
    """What `counts` asks of SQL; None where the time of day decides, or days lie beyond what is kept of them.

    Raises `SegmentError`, and `Cancelled` once the cursor is.
    """
    return _told(engine, asked, lambda followed: ByDays(followed, windows).counts())


def sums_by_days(engine: DuckDBEngine | DuckDBCursor, asked: Asked, windows: Windows) -> dict[int, RatioSums] | None:
    """The same of `sums_over_people`."""
    return _told(engine, asked, lambda followed: sums_over_starts(followed, windows))


def _told(engine: DuckDBEngine | DuckDBCursor, asked: Asked, count: Callable[[Followed], Found]) -> Found | None:
    if not _is_told_by_days(asked):
        return None
    bound, study = asked.bound, asked.bound.study
    amount = "net_cents" if study.measure is Measure.VALUE else None
    try:
        returned = _days(engine, bound.returning, asked.as_of, amount)
        started = returned if bound.start == bound.returning else _days(engine, bound.start, asked.as_of, None)
        return count(Followed(engine, asked, started, returned))
    except OutOfReach:
        return None


def _days(engine: DuckDBEngine | DuckDBCursor, happening: BoundHappening, as_of: date, amount: str | None) -> EventDays:
    assert happening.event is not None
    return event_days(engine, happening.event, happening.where, as_of, amount=amount)


def _is_told_by_days(asked: Asked) -> bool:
    """Whether a return on the day of the start counts must not depend on the time of day: of purchases it never does,
    and of money it always does when every purchase counts."""
    study, bound = asked.bound.study, asked.bound
    events = (bound.start.event, bound.returning.event)
    has_no_time = any(event is not None and event.at is None for event in events)
    is_of_money = study.measure is Measure.VALUE
    is_every_order = bound.start == bound.returning and not study.start.where
    return (
        type(asked.audience) is Audience
        and bound.start.event is not None
        and (study.cohort is not Cohorting.FIRST_EVER or not study.start.where)
        and (is_every_order if is_of_money else bound.is_repurchase or has_no_time)
        and study.period is not Period.ROLLING_DAY
        and (bound.segment is None or len(asked.numbers()) <= MAX_LOOKS)
    )


def _tally(cohort: Periods, index: Periods, shape: tuple[int, ...]) -> Grid:
    cells = cohort.astype(np.intp)
    cells *= shape[1]
    cells += index
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)
