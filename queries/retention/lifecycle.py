"""Doors of accounting over time: who was new, stayed, came back, went; and who of the active bought in a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from queries.audience import Audience
from queries.question import Ask, Row
from queries.stats import Estimate, Status, rate, unknown


@dataclass(frozen=True)
class Accounted:
    """One period. active = active before + new + resurrected - churned, exactly; of the first period only `active` is
    known.

    `repurchase` (回购率) is the share of the buyers of the period before who bought in this one; `quick_ratio` is
    (new + resurrected) / churned, None where nobody churned. Both are unknown unless this period and the one before
    lie in the data from their first to their last day.
    """

    period_date: date
    active: int
    new_buyers: int | None
    retained: int | None
    resurrected: int | None
    churned: int | None
    is_complete: bool
    repurchase: Estimate
    quick_ratio: float | None


@dataclass(frozen=True)
class ActiveMonth:
    """Of the people `active` when the month began, those who bought in it. The share is unknown while the month runs,
    and where the data do not reach far enough back to know who was active."""

    month_date: date
    active: int
    bought: int
    share: Estimate


def lifecycle(ask: Ask, audience: Audience, *, period: str = "month", week_starts: int = 1) -> tuple[Accounted, ...]:
    """By "week" (beginning on day 1, Monday, to 7, Sunday), "month" or "quarter". Later buyers of a segment count as
    they were: the segment says who, the periods when."""
    rows = ask("retention/lifecycle", audience, period=period, week_starts=week_starts).rows
    return tuple(_accounted(before, row) for before, row in pairwise([None, *rows]) if row is not None)


def active_months(ask: Ask, audience: Audience, *, active_days: int | None = None) -> tuple[ActiveMonth, ...]:
    """Active is who bought in so many days before the month; by default the days until a buyer counts as dormant."""
    days = ask.version.schemes.lifecycle.dormant_days if active_days is None else active_days
    rows = ask("retention/active_monthly", audience, active_days=days).rows
    return tuple(ActiveMonth(row["month_date"], row["active"], row["bought"], _share(row)) for row in rows)


def _accounted(before: Row | None, row: Row) -> Accounted:
    is_judged = before is not None and before["is_complete"] and row["is_complete"]
    repurchase = unknown(Status.INCOMPLETE)
    if before is not None and is_judged:
        repurchase = rate(row["retained"], before["active"])
    gained = (row["new_buyers"] or 0) + (row["resurrected"] or 0)
    has_ratio = is_judged and row["churned"] > 0
    return Accounted(**row, repurchase=repurchase, quick_ratio=gained / row["churned"] if has_ratio else None)


def _share(row: Row) -> Estimate:
    if not (row["is_complete"] and row["is_covered"]):
        return unknown(Status.INCOMPLETE, n=row["bought"], denominator=row["active"])
    return rate(row["bought"], row["active"])
