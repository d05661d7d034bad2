"""What each arm did after it was assigned: who bought in each week or 30 days, and what they spent day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from queries.audience import Audience
from queries.campaigns.behaviour import FOLLOW_DAYS, days_between, measured
from queries.campaigns.gates import Gates, Standing
from queries.campaigns.members import Members, members_of
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.stats import ENOUGH_PEOPLE, Estimate, Status, Sums, mean, rate, rate_difference, unknown
from queries.stats.exact import Numbers, dot
from queries.stats.money import ENOUGH_BUYERS, MoneyEffect, Spending, money_effect
from queries.stats.rates import rate_test
from queries.stats.sequential import confidence_of_look
from queries.stats.several import confidence_of_each, holm_of

WEEK, MONTH = 7, 30
HORIZONS = (7, 30, 60, 90)  # days fixed before anybody looked: read once, at 95 %
COMPARED = frozenset({Standing.PROVISIONAL, Standing.ROLLING, Standing.FINAL})
FOLLOWED = COMPARED | {Standing.NO_CONTROL}  # of the others the groups are not what they were drawn to be


@dataclass(frozen=True)
class Period:
    """The days `first` to `last` after the assignment; its own day, 0, belongs to the first period.

    `shares` are of each arm's people whose period is over: who bought in it. `difference` is recipients less control,
    at a confidence at which all periods hold together, and `adjusted_p` holds over them (Holm). For nobody it is over
    before `begins_on`, for everybody from `complete_on`.
    """

    first: int
    last: int
    begins_on: date
    complete_on: date
    shares: Mapping[str, Estimate]
    difference: Estimate
    adjusted_p: float | None = None


@dataclass(frozen=True)
class Spent:
    """Net minor units per person assigned, added up from the assignment to the end of each day 0 to `days`, by arm: the
    same people all along, those who were followed for so many days (`people`). `difference` is recipients less control
    at the end; None where they may not be compared. `confidence` is its interval's."""

    days: int
    complete_on: date
    people: Mapping[str, int]
    cents: Mapping[str, tuple[Estimate, ...]]
    difference: MoneyEffect | None
    confidence: float


@dataclass(frozen=True)
class ByArm:
    """`periods` by their length in days. `spent` is None before one day has passed for anybody."""

    periods: Mapping[int, tuple[Period, ...]]
    spent: Spent | None


@dataclass(frozen=True, eq=False)
class _Days:
    """Purchases by person and day: the person's place in `members`, the day after the assignment, the money."""

    arm: Numbers
    assigned: NDArray[np.datetime64]
    place: Numbers
    elapsed: Numbers
    cents: Numbers


def by_arm(
    engine: DuckDBEngine | DuckDBCursor,
    assignments: pa.Table,
    audience: Audience,
    gates: Gates,
    *,
    days: int | None = None,
    seed: int = 0,
) -> ByArm:
    """`gates` are the campaign's: they say whether arms may be compared. Money is followed for `days`, one of
    `HORIZONS`; None: for as long as everybody has been, or of people who enter day by day the longest that enough have.

    Asks the engine in the calling thread. Raises what it raises.
    """
    manifest, as_of = engine.version.manifest, audience.as_of
    told = members_of(assignments, zone=ZoneInfo(manifest.timezone), as_of=as_of)
    present = measured(engine, "present", told, audience)["user_no"].to_numpy()
    members = _within_data(told.only(present), manifest.data_start)
    if not members.table.num_rows:
        return ByArm({WEEK: (), MONTH: ()}, None)
    bought = _days(engine, members, audience)
    is_compared = gates.standing in COMPARED
    periods = {
        length: _periods(members, bought, length, as_of, confidence=gates.confidence, is_compared=is_compared)
        for length in (WEEK, MONTH)
    }
    horizon = _so_far(members, gates, as_of) if days is None else days
    spent = _spent(members, bought, horizon, as_of, gates, seed) if horizon > 0 else None
    return ByArm(periods, spent)


def _within_data(members: Members, begins: date) -> Members:
    """What people bought whom a campaign was assigned to before the data begin is not known."""
    dates = members.table["assigned_date"].to_numpy().astype("datetime64[D]")
    kept = replace(members, table=members.table.filter(pa.array(dates >= np.datetime64(begins, "D"))))
    first = kept.table["assigned_date"].to_pylist()
    return replace(kept, first_date=min(first, default=None), last_date=max(first, default=None))


def _days(engine: DuckDBEngine | DuckDBCursor, members: Members, audience: Audience) -> _Days:
    between = days_between(members, before=0, after=FOLLOW_DAYS)
    rows = measured(engine, "after", members, audience, follow_days=FOLLOW_DAYS, **between)
    people = members.table.sort_by("user_no")
    return _Days(
        arm=people["arm"].to_numpy(),
        assigned=people["assigned_date"].to_numpy().astype("datetime64[D]"),
        place=np.searchsorted(people["user_no"].to_numpy(), rows["user_no"].to_numpy()),
        elapsed=rows["elapsed"].to_numpy(),
        cents=rows["net_cents"].to_numpy(),
    )


def _followed(bought: _Days, days: int, as_of: date) -> NDArray[np.bool_]:
    """Whose days after the assignment, so many, are over."""
    return np.asarray(bought.assigned <= np.datetime64(as_of, "D") - np.timedelta64(days, "D"))


