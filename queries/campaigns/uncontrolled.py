"""A campaign that kept nobody back: those it was sent to beside others who could have been, and never the word lift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.sentence import Sentence
from queries.audience import Audience
from queries.campaigns.behaviour import Behaviour, behaviour, measured
from queries.campaigns.members import Members, members_of
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.stats.cuped import PairedSums
from queries.stats.exact import Numbers
from queries.stats.observational import Alike, Grade, WithoutControl, grade, without_control

MOST_OTHERS = 1_000_000  # of more, so many are drawn by lot: they add nothing to the interval
_RECENCY, _FREQUENCY, _SPENDING = (8, 31), (1, 2, 3), 3  # days; orders; parts of those who spent, all in 90 days


@dataclass(frozen=True)
class Uncontrolled:
    """Differences per person sent to, in shares of buyers and in minor units, and the same people a time before, when
    the campaign can have done nothing. `others` of those who `could` have been sent to were read."""

    buyers: WithoutControl
    money: WithoutControl
    buyers_before: WithoutControl
    money_before: WithoutControl
    grade: Grade
    recipients: int
    others: int
    could: int
    verdict: Sentence


def uncontrolled(
    engine: DuckDBEngine | DuckDBCursor,
    assignments: pa.Table,
    audience: Audience,
    eligible: Audience,
    *,
    window_days: int = 7,
    seed: int = 0,
) -> Uncontrolled:
    """`eligible` are those who could have been sent to, as of the day before the first assignment: by the segment of
    the campaign its rule is known, and without one anybody is eligible and the grade is C.

    People are alike in recency, frequency and spending of the 90 days before. Asks the engine in the calling thread.
    """
    manifest = engine.version.manifest
    sent = members_of(assignments, zone=ZoneInfo(manifest.timezone), as_of=audience.as_of)
    numbers = measured(engine, "others", sent, eligible)["user_no"].to_numpy()
    drawn = numbers
    if len(numbers) > MOST_OTHERS:
        drawn = np.sort(np.random.default_rng(seed).choice(numbers, MOST_OTHERS, replace=False))
    both = _beside(sent, drawn)
    bounds = {"begins": manifest.data_start, "as_of": audience.as_of}
    after = behaviour(engine, both, audience, window_days=window_days).watched(window_days, **bounds)
    earlier = _earlier(both, days=window_days + 1)
    before = behaviour(engine, earlier, audience, window_days=window_days)
    before = before.watched(window_days, begins=manifest.data_start + timedelta(days=window_days), as_of=audience.as_of)
    readings = [without_control(_alike(when, of)) for of in (_bought, _net) for when in (after, before)]
    buyers, buyers_before, money, money_before = readings
    found = grade(buyers, buyers_before, is_rule_known=eligible.segment is not None)
    recipients = after.recipients
    return Uncontrolled(
        buyers,
        money,
        buyers_before,
        money_before,
        found,
        len(recipients),
        len(after) - len(recipients),
        len(numbers),
        _verdict(buyers, found),
    )


def _beside(sent: Members, others: Numbers) -> Members:
    """All that were sent to as arm 1 and the others as arm 0, from the moment of the first assignment."""
    first = pc.min(sent.table["assigned_at"])
    table = sent.table.set_column(1, "arm", pa.array(np.ones(sent.table.num_rows, np.int64)))
    added = pa.table(
        {
            "user_no": pa.array(others, pa.int64()),
            "arm": pa.array(np.zeros(len(others), np.int64)),
            "assigned_at": pa.repeat(first, len(others)),
            "assigned_date": pa.repeat(pa.scalar(sent.first_date, pa.date32()), len(others)),
        }
    )
    return replace(sent, table=pa.concat_tables([table, added.cast(table.schema)]), arms=("others", "sent"))


def _earlier(members: Members, *, days: int) -> Members:
    """The same people, as if all had happened so many days before."""
    back = pa.scalar(timedelta(days=days), pa.duration("us"))
    moments = pc.subtract(members.table["assigned_at"], back)
    dates = pc.cast(pc.subtract(pc.cast(members.table["assigned_date"], pa.timestamp("us")), back), pa.date32())
    table = members.table.set_column(2, "assigned_at", moments).set_column(3, "assigned_date", dates)
    first, last = (day and day - timedelta(days=days) for day in (members.first_date, members.last_date))
    return replace(members, table=table, first_date=first, last_date=last)


def _bought(people: Behaviour) -> PairedSums:
    return people.bought_and_before


def _net(people: Behaviour) -> PairedSums:
    return people.net_and_just_before


def _alike(people: Behaviour, of: Callable[[Behaviour], PairedSums]) -> list[Alike]:
    spent = people.before_cents[people.before_cents > 0]
    cuts = np.quantile(spent, np.arange(1, _SPENDING) / _SPENDING) if len(spent) else np.array([])
    traits = (
        np.where(people.before_days < 0, len(_RECENCY) + 1, np.digitize(people.before_days, _RECENCY)),
        np.digitize(people.before_orders, _FREQUENCY),
        np.where(people.before_cents > 0, 1 + np.digitize(people.before_cents, cuts), 0),
    )
    found = []
    for key in product(*(np.unique(trait).tolist() for trait in traits)):
        alike = people.where(np.logical_and.reduce([trait == value for trait, value in zip(traits, key, strict=True)]))
        if len(alike):
            found.append(Alike(key, of(alike.recipients), of(alike.in_arm(0))))
    return found


def _verdict(buyers: WithoutControl, found: Grade) -> Sentence:
    if found is Grade.C or buyers.low is None or buyers.high is None:
        return Sentence(
            "No control group was kept back, and those sent to cannot be compared with anybody: before and after are "
            "only counts. Keep a control group next time, and this page can say what the campaign changed."
        )
    return Sentence(
        "No control group was kept back. Beside people like them those sent to bought between {low} and {high} points "
        "more often: a difference, not proven to be caused by the campaign. Keep a control group next time.",
        {"low": round(100 * buyers.low, 1), "high": round(100 * buyers.high, 1)},
    )
