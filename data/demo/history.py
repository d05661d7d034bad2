"""What members had spent by the end of each quarter, and the tier that followed: the history of profiles."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.demo.brand import TIERS
from data.demo.files import dates, words
from data.demo.people import People, tiers_of
from data.demo.seasons import DAY_SECONDS, DAYS
from data.demo.trade import Orders

QUARTER_DAYS = 91
QUARTERS_PER_YEAR = 4
_ENDS = np.append(np.arange(QUARTER_DAYS - 1, DAYS - 1, QUARTER_DAYS), DAYS - 1)
"""Day numbers on which tiers are renewed; the last one is the last day of the export."""


def spend_until(people: People, orders: Orders) -> NDArray[np.int64]:
    """Net cents of each member (rows) up to the end of each quarter (columns)."""
    known = np.flatnonzero(orders.is_counted & (orders.moments.person >= 0))
    quarter = np.searchsorted(_ENDS, orders.moments.ordered_at[known] // DAY_SECONDS, side="left")
    cell = orders.moments.person[known] * len(_ENDS) + quarter
    spent = np.bincount(cell, orders.net_cents[known], minlength=len(people) * len(_ENDS))
    return np.cumsum(np.round(spent).astype(np.int64).reshape(len(people), len(_ENDS)), axis=1)


def tier_on(spend: NDArray[np.int64], quarter: int) -> NDArray[np.int64]:
    """Tier by the spend of the last four quarters."""
    before = spend[:, quarter - QUARTERS_PER_YEAR] if quarter >= QUARTERS_PER_YEAR else 0
    return tiers_of(spend[:, quarter] - before)


def snapshot_columns(people: People, spend: NDArray[np.int64]) -> dict[str, pl.Series]:
    """One row when a member joins, and one whenever the tier changes at the end of a quarter."""
    persons, days = [np.arange(len(people))], [people.joined_day]
    tiers, points = [np.zeros(len(people), dtype=np.int64)], [np.zeros(len(people), dtype=np.int64)]
    tier_before = tiers[0]
    for quarter, end in enumerate(_ENDS):
        tier = tier_on(spend, quarter)
        changed = np.flatnonzero((tier != tier_before) & (people.joined_day < end))
        persons.append(changed)
        days.append(np.full(changed.size, end))
        tiers.append(tier[changed])
        points.append(spend[changed, quarter] // 100)
        tier_before = np.where(people.joined_day < end, tier, tier_before)
    return {
        "user_id": people.ids.gather(np.concatenate(persons)),
        "snapshot_date": dates(np.concatenate(days)),
        "tier": words(tuple(name for name, _ in TIERS), np.concatenate(tiers)),
        "points": pl.Series(np.concatenate(points)),
    }
