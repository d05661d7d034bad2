"""Earlier lists joined to the people of the open store: who was assigned to what, who was written to how often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from data.ledger import CONTROL, KeptList
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.header import literal
from queries.lists.chance import Numbers, chances
from queries.lists.plan import Cap, ListPlan
from queries.segments.leaves import KEPT
from queries.segments.rows import column


@dataclass(frozen=True, eq=False)
class Earlier:
    """Lists that left before this one, the key under which their people are hashed, and the hashes of those who asked
    to be forgotten, ascending."""

    lists: Sequence[KeptList]
    key: str
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
        assigned = assigned.filter(pa.compute.not_equal(assigned["arm"].cast(pa.string()), CONTROL))
    if not assigned.num_rows:
        return np.empty(0, np.int64)
    keys = person_keys(engine, key)
    order = KEPT.get((engine.version.folder, "key order", key), lambda: np.argsort(keys), limit=engine.cache_limit)
    wanted = assigned["person"].to_numpy()
    place = np.searchsorted(keys, wanted, sorter=order)
    found = order[np.minimum(place, len(order) - 1)]
    return np.sort(found[keys[found] == wanted])


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
    """People whom one more message would bring over the cap: messages of the export, and of earlier lists that the
    export does not tell of yet."""
    first = send_on.replace(day=1) if cap.days is None else send_on - timedelta(days=cap.days - 1)
    received = np.zeros(engine.version.manifest.people, np.int32)
    touched = engine.query(_messages(cap, first, send_on).sql(engine.dialect))
    received[touched["user_no"].to_numpy()] = touched["messages"].to_numpy()
    told = _campaigns_told(engine)
    for kept in earlier.lists:
        decided = kept.manifest["plan"]
        same_channel = cap.channel in (None, decided["channel"])
        if (
            same_channel
            and decided["campaign"] not in told
            and first <= date.fromisoformat(decided["send_on"]) <= send_on
        ):
            received[people_of(engine, kept, earlier.key, with_control=False)] += 1
    return received >= cap.messages


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
