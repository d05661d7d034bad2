"""Counts in, judgement out: cells that are blank until they are complete, and the curves pooled over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from queries.retention.counted import Amount, Counts
from queries.retention.found import Cell, Cohort
from queries.retention.starts import Asked
from queries.retention.study import JOINED, Cohorting, Measure, RelativeTo, Study
from queries.retention.windows import Windows
from queries.stats import (
    CurvePoint,
    Estimate,
    Observed,
    RatioSums,
    Status,
    Sums,
    clustered_share,
    mean,
    pooled_curve,
    rate,
    rates,
    unknown,
)

LEAST_COHORTS = 3  # from which on cohorts can be said to differ


Curve: TypeAlias = "tuple[CurvePoint, ...]"


@dataclass(frozen=True)
class Counted:
    """A cell before it is judged."""

    cohort: int
    index: int
    at_risk: int | None
    counted: int | None
    amount: Amount | None
    is_complete: bool

    @property
    def what(self) -> int:
        return (self.counted or 0) if self.amount is None else self.amount.cents

    @property
    def pair(self) -> tuple[int, int]:
        return self.counted or 0, self.at_risk or 0


Row: TypeAlias = tuple[Counted, ...]


def rows_of(asked: Asked, windows: Windows, counts: Counts) -> tuple[Row, ...]:
    """Every cohort from the first that the study allows to the last, those without people too."""
    return tuple(
        tuple(_counted(number, index, windows, counts) for index in range(windows.last_index + 1))
        for number in asked.numbers()
    )


def cohorts_of(asked: Asked, windows: Windows, counts: Counts, rows: Iterable[Row]) -> tuple[Cohort, ...]:
    shares = _shares([cell for row in rows for cell in row if cell.is_complete])
    return tuple(_cohort(asked, windows, counts, row, shares) for row in rows)


def _counted(number: int, index: int, windows: Windows, counts: Counts) -> Counted:
    place, size = (number, index), counts.sizes.get(number, 0)
    is_complete = windows.is_complete(number, index)
    at_risk = _at_risk(number, index, windows, counts)
    counted: int | None = counts.counted.get(place, 0)
    if windows.study.measure is not Measure.VALUE and index == 0:
        counted = size
    elif windows.study.measure is Measure.CHURNED:
        counted = (at_risk or 0) - (counted or 0) if is_complete else None
    elif not windows.has_begun(number, index):
        counted = None
    amount = None
    if windows.study.measure is Measure.VALUE and counted is not None:
        amount = counts.amounts.get(place, Amount(0, 0))
    return Counted(number, index, at_risk, counted, amount, is_complete)


def _at_risk(number: int, index: int, windows: Windows, counts: Counts) -> int | None:
    if windows.study.relative_to is RelativeTo.INITIAL or index < 2:
        return counts.sizes.get(number, 0)
    return counts.at_risk.get((number, index), 0) if windows.has_begun(number, index - 1) else None


def _shares(complete: Sequence[Counted]) -> dict[tuple[int, int], Estimate]:
    of_money = [cell for cell in complete if cell.amount is not None]
    of_people = [cell for cell in complete if cell.amount is None]
    judged = rates([cell.pair for cell in of_people])
    found = {(cell.cohort, cell.index): share for cell, share in zip(of_people, judged, strict=True)}
    return found | {(cell.cohort, cell.index): mean(_sums_of([cell])) for cell in of_money}


def _sums_of(cells: Iterable[Counted]) -> Sums:
    pairs = [(cell.at_risk or 0, cell.amount or Amount(0, 0)) for cell in cells]
    return Sums(
        sum(people for people, _ in pairs),
        sum(amount.cents for _, amount in pairs),
        sum(amount.squares for _, amount in pairs),
    )


def _cohort(
    asked: Asked,
    windows: Windows,
    counts: Counts,
    row: Row,
    shares: Mapping[tuple[int, int], Estimate],
) -> Cohort:
    study, number, size = asked.bound.study, row[0].cohort, row[0].at_risk or 0
    is_first = study.cohort is not Cohorting.RECURRING and study.start.event != JOINED
    repeated = rate(counts.counted.get((number, 0), 0), size)
    if not row[0].is_complete:
        repeated = _incomplete(repeated.n, repeated.denominator)
    return Cohort(
        start_date=asked.calendar.first_day(number),
        end_date=asked.calendar.last_day(number),
        size=size,
        is_closed=row[0].is_complete,
        may_hold_earlier=is_first and number == asked.first,
        repeated=None if study.measure is Measure.VALUE else repeated,
        cells=tuple(_cell(cell, windows, shares) for cell in row),
    )


def _cell(cell: Counted, windows: Windows, shares: Mapping[tuple[int, int], Estimate]) -> Cell:
    return Cell(
        index=cell.index,
        at_risk=cell.at_risk,
        counted=cell.counted,
        net_cents=None if cell.amount is None else cell.amount.cents,
        complete_on=windows.complete_on(cell.cohort, cell.index),
        is_complete=cell.is_complete,
        share=shares[cell.cohort, cell.index] if cell.is_complete else _incomplete(*cell.pair),
    )


def _incomplete(n: int, denominator: int) -> Estimate:
    return unknown(Status.INCOMPLETE, n=n, denominator=denominator)


# ── pooled


def curve_of(rows: Iterable[Row], sums: Mapping[int, Sums | RatioSums], study: Study) -> Curve:
    """Over the complete cells of these cohorts. `sums` by index, where the cells' own counts do not say it all."""
    observed = [Observed(cell.index, cell.at_risk or 0, cell.what) for cell in _pooled(rows, study)]
    return pooled_curve(observed, {index: _share_of(found) for index, found in sums.items()})


def sums_of_money(rows: Iterable[Row], study: Study) -> dict[int, Sums]:
    """By index, over the people of all cohorts that are complete there."""
    cells = sorted(_pooled(rows, study), key=lambda cell: cell.index)
    return {index: _sums_of(found) for index, found in groupby(cells, key=lambda cell: cell.index)}


def _pooled(rows: Iterable[Row], study: Study) -> list[Counted]:
    first = 0 if study.measure is Measure.VALUE else 1
    return [cell for row in rows for cell in row if cell.is_complete and cell.index >= first and cell.at_risk]


def _share_of(found: Sums | RatioSums) -> Estimate:
    return mean(found) if isinstance(found, Sums) else clustered_share(found)


def same_rows(rows: Iterable[Row], curve: Curve) -> tuple[Row, ...]:
    """The cohorts that are complete at the last index which three or more reach (or any), cut off after it."""
    reached = [point.age for point in curve if point.cohorts >= LEAST_COHORTS] or [point.age for point in curve]
    last = max(reached, default=0)
    return tuple(row[: last + 1] for row in rows if row[0].at_risk and row[last].is_complete)


def of_measure(found: RatioSums, study: Study) -> RatioSums:
    """Churned are, of the same starts, those that were not counted."""
    if study.measure is not Measure.CHURNED:
        return found
    return RatioSums(
        found.n,
        found.under - found.over,
        found.under,
        found.under_squares - 2 * found.products + found.over_squares,
        found.under_squares,
        found.under_squares - found.products,
    )
