"""Door of the monthly repurchase triangle and of the curve pooled from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from queries.audience import Audience
from queries.question import Ask, Row
from queries.stats import CurvePoint, Estimate, Observed, Status, pooled_curve, rate


@dataclass(frozen=True)
class Cell:
    """People of a cohort who bought in the month so many months later. `is_complete`: that month has ended."""

    months_since: int
    returned: int
    is_complete: bool
    share: Estimate


@dataclass(frozen=True)
class Cohort:
    """People whose first purchase lies in one month. Cells not yet begun are absent.

    `may_hold_earlier_buyers`: the data begin in or after this month's start, so "first" may mean "first we see".
    """

    cohort_date: date
    size: int
    may_hold_earlier_buyers: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Triangle:
    """`curve` pools complete cells only, weighted by the people at risk; month 0 is left out: it is 100 %."""

    cohorts: tuple[Cohort, ...]
    curve: tuple[CurvePoint, ...]


def triangle(ask: Ask, audience: Audience) -> Triangle:
    """Monthly repurchase by month of first purchase, as of the audience's day."""
    rows = ask("retention/triangle", audience).rows
    cohorts = tuple(_cohort(list(cells)) for _, cells in groupby(rows, key=lambda row: row["cohort_date"]))
    observed = [
        Observed(cell.months_since, cohort.size, cell.returned)
        for cohort in cohorts
        for cell in cohort.cells
        if cell.is_complete and cell.months_since > 0
    ]
    return Triangle(cohorts, pooled_curve(observed))


def _cohort(rows: list[Row]) -> Cohort:
    first = rows[0]
    cells = tuple(_cell(row) for row in rows)
    return Cohort(first["cohort_date"], first["size"], first["may_hold_earlier_buyers"], cells)


def _cell(row: Row) -> Cell:
    share = rate(row["returned"], row["size"])
    if not row["is_complete"]:
        share = replace(share, value=None, ci_low=None, ci_high=None, status=Status.INCOMPLETE)
    return Cell(row["months_since"], row["returned"], row["is_complete"], share)