def _periods(
    members: Members, bought: _Days, length: int, as_of: date, *, confidence: float, is_compared: bool
) -> tuple[Period, ...]:
    counts = range(1, FOLLOW_DAYS // length + 1)
    each = confidence_of_each(len(counts), confidence=confidence)
    tests, found = {}, []
    for number in counts:
        first, last = (number - 1) * length + (number > 1), number * length
        followed = _followed(bought, last, as_of)
        is_inside = (bought.elapsed >= first) & (bought.elapsed <= last) & followed[bought.place]
        has_bought = np.zeros(len(bought.arm), np.bool_)
        has_bought[bought.place[is_inside]] = True
        people, buyers = (
            np.bincount(bought.arm[chosen], minlength=len(members.arms)).tolist() for chosen in (followed, has_bought)
        )
        sides = sum(buyers[1:]), sum(people[1:]), buyers[0], people[0]
        if is_compared:
            tests[number] = rate_test(*sides)
        found.append(
            Period(
                first,
                last,
                *_known_from(members, last),
                {arm: _share(buyers[place], people[place]) for place, arm in enumerate(members.arms)},
                _unless_open(rate_difference(*sides, confidence=each), sides)
                if is_compared
                else unknown(Status.NOT_RANDOMISED, n=sides[1], denominator=sides[3]),
            )
        )
    adjusted = holm_of(tests)
    return tuple(replace(one, adjusted_p=adjusted.get(number)) for number, one in zip(counts, found, strict=True))


def _share(buyers: int, people: int) -> Estimate:
    """Of nobody whose days are over nothing is known yet."""
    return rate(buyers, people) if people else unknown(Status.INCOMPLETE)


def _unless_open(found: Estimate, sides: tuple[int, int, int, int]) -> Estimate:
    return found if sides[1] and sides[3] else replace(found, status=Status.INCOMPLETE)


def _known_from(members: Members, days: int) -> tuple[date, date]:
    first, last = members.first_date, members.last_date
    assert first is not None
    assert last is not None
    return first + timedelta(days=days), last + timedelta(days=days)


def _so_far(members: Members, gates: Gates, as_of: date) -> int:
    assert members.last_date is not None
    if gates.standing is not Standing.ROLLING:
        return min((as_of - members.last_date).days, FOLLOW_DAYS)
    dates = members.table["assigned_date"].to_numpy().astype("datetime64[D]")
    arms = members.table["arm"].to_numpy()
    for days in sorted({*HORIZONS, gates.window_days}, reverse=True):
        is_over = dates <= np.datetime64(as_of, "D") - np.timedelta64(days, "D")
        sides = (is_over & (arms > 0)).sum(), (is_over & (arms == 0)).sum()
        if days <= FOLLOW_DAYS and min(sides) >= ENOUGH_PEOPLE:
            return days
    return 0


def _spent(members: Members, bought: _Days, days: int, as_of: date, gates: Gates, seed: int) -> Spent:
    followed = _followed(bought, days, as_of)
    is_inside = (bought.elapsed <= days) & followed[bought.place]
    inside = replace(bought, **{name: getattr(bought, name)[is_inside] for name in ("place", "elapsed", "cents")})
    people = np.bincount(bought.arm[followed], minlength=len(members.arms)).tolist()
    _, complete_on = _known_from(members, days)
    is_final = days in HORIZONS and complete_on <= as_of and gates.standing is Standing.FINAL
    confidence = confidence_of_look(is_final=is_final)
    treated, control = (_spending(inside, followed, is_treated=side) for side in (True, False))
    is_compared = gates.standing in COMPARED and min(treated.n, control.n) > 1
    return Spent(
        days,
        complete_on,
        dict(zip(members.arms, people, strict=True)),
        {arm: _added_up(inside, place, people[place], days) for place, arm in enumerate(members.arms)},
        _judged(money_effect(treated, control, seed=seed, alpha=1 - confidence), treated, control)
        if is_compared
        else None,
        confidence,
    )


def _judged(found: MoneyEffect, treated: Spending, control: Spending) -> MoneyEffect:
    """No money from under 100 buyers in a group (METRICS §6.3)."""
    if min(treated.buyers, control.buyers) >= ENOUGH_BUYERS:
        return found
    hidden = unknown(Status.TOO_SMALL, n=treated.n, denominator=control.n, method=found.difference.method)
    return replace(found, difference=hidden)


def _spending(inside: _Days, followed: NDArray[np.bool_], *, is_treated: bool) -> Spending:
    """Of recipients or control: what each who bought spent in all."""
    is_own = (inside.arm > 0) == is_treated
    totals, has_bought = np.zeros(len(inside.arm), np.int64), np.zeros(len(inside.arm), np.bool_)
    np.add.at(totals, inside.place, inside.cents)
    has_bought[inside.place] = True
    return Spending(int((is_own & followed).sum()), totals[is_own & has_bought])


def _added_up(bought: _Days, place: int, people: int, days: int) -> tuple[Estimate, ...]:
    """The mean of what a person spent by the end of each day. Rows stand person by person and day by day, so that the
    square of a person's sum grows by 2·(sum before)·x + x² with each x."""
    own = bought.arm[bought.place] == place
    day, cents = bought.elapsed[own], bought.cents[own]
    doubled = 2 * _before(bought.place[own], cents) + cents
    order = np.argsort(day, kind="stable")
    ends = np.searchsorted(day[order], np.arange(days + 2))
    found, total, squares = [], 0, 0
    for one, next_one in pairwise(ends.tolist()):
        on_day = order[one:next_one]
        total += int(cents[on_day].sum())
        squares += dot(cents[on_day], doubled[on_day])
        found.append(mean(Sums(people, total, squares)))
    return tuple(found)


def _before(whose: Numbers, cents: Numbers) -> Numbers:
    """What the same person spent on the days before."""
    running = np.cumsum(cents) - cents
    begins = np.flatnonzero(np.diff(whose, prepend=-1))
    return np.asarray(running - np.repeat(running[begins], np.diff(begins, append=len(whose))), np.int64)
