"""Whether a campaign worked differently on people who were sent another one in the same days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from data.settings import Settings
from queries.audience import Audience
from queries.campaigns.assignments import decided_assignments
from queries.campaigns.behaviour import days_between, measured
from queries.campaigns.members import Members, members_of
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.stats import Sums
from queries.stats.interaction import Interaction, Side, interaction


def interactions(
    engine: DuckDBEngine | DuckDBCursor,
    settings: Settings,
    campaign: str,
    others: Sequence[str],
    audience: Audience,
    *,
    window_days: int,
) -> Mapping[str, Interaction]:
    """By the other campaign's ID: the difference in buyers among people sent the other one within so many days, less
    that among all the rest. Both campaigns must have kept a control group by chance, independently of each other
    (METRICS §6.12). Of people whose window is over; those in two arms are in none.

    Asks the engine in the calling thread. Raises what it raises.
    """
    own = _members(engine, settings, campaign, audience)
    people = own.table.sort_by("user_no")
    numbers, arm = people["user_no"].to_numpy(), people["arm"].to_numpy()
    assigned = people["assigned_date"].to_numpy().astype("datetime64[D]")
    first, last = (np.datetime64(day, "D") for day in (engine.version.manifest.data_start, audience.as_of))
    is_over = (assigned >= first) & (assigned <= last - np.timedelta64(window_days, "D"))
    bought = np.isin(numbers, _buyers(engine, own, audience, window_days))
    found = {}
    for other in others:
        is_inside = _was_sent(_members(engine, settings, other, audience), numbers, assigned, window_days)
        sides = (_side(arm, bought, is_over & chosen) for chosen in (is_inside, ~is_inside))
        found[other] = interaction(*sides)
    return found


def _members(engine: DuckDBEngine | DuckDBCursor, settings: Settings, campaign: str, audience: Audience) -> Members:
    rows = decided_assignments(engine, settings, campaign).rows
    told = members_of(rows, zone=ZoneInfo(engine.version.manifest.timezone), as_of=audience.as_of)
    return told.only(measured(engine, "present", told, audience)["user_no"].to_numpy())


def _buyers(
    engine: DuckDBEngine | DuckDBCursor, members: Members, audience: Audience, window_days: int
) -> NDArray[np.int64]:
    between = days_between(members, before=0, after=window_days)
    found: NDArray[np.int64] = measured(engine, "after", members, audience, follow_days=window_days, **between)[
        "user_no"
    ].to_numpy()
    return found


def _was_sent(
    other: Members, numbers: NDArray[np.int64], assigned: NDArray[np.datetime64], window_days: int
) -> NDArray[np.bool_]:
    sent = other.table.sort_by("user_no")
    theirs = sent["user_no"].to_numpy()
    if not len(theirs):
        return np.zeros(len(numbers), np.bool_)
    place = np.searchsorted(theirs, numbers).clip(max=len(theirs) - 1)
    apart = np.abs(sent["assigned_date"].to_numpy().astype("datetime64[D]")[place] - assigned).astype(np.int64)
    is_treated = sent["arm"].to_numpy()[place] > 0
    return np.asarray((theirs[place] == numbers) & is_treated & (apart <= window_days))


def _side(arm: NDArray[np.int64], bought: NDArray[np.bool_], chosen: NDArray[np.bool_]) -> Side:
    counts = []
    for is_group in (True, False):
        own = chosen & ((arm > 0) == is_group)
        counts.append((int(own.sum()), int((own & bought).sum())))
    (people, buyers), (base, base_buyers) = counts
    return Side(Sums(people, buyers, buyers), Sums(base, base_buyers, base_buyers), buyers, base_buyers)
