"""What a retention study finds: cohorts of cells, each blank until it can be known, and curves pooled over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from queries.retention.study import Study
from queries.stats import CurvePoint, Estimate, RatioSums, Sums


@dataclass(frozen=True)
class Cell:
    """One cohort so many periods (or brackets) after its own. Cell 0 is the cohort itself.

    It is complete once `complete_on` is over: then the last of its people could have been observed for the whole
    period. Until then `share` is without a value, and `counted` are those whom it counts so far; None where nobody can
    be counted yet. Of a value, `share` is the mean per person in minor units and `net_cents` the sum; of a share,
    `net_cents` is None.
    """

    index: int
    at_risk: int | None
    counted: int | None
    net_cents: int | None
    complete_on: date
    is_complete: bool
    share: Estimate


@dataclass(frozen=True)
class Cohort:
    """People who started from `start_date` to `end_date`; `is_closed`: these days are over, nobody will join.

    `repeated`: those who returned within the same period after their start; None of a value. `may_hold_earlier`: the
    data begin in or after this period, so its people may have started before what we see. `cells` go as far as is asked
    for, the cohort itself first; those of a period that no data reach are there too, and blank.
    """

    start_date: date
    end_date: date
    size: int
    is_closed: bool
    may_hold_earlier: bool
    repeated: Estimate | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Retention:
    """`curve` pools complete cells, weighted by the people at risk; its points also carry the simple mean of cohorts
    and their spread. `same_cohorts` pools only cohorts that are complete at its last point, so no bump of it is mix.
    `sums` are what the points of the curve rest on, by index, where the counts of their shares do not say it all:
    sums over people of money, or of the starts of people who are in many cohorts. `left_out` periods have begun and are
    not among the cells, since nobody asked for so many.
    """

    study: Study
    as_of: date
    cohorts: tuple[Cohort, ...]
    curve: tuple[CurvePoint, ...]
    same_cohorts: tuple[CurvePoint, ...]
    sums: Mapping[int, Sums | RatioSums]
    left_out: int


@dataclass(frozen=True)
class TrendPoint:
    """What one index became from cohort to cohort; only complete cells."""

    start_date: date
    cell: Cell


def trend(found: Retention, index: int) -> tuple[TrendPoint, ...]:
    """Day-N (or month-N) retention across cohorts, oldest first. A cohort without people is no point."""
    return tuple(
        TrendPoint(cohort.start_date, cell)
        for cohort in found.cohorts
        for cell in cohort.cells
        if cell.index == index and cell.is_complete and cohort.size > 0
    )
