"""A campaign that kept nobody back: those it was sent to beside others who could have been, and never the word lift."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.sentence import Sentence
from queries.audience import Audience
from queries.campaigns.behaviour import Behaviour, behaviour, measured, paired
from queries.campaigns.members import Members, members_of
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.stats.cuped import PairedSums
from queries.stats.exact import Numbers
from queries.stats.observational import Alike, Grade, WithoutControl, grade, without_control

MOST_OTHERS = 1_000_000  # of more, so many are drawn by lot: they add nothing to the interval
_RECENCY, _FREQUENCY, _SPENDING = (8, 31), (1, 2, 3), 3  # days; orders; parts of those who spent, all in 90 days
_BANDS = 10  # more than any of them has


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
    readings = [without_control(alike(when)) for alike in (_buyers, _money) for when in (after, before)]
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


def _buyers(people: Behaviour) -> list[Alike]:
    return _alike(people, (people.orders > 0).astype(np.int64), people.bought_just_before)


def _money(people: Behaviour) -> list[Alike]:
    return _alike(people, people.net_cents, people.just_before_cents)


def _alike(people: Behaviour, outcome: Numbers, before: Numbers) -> list[Alike]:
    """People sorted by kind, so that each kind is a slice."""
    kind = _kind(people)
    order = np.argsort(2 * kind + (people.arm > 0), kind="stable")
    kinds, is_sent, outcome, before = kind[order], people.arm[order] > 0, outcome[order], before[order]
    ends = np.flatnonzero(np.diff(kinds, append=-1)) + 1
    found, start = [], 0
    for end in ends.tolist():
        turn = start + int((~is_sent[start:end]).sum())
        base, group = (PairedSums(*paired(outcome[a:b], before[a:b])) for a, b in ((start, turn), (turn, end)))
        found.append(Alike(_traits(int(kinds[start])), group, base))
        start = end
    return found


def _kind(people: Behaviour) -> Numbers:
    """Bands of recency, frequency and spending as one number."""
    spent = people.before_cents[people.before_cents > 0]
    cuts = np.quantile(spent, np.arange(1, _SPENDING) / _SPENDING) if len(spent) else np.array([])
    recency = np.where(people.before_days < 0, len(_RECENCY) + 1, np.digitize(people.before_days, _RECENCY))
    frequency = np.digitize(people.before_orders, _FREQUENCY)
    spending = np.where(people.before_cents > 0, 1 + np.digitize(people.before_cents, cuts), 0)
    return np.asarray((recency * _BANDS + frequency) * _BANDS + spending, np.int64)


def _traits(kind: int) -> tuple[int, int, int]:
    return kind // _BANDS**2, kind // _BANDS % _BANDS, kind % _BANDS


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
