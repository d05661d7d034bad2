"""How long buyers stayed away after each purchase, and who came back within so many days."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from queries.days.asked import Asked, Counted, Numbers
from queries.days.event_days import NO_DAY
from queries.days.purchases import Purchases

USUAL = (30, 60, 90, 180, 365)  # days


def waits(asked: Asked) -> pa.Table:
    """`retention/waits`"""
    numbers, width = asked.values["steps"] + 2, asked.width

    def cells(purchases: Purchases) -> Numbers:
        one = purchases.apart
        cell: Numbers = np.minimum(one.numbers, numbers - 1)
        cell *= width
        cell += np.minimum(one.next_days, np.int32(asked.last_day)) - one.days
        cell *= 2
        cell += one.is_last
        return cell

    people = asked.counts(cells, numbers, width, 2)
    number, waited = np.nonzero(people.any(axis=2))
    bought, unfinished = people[number, waited].T
    return pa.table({"purchase_number": number, "waited_days": waited, "bought": bought, "unfinished": unfinished})


def ladder(asked: Asked) -> pa.Table:
    """`retention/ladder`"""
    horizons = _horizons(asked)
    people = _by_horizon(asked, horizons, asked.values["steps"])
    reached = people.sum(axis=(1, 2))
    numbers = np.flatnonzero(reached)
    eligible, went_on = _within(people[numbers])
    return pa.table(
        {
            "purchase_number": np.repeat(numbers, len(horizons)),
            "within_days": np.tile(horizons, len(numbers)),
            "reached": np.repeat(reached[numbers], len(horizons)),
            "eligible": eligible.ravel(),
            "went_on": went_on.ravel(),
        }
    )


def repurchase(asked: Asked) -> pa.Table:
    """`retention/repurchase`"""
    horizons = _horizons(asked)
    eligible, repurchased = _within(_by_horizon(asked, horizons, 1)[1:])
    return pa.table({"within_days": horizons, "eligible": eligible[0], "repurchased": repurchased[0]})


def _horizons(asked: Asked) -> Counted:
    return np.unique([*USUAL, asked.values["days"]])


def _by_horizon(asked: Asked, horizons: Counted, steps: int) -> Counted:
    """People by purchase number, by how many horizons end before the next purchase, and by how many have ended."""
    ended = np.searchsorted(horizons, np.arange(asked.width), side="right")
    before = np.searchsorted(horizons, np.arange(asked.width), side="left")
    shape = (steps + 1, len(horizons) + 1, len(horizons) + 1)

    def cells(purchases: Purchases) -> Numbers:
        one = purchases.apart
        rows = np.flatnonzero(one.numbers <= steps)
        days, following = one.days.take(rows).astype(np.int32), one.next_days.take(rows)
        waited = before.take(np.minimum(following, np.int32(asked.last_day)) - days)
        waited[following == NO_DAY] = len(horizons)
        place = one.numbers.take(rows) * shape[1] + waited
        found: Numbers = place * shape[2] + ended.take(asked.last_day - days)
        return found

    return asked.counts(cells, *shape)


def _within(people: Counted) -> tuple[Counted, Counted]:
    """By purchase number and horizon: of whom it has ended, and who of these bought again before it had."""
    has_ended = np.cumsum(people[:, :, :0:-1], axis=2)[:, :, ::-1]
    by_wait = np.cumsum(has_ended, axis=1)
    places = np.arange(people.shape[2] - 1)
    return has_ended.sum(axis=1), by_wait[:, places, places]
