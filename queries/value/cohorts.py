"""Door of cohort value: cumulative net revenue and margin per original member, what a new buyer cost, and payback."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from data.errors import NotDelivered
from data.sentence import Sentence
from queries.audience import Audience
from queries.question import Ask, Row
from queries.stats import Estimate, Status, Sums, mean, unknown
from queries.value.acquisition import Acquisition, acquisition

MILLICENTS = 1000
SKEWED_ABOVE = 0.04  # of the squared deviations in one person: then Cochran's n > 25 · skewness² fails


@dataclass(frozen=True)
class Cell:
    """A cohort from its first purchases to the end of the month so many months later; `value` and `margin` are minor
    units of money per original member, cumulative.

    `is_skewed`: one person weighs so much that the interval of the value says too little. `is_provisional`: refunds may
    still arrive. `margin` is incomplete while an order lacks the cost of its goods.
    """

    months_since: int
    value: Estimate
    margin: Estimate
    orders_without_cost: int
    is_skewed: bool
    is_provisional: bool


def complete_on(cohort_date: date, months_since: int) -> date:
    """The last day of the month that many months after the cohort's: then its cell can be known."""
    months = cohort_date.year * 12 + cohort_date.month + months_since  # the month after it, counted from 0
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Payback:
    """`months`: the first month in which the cumulative margin covered the cost of a new buyer. Where it has not yet:
    None, and `share` of the cost is back after `after_months`. Nothing is extrapolated."""

    months: int | None
    share: float
    after_months: int


@dataclass(frozen=True)
class Cohort:
    """People whose first purchase lies in one month. Months that have not ended have no cell.

    `cost_cents` is what a first-time buyer of that month cost, blended; None where it is not known.
    """

    cohort_date: date
    size: int
    may_hold_earlier_buyers: bool
    cells: tuple[Cell, ...]
    cost_cents: float | None
    payback: Payback | None


@dataclass(frozen=True)
class Point:
    """All cohorts observed so long, pooled: large ones weigh more, and which they are changes with the months."""

    months_since: int
    cohorts: int
    value: Estimate
    margin: Estimate
    is_skewed: bool
    is_provisional: bool


@dataclass(frozen=True)
class CohortValue:
    """`margin_missing` and `cost_missing` say what would have to be delivered where there is no margin or no cost."""

    cohorts: tuple[Cohort, ...]
    curve: tuple[Point, ...]
    acquisition: Acquisition | None
    margin_missing: tuple[Sentence, ...] = ()
    cost_missing: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class _Sum:
    """Of one cohort and month, or of several cohorts together."""

    value: Sums
    margin: Sums | None
    orders_without_cost: int
    largest_cents: int
    is_provisional: bool


def cohort_value(ask: Ask, audience: Audience, *, acquisition_kinds: Collection[str] | None = None) -> CohortValue:
    """By month of first purchase, complete months only. `acquisition_kinds` are the kinds of cost that won new buyers;
    by default those that say so."""
    rows = ask("value/cohorts", audience).rows
    margins, margin_missing = _margins(ask, audience)
    sums = {_place(row): _sum(row, margins.get(_place(row))) for row in rows}
    cost, cost_missing = acquisition(ask, audience, kinds=acquisition_kinds)
    cohorts = tuple(_cohort(list(cells), sums, cost) for _, cells in groupby(rows, key=lambda row: row["cohort_date"]))
    return CohortValue(cohorts, _curve(sums), cost, margin_missing, cost_missing)


def _margins(ask: Ask, audience: Audience) -> tuple[Mapping[tuple[date, int], Row], tuple[Sentence, ...]]:
    try:
        return {_place(row): row for row in ask("value/margins", audience).rows}, ()
    except NotDelivered as missing:
        return {}, missing.faults


def _place(row: Row) -> tuple[date, int]:
    return row["cohort_date"], row["months_since"]


def _sum(row: Row, margin: Row | None) -> _Sum:
    return _Sum(
        value=Sums(row["size"], row["net_cents"], int(row["net_cents_squared"])),
        margin=None if margin is None else _margin_sums(margin),
        orders_without_cost=margin["orders_without_cost"] if margin else 0,
        largest_cents=row["largest_cents"],
        is_provisional=row["is_provisional"],
    )


def _margin_sums(row: Row) -> Sums:
    return Sums(row["size"], int(row["margin_millicents"]), int(row["margin_millicents_squared"]))


def _cohort(rows: Sequence[Row], sums: Mapping[tuple[date, int], _Sum], cost: Acquisition | None) -> Cohort:
    first = rows[0]
    cells = tuple(_cell(row["months_since"], sums[_place(row)]) for row in rows)
    of_buyer = cost.cost_of(first["cohort_date"]) if cost else None
    return Cohort(
        first["cohort_date"],
        first["size"],
        first["may_hold_earlier_buyers"],
        cells,
        of_buyer,
        _payback([(cell.months_since, cell.margin) for cell in cells], of_buyer),
    )


def _cell(months_since: int, found: _Sum) -> Cell:
    return Cell(
        months_since,
        mean(found.value),
        _margin(found),
        found.orders_without_cost,
        _is_skewed(found),
        found.is_provisional,
    )


def _margin(found: _Sum) -> Estimate:
    if found.margin is None or found.orders_without_cost:
        return unknown(Status.INCOMPLETE, n=found.value.n, denominator=found.value.n)
    judged = mean(found.margin)
    if judged.value is None or judged.ci_low is None or judged.ci_high is None:
        return judged
    return replace(
        judged,
        value=judged.value / MILLICENTS,
        ci_low=judged.ci_low / MILLICENTS,
        ci_high=judged.ci_high / MILLICENTS,
    )


def _is_skewed(found: _Sum) -> bool:
    """Where skewness comes from some people of one large amount, each has skewness²/n of the squared deviations."""
    if found.value.n < 2 or found.value.variance == 0:
        return False
    largest = (found.largest_cents - found.value.mean) ** 2
    return largest > SKEWED_ABOVE * found.value.variance * (found.value.n - 1)


def _curve(sums: Mapping[tuple[date, int], _Sum]) -> tuple[Point, ...]:
    by_month: dict[int, list[_Sum]] = {}
    for (_, months_since), found in sums.items():
        by_month.setdefault(months_since, []).append(found)
    return tuple(_point(months_since, found) for months_since, found in sorted(by_month.items()))


def _point(months_since: int, found: list[_Sum]) -> Point:
    margins = [each.margin for each in found if each.margin is not None]
    whole = _Sum(
        value=_together([each.value for each in found]),
        margin=_together(margins) if len(margins) == len(found) else None,
        orders_without_cost=sum(each.orders_without_cost for each in found),
        largest_cents=max(each.largest_cents for each in found),
        is_provisional=any(each.is_provisional for each in found),
    )
    cell = _cell(months_since, whole)
    return Point(months_since, len(found), cell.value, cell.margin, cell.is_skewed, cell.is_provisional)


def _together(sums: Sequence[Sums]) -> Sums:
    return Sums(sum(s.n for s in sums), sum(s.total for s in sums), sum(s.squares for s in sums))


def _payback(margins: Sequence[tuple[int, Estimate]], cost_cents: float | None) -> Payback | None:
    known = [(months, margin.value) for months, margin in margins if margin.value is not None]
    if not cost_cents or not known:
        return None
    covered = next(((months, margin) for months, margin in known if margin >= cost_cents), None)
    months, margin = covered or known[-1]
    return Payback(months if covered else None, margin / cost_cents, months)
