"""What all lists together changed: members of the global control group against everyone else, quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from data.ledger import KeptList, kept_lists
from data.sealed import make_salt
from data.sentence import Sentence
from data.settings import Settings
from queries.audience import Audience
from queries.campaigns.assignments import asked_of_ledger
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.lists.chance import chances, held_back
from queries.lists.leave import GLOBAL_SALT
from queries.lists.plan import Step
from queries.segments import Segment
from queries.segments.leaves import KEPT
from queries.stats import Estimate, SampleRatio, rate_difference, srm
from queries.stats.money import MoneyEffect, Spending, money_effect

_BROKEN = Sentence(
    "The groups do not have the sizes they were drawn with, and chance does not explain this. They are not "
    "comparable, and no effect is shown."
)


@dataclass(frozen=True)
class Quarter:
    """From `first` to `last`, both in. `shares` of members were kept from the lists that left in it; `past_it` are
    lists that were allowed to write to the group all the same.

    `difference` is in shares of buyers, `money` in minor units per person: the others minus the control group, as
    assigned. Both are None where the quarter is not over, begins before the data, or where chance does not explain the
    sizes of the two (`remark` says so). `money` rests on enough buyers, or its finding says that they are too few.
    """

    first: date
    last: date
    lists: int
    past_it: int
    shares: tuple[float, ...]
    people: int | None
    held_back: int | None
    sample_ratio: SampleRatio
    difference: Estimate | None
    money: MoneyEffect | None
    remark: Sentence | None


def programme_effect(
    engine: DuckDBEngine | DuckDBCursor,
    settings: Settings,
    *,
    as_of: date,
    segment: Segment | None = None,
    seed: int = 0,
) -> tuple[Quarter, ...]:
    """Of each quarter in which a list left that spared the global control group, the newest first.

    Eligible is whoever was in the audience on the day before the quarter. Where the share of the group changed within
    a quarter, people who were in it for some lists only are left out. Asks in the calling thread.
    """
    by_quarter: dict[date, list[KeptList]] = {}
    for kept in kept_lists(settings):
        send_on = date.fromisoformat(kept.manifest["plan"]["send_on"])
        if kept.manifest.get("global_control_share") and send_on <= as_of:
            by_quarter.setdefault(quarter_start(send_on), []).append(kept)
    return tuple(
        _quarter(engine, settings, first, lists, Audience(as_of, segment), seed)
        for first, lists in sorted(by_quarter.items(), reverse=True)
    )


def quarter_start(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _quarter(
    engine: DuckDBEngine | DuckDBCursor,
    settings: Settings,
    first: date,
    lists: Sequence[KeptList],
    audience: Audience,
    seed: int,
) -> Quarter:
    last = quarter_start(first + timedelta(days=100)) - timedelta(days=1)
    shares = tuple(sorted({float(kept.manifest["global_control_share"]) for kept in lists}))
    past_it = sum(Step.GLOBAL_CONTROL.value in kept.manifest["plan"].get("skipped", {}) for kept in lists)
    known = first, last, len(lists), past_it, shares
    nothing = None, None, SampleRatio(None), None, None
    if last > audience.as_of:
        return Quarter(*known, *nothing, Sentence("The quarter ends on {day}.", {"day": last}))
    if first <= engine.version.manifest.data_start:
        return Quarter(*known, *nothing, Sentence("The quarter begins before the data."))
    drawn = _drawn(engine, settings, shares)
    others, group = _spending(engine, drawn, first, last, audience)
    ratio = srm((group.n, others.n), (min(shares), 1 - max(shares)))
    if ratio.is_broken:
        return Quarter(*known, others.n, group.n, ratio, None, None, _BROKEN)
    difference = rate_difference(others.buyers, others.n, group.buyers, group.n)
    return Quarter(*known, others.n, group.n, ratio, difference, money_effect(others, group, seed=seed), None)


def _drawn(engine: DuckDBEngine | DuckDBCursor, settings: Settings, shares: Sequence[float]) -> pa.Table:
    chance = _chances(engine, make_salt(settings, GLOBAL_SALT))
    always, sometimes = held_back(chance, min(shares)), held_back(chance, max(shares))
    taking_part = np.flatnonzero(always | ~sometimes)
    return pa.table({"user_no": taking_part, "is_held": always[taking_part].astype(np.int64)})


def _chances(engine: DuckDBEngine | DuckDBCursor, salt: str) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    everyone = np.arange(engine.version.manifest.people, dtype=np.int64)
    kept_under = (engine.version.folder, "global control", salt)
    return KEPT.get(kept_under, lambda: chances(engine, everyone, salt).first, limit=engine.cache_limit)


def _spending(
    engine: DuckDBEngine | DuckDBCursor, drawn: pa.Table, first: date, last: date, audience: Audience
) -> Iterator[Spending]:
    """Of the others and of the control group. What they bought is as known on the day asked about."""
    before = Audience(first - timedelta(days=1), audience.segment)
    found = asked_of_ledger("programme", engine, before, {"drawn": drawn}, as_of=audience.as_of, first=first, last=last)
    is_group, is_held, people, cents = (found[name].to_numpy() for name in found.column_names)
    for held in (0, 1):
        own = is_held == held
        yield Spending(int(people[own & (is_group == 1)].sum()), cents[own & (is_group == 0)])
