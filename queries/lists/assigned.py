"""Earlier lists joined to the people of the open store: who was assigned to what, who was written to how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlglot import exp

from data.ledger import CONTROL, KeptList
from data.sent import SentRecord
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.header import literal
from queries.lists.chance import Numbers, chances
from queries.lists.plan import Cap, ListPlan
from queries.segments.leaves import KEPT
from queries.segments.rows import column


@dataclass(frozen=True, eq=False)
class Earlier:
    """Lists that left before this one, records of messages that somebody brought before, the key under which their
    people are hashed, and the hashes of those who asked to be forgotten, ascending."""

    lists: Sequence[KeptList]
    key: str
    sent: Sequence[SentRecord] = ()
    forgotten: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64))


def person_keys(engine: DuckDBEngine | DuckDBCursor, key: str) -> NDArray[np.uint64]:
    """The keyed hash under which each person stands in the ledger, by `user_no`."""
    everyone = np.arange(engine.version.manifest.people, dtype=np.int64)
    kept_under = (engine.version.folder, "person keys", key)
    return KEPT.get(kept_under, lambda: chances(engine, everyone, key).first, limit=engine.cache_limit)


def people_of(engine: DuckDBEngine | DuckDBCursor, kept: KeptList, key: str, *, with_control: bool) -> Numbers:
    """Those of an earlier list who are still in the store, ascending."""
    assigned = kept.assignments()
    if not with_control:
        assigned = assigned.filter(pc.not_equal(assigned["arm"].cast(pa.string()), CONTROL))
    numbers = numbers_of(engine, assigned["person"].to_numpy(), key)
    return np.sort(numbers[numbers >= 0])


def numbers_of(engine: DuckDBEngine | DuckDBCursor, hashes: NDArray[np.uint64], key: str) -> Numbers:
    """`user_no` of each hash, −1 for people who are not in the store."""
    keys = person_keys(engine, key)
    if not len(keys) or not len(hashes):
        return np.full(len(hashes), -1, np.int64)
    order = KEPT.get((engine.version.folder, "key order", key), lambda: np.argsort(keys), limit=engine.cache_limit)
    found = order[np.minimum(np.searchsorted(keys, hashes, sorter=order), len(order) - 1)]
    numbers: Numbers = np.where(keys[found] == hashes, found, -1)
    return numbers


def in_higher_priority(engine: DuckDBEngine | DuckDBCursor, plan: ListPlan, earlier: Earlier) -> NDArray[np.bool_]:
    """People, held back or not, of plans with a smaller number that run on the day of sending."""
    found = np.zeros(engine.version.manifest.people, np.bool_)
    for kept in earlier.lists:
        decided = kept.manifest["plan"]
        first, last = (date.fromisoformat(decided[name]) for name in ("send_on", "runs_until"))
        if decided["priority"] < plan.priority and first <= plan.send_on <= last:
            found[people_of(engine, kept, earlier.key, with_control=True)] = True
    return found


def over_cap(engine: DuckDBEngine | DuckDBCursor, cap: Cap, send_on: date, earlier: Earlier) -> NDArray[np.bool_]:
    """People whom one more message would bring over the cap: messages of the export, and of campaigns that it does not
    tell of yet those that earlier lists or uploaded records know, whichever knows more of the person: both may tell of
    the same messages."""
    first = send_on.replace(day=1) if cap.days is None else send_on - timedelta(days=cap.days - 1)
    received = np.zeros(engine.version.manifest.people, np.int32)
    touched = engine.query(_messages(cap, first, send_on).sql(engine.dialect))
    received[touched["user_no"].to_numpy()] = touched["messages"].to_numpy()
    listed = _by_lists(engine, cap, first, send_on, earlier)
    recorded = _by_records(engine, cap, first, send_on, earlier)
    for campaign in (listed.keys() | recorded.keys()) - _campaigns_told(engine):
        nobody = np.zeros_like(received)
        received += np.maximum(listed.get(campaign, nobody), recorded.get(campaign, nobody))
    return received >= cap.messages


_Counts = NDArray[np.int32]  # messages by `user_no`


def _by_lists(
    engine: DuckDBEngine | DuckDBCursor, cap: Cap, first: date, last: date, earlier: Earlier
) -> Mapping[str, _Counts]:
    found: dict[str, _Counts] = {}
    for kept in earlier.lists:
        decided = kept.manifest["plan"]
        is_within = first <= date.fromisoformat(decided["send_on"]) <= last
        if is_within and cap.channel in (None, decided["channel"]):
            received = found.setdefault(campaign_of(kept), np.zeros(engine.version.manifest.people, np.int32))
            received[people_of(engine, kept, earlier.key, with_control=False)] += 1
    return found


def _by_records(
    engine: DuckDBEngine | DuckDBCursor, cap: Cap, first: date, last: date, earlier: Earlier
) -> Mapping[str, _Counts]:
    zone = ZoneInfo(engine.version.manifest.timezone)
    begins, ends = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    found: dict[str, _Counts] = {}
    for record in earlier.sent:
        if cap.channel in (None, record.facts.channel):
            rows = record.rows()
            sent = pc.and_(pc.greater_equal(rows["sent_at"], begins), pc.less(rows["sent_at"], ends))
            rows = rows.filter(pc.and_(sent, pc.not_equal(rows["arm"].cast(pa.string()), CONTROL)))
            numbers = numbers_of(engine, rows["person"].to_numpy(), earlier.key)
            received = found.setdefault(record.facts.campaign, np.zeros(engine.version.manifest.people, np.int32))
            np.add.at(received, numbers[numbers >= 0], 1)
    return found


def campaign_of(kept: KeptList) -> str:
    """The campaign a list belongs to: the one its plan names, else the list itself."""
    return str(kept.manifest["plan"]["campaign"] or kept.id)


def _messages(cap: Cap, first: date, last: date) -> exp.Select:
    day, number = column("assigned_date", "touches"), column("user_no", "touches")
    conditions: Iterable[exp.Expr] = [
        exp.not_(exp.Is(this=number, expression=exp.null())),
        exp.not_(exp.func("coalesce", column("is_control", "touches"), exp.false())),
        exp.Between(this=day, low=literal(first), high=literal(last)),
        *([exp.EQ(this=column("channel", "touches"), expression=literal(cap.channel))] if cap.channel else []),
    ]
    counted = exp.Count(this=exp.Star()).as_("messages")
    return exp.select(number.as_("user_no"), counted).from_("touches").where(*conditions).group_by(number.copy())


def _campaigns_told(engine: DuckDBEngine | DuckDBCursor) -> frozenset[str]:
    told = exp.select(column("campaign_id", "touches").as_("campaign")).distinct().from_("touches")
    return frozenset(engine.query(told.sql(engine.dialect))["campaign"].to_pylist())
