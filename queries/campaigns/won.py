"""First-time buyers a campaign won, beside others who came in the same month: a comparison, not an effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from queries.audience import Audience
from queries.campaigns.behaviour import FOLLOW_DAYS, measured
from queries.campaigns.members import members_of
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.stats import Estimate, Status, Sums, Survival, Waits, mean, rate, survival, unknown

AGAIN_DAYS = (30, 60, 90)


@dataclass(frozen=True)
class Newcomers:
    """First-time buyers of a calendar month. `again` are shares with a later purchase day within so many days, of those
    watched so long; `value` is what they spent in the 90 days after the first one, in minor units a person. For
    everybody of them that is known from `complete_on` days on."""

    month: date
    is_won: bool
    people: int
    again: Mapping[int, Estimate]
    value: Estimate
    complete_on: Mapping[int, date]


@dataclass(frozen=True)
class Won:
    """`cohorts` by month, those won first. `waits` until the next purchase day are of all months together: of those
    won, and of the others. Both are empty where the campaign won nobody."""

    cohorts: tuple[Newcomers, ...]
    waits: Mapping[bool, Survival]


def won_by_campaign(
    engine: DuckDBEngine | DuckDBCursor, assignments: pa.Table, audience: Audience, *, window_days: int
) -> Won:
    """Won is who was sent the campaign and ordered for the first time ever within its window; the others were not sent
    it. Some of those won would have come anyway, and the campaign chose whom it was sent to.

    Asks the engine in the calling thread. Raises what it raises.
    """
    zone = ZoneInfo(engine.version.manifest.timezone)
    members = members_of(assignments, zone=zone, as_of=audience.as_of)
    sent = members.only(members.table.filter(pc.greater(members.table["arm"], 0))["user_no"].to_numpy())
    rows = measured(engine, "won", sent, audience, window_days=window_days, follow_days=FOLLOW_DAYS).to_pylist()
    by_month: dict[tuple[date, bool], list[Mapping[str, Any]]] = {}
    for row in rows:
        by_month.setdefault((row["first_date"].replace(day=1), bool(row["is_won"])), []).append(row)
    ordered = sorted(by_month, key=lambda one: (one[0], not one[1]))
    cohorts = tuple(_newcomers(*key, by_month[key], audience.as_of) for key in ordered)
    waits = {side: survival(_waits(rows, audience.as_of, is_won=side)) for side in (True, False)}
    return Won(cohorts, waits if cohorts else {})


def _newcomers(month: date, is_won: bool, rows: Sequence[Mapping[str, Any]], as_of: date) -> Newcomers:
    last = max(row["first_date"] for row in rows)
    return Newcomers(
        month,
        is_won,
        sum(row["people"] for row in rows),
        {days: _again(rows, days, as_of) for days in AGAIN_DAYS},
        _value(_watched(rows, FOLLOW_DAYS, as_of)),
        {days: last + timedelta(days=days) for days in AGAIN_DAYS},
    )


def _watched(rows: Iterable[Mapping[str, Any]], days: int, as_of: date) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["first_date"] + timedelta(days=days) <= as_of]


def _again(rows: Sequence[Mapping[str, Any]], days: int, as_of: date) -> Estimate:
    watched = _watched(rows, days, as_of)
    if not watched:
        return unknown(Status.INCOMPLETE)
    came = sum(row["people"] for row in watched if 0 < row["wait_days"] <= days)
    return rate(came, sum(row["people"] for row in watched))


def _value(watched: Sequence[Mapping[str, Any]]) -> Estimate:
    if not watched:
        return unknown(Status.INCOMPLETE)
    names = ("people", "later_cents", "later_cents_squared")
    return mean(Sums(*(sum(int(row[name]) for row in watched) for name in names)))


def _waits(rows: Iterable[Mapping[str, Any]], as_of: date, *, is_won: bool) -> list[Waits]:
    """Days to the next purchase day; unfinished on the day asked about, or after 90 days."""
    return [
        Waits(row["wait_days"], row["people"], 0)
        if row["wait_days"] > 0
        else Waits(min((as_of - row["first_date"]).days, FOLLOW_DAYS), 0, row["people"])
        for row in rows
        if bool(row["is_won"]) is is_won
    ]
