"""Who was new, stayed, came back or went away in each period, and who of the active bought in a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa

from queries.days.asked import Asked, Numbers, place_of
from queries.days.event_days import NO_DAY
from queries.days.purchases import Purchases

ONE_DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3}


def lifecycle(asked: Asked) -> pa.Table:
    """`retention/lifecycle`"""
    firsts = list(periods_of(asked, asked.values["period"], asked.values["week_starts"]))
    periods = len(firsts) - 1
    number = place_of([max(firsts[0], asked.data_start), *firsts[1:]])  # from 1; 0 is before the data

    def cells(purchases: Purchases) -> Numbers:
        period = number.take(purchases.days)
        before = np.where(purchases.is_first, 0, np.roll(period, 1))
        rows = np.flatnonzero(period != before)
        period, before = period.take(rows), before.take(rows)
        kind = np.where(before == 0, 0, np.where(before == period - 1, 1, 2))
        return period * 3 + kind

    kinds = asked.counts(cells, periods + 2, 3)[1:-1]
    active, (new, retained, resurrected) = kinds.sum(axis=1), kinds.T
    churned = np.append(0, active[:-1]) - retained
    is_first = np.arange(periods) == 0
    later = {"new_buyers": new, "retained": retained, "resurrected": resurrected, "churned": churned}
    return pa.table(
        {
            "period_date": firsts[:-1],
            "active": active,
            **{name: pa.array(people, mask=is_first) for name, people in later.items()},
            "is_complete": _are_covered(firsts, asked),
        }
    )


def active_months(asked: Asked) -> pa.Table:
    """`retention/active_monthly`

    Of a person only the last purchase before a month can reach into it, so each reaches from the month after it to the
    one of the next purchase, or to where so many days have passed.
    """
    firsts = list(periods_of(asked, "month"))
    months, days = len(firsts) - 1, asked.values["active_days"]
    begun = place_of(firsts[:-1])  # so many months have begun by a day

    def cells(purchases: Purchases) -> Numbers:
        one = purchases.apart
        silent = np.minimum(one.days.astype(np.int32) + days, NO_DAY)
        reached = begun.take(np.minimum(one.next_days, silent))
        is_bought = (begun.take(one.next_days) == reached) & ~one.is_last
        found: Numbers = (begun.take(one.days) * (months + 1) + reached) * 2 + is_bought
        return found

    reach = asked.counts(cells, months + 1, months + 1, 2)
    since, to = np.indices(reach.shape[:2])
    active = [int(reach[(since <= month) & (month < to)].sum()) for month in range(months)]
    bought = [int(reach[: month + 1, month + 1, 1].sum()) for month in range(months)]
    return pa.table(
        {
            "month_date": firsts[:-1],
            "active": active,
            "bought": bought,
            "is_complete": _are_covered(firsts, asked),
            "is_covered": [asked.data_start <= first - timedelta(days=days) for first in firsts[:-1]],
        }
    )


def _are_covered(firsts: list[date], asked: Asked) -> list[bool]:
    """Whether the data hold all days from one of these to the next."""
    return [asked.data_start <= first and following - ONE_DAY <= asked.as_of for first, following in pairwise(firsts)]


def periods_of(asked: Asked, period: str, week_starts: int = 1) -> Iterator[date]:
    """The first days of those that hold days of the data, and of the one after them."""
    first = _first_day(asked.data_start, period, week_starts)
    while first <= asked.as_of:
        yield first
        first = _next(first, period)
    yield first


def _first_day(day: date, period: str, week_starts: int) -> date:
    if period == "week":
        return day - timedelta(days=(day.isoweekday() - week_starts) % 7)
    return day.replace(month=(day.month - 1) // MONTHS[period] * MONTHS[period] + 1, day=1)


def _next(first: date, period: str) -> date:
    if period == "week":
        return first + timedelta(days=7)
    return _first_day(first + timedelta(days=31 * MONTHS[period]), period, 1)
