"""What buyers brought in: cohorts month by month, and the purchases of a window of days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from queries.days.accounts import ONE_DAY, periods_of
from queries.days.asked import Asked, Counted, place_of
from queries.days.money import Money, spent
from queries.days.purchases import Purchases

COUNTED = ("buyers", "repeat_buyers", "purchase_days", "purchase_days_squared", "orders", "orders_squared", "net_cents")


def cohorts(asked: Asked) -> pa.Table:
    """`value/cohorts`"""
    firsts = list(periods_of(asked, "month"))
    months = len(firsts) - 1
    month_of, money = place_of(firsts), Money(months + 1)  # months from 1; 0 is before the data
    for purchases in asked.buyers.purchases(money.periods**2):
        money.add(spent(month_of.take(purchases.days), purchases.is_first, purchases.cents))
    ends = [following - ONE_DAY for following in firsts[1:]]
    complete = sum(end <= asked.as_of for end in ends)
    rows: list[dict[str, Any]] = []
    for cohort in range(1, months + 1):
        sums = zip(money.cents_by(cohort), money.squares_by(cohort), money.largest_by(cohort), strict=True)
        rows += [
            {
                "cohort_date": firsts[cohort - 1],
                "months_since": month - cohort,
                "size": int(money.people[cohort]),
                "net_cents": cents,
                "net_cents_squared": squares,
                "largest_cents": largest,
                "is_provisional": ends[month - 1] > asked.as_of - timedelta(days=asked.values["refund_days"]),
                "may_hold_earlier_buyers": cohort == 1,
            }
            for month, (cents, squares, largest) in enumerate(sums)
            if cohort <= month <= complete and money.people[cohort]
        ]
    return pa.Table.from_pylist(rows, schema=COHORTS)


COHORTS = pa.schema(
    {
        "cohort_date": pa.date32(),
        "months_since": pa.int64(),
        "size": pa.int64(),
        "net_cents": pa.int64(),
        "net_cents_squared": pa.decimal128(38, 0),
        "largest_cents": pa.int64(),
        "is_provisional": pa.bool_(),
        "may_hold_earlier_buyers": pa.bool_(),
    }
)


def window(asked: Asked) -> pa.Table:
    """`retention/window`"""
    before = asked.last_day - asked.values["days"]
    every, new = np.zeros((2, len(COUNTED)), np.int64)
    for purchases in asked.buyers.purchases(len(COUNTED)):
        people, is_new = _people_of(purchases, before)
        every += people.sum(axis=1)
        new += people[:, is_new].sum(axis=1)
    sums = [
        *zip(COUNTED, every, strict=True),
        *((f"new_{name}", sum_) for name, sum_ in zip(COUNTED, new, strict=True)),
    ]
    return pa.table({name: [int(sum_)] for name, sum_ in sums})


def _people_of(purchases: Purchases, before: int) -> tuple[Counted, np.ndarray]:
    """Of each buyer what is counted of the days after one, and whether the first purchase of all is among them."""
    firsts = np.flatnonzero(purchases.is_first)
    if not len(firsts):
        return np.zeros((len(COUNTED), 0), np.int64), np.zeros(0, np.bool_)
    is_inside = purchases.days > before
    orders, days, cents = (
        np.add.reduceat(values, firsts, dtype=np.int64)
        for values in (is_inside, is_inside & purchases.is_new_day, purchases.cents * is_inside)
    )
    counted = np.stack([orders > 0, days > 1, days, days**2, orders, orders**2, cents])
    return counted, purchases.days.take(firsts) > before
