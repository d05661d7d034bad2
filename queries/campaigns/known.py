"""Every campaign that anybody was assigned to, wherever it is known from: its name, its window, its plan, its cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pyarrow as pa
from sqlglot import exp

from data.ledger import CONTROL, KeptList, kept_lists
from data.settings import Settings
from queries.audience import Audience
from queries.campaigns.assignments import listed
from queries.campaigns.funnel import WINDOW_DAYS, AssignedArm, assigned_arms
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.header import literal
from queries.lists.assigned import campaign_of
from queries.lists.assignments import EXPORT, MANIFEST
from queries.segments.rows import column

FACTS = ("campaign_name", "campaign_kind", "channel", "start_date", "control_share", "window_days")
Shares = Mapping[str, float]


class CostFrom(StrEnum):
    """Who says what a campaign cost."""

    BOOKED = "booked"  # the table of costs in the export
    PLANNED = "planned"  # the lists that left for it
    ENTERED = "entered"  # the person who asks


@dataclass(frozen=True)
class Known:
    """`arms` are empty where nobody of the audience was assigned by the day. `control_share` is what the export says
    was planned, `list_shares` by list what its plan says of each arm. `cost` (minor units) is what the export booked
    for it by the day, else what its lists planned to spend together; None where neither says, or one of the lists does
    not. It is of everybody, whatever the audience."""

    campaign_id: str
    name: str | None
    kind: str | None
    channel: str | None
    start_date: date | None
    window_days: int
    arms: tuple[AssignedArm, ...]
    control_share: float | None
    list_shares: Mapping[str, Shares]
    cost: int | None
    cost_from: CostFrom | None

    @property
    def recipients(self) -> int:
        return sum(arm.people for arm in self.arms if not arm.is_control)

    @property
    def control(self) -> int:
        return sum(arm.people for arm in self.arms if arm.is_control)

    @property
    def sources(self) -> frozenset[str]:
        return frozenset(arm.source for arm in self.arms)

    def planned(self, rows: pa.Table) -> Shares | None:
        """The shares with which these `rows` of `decided_assignments` were drawn, weighted by the people of each list;
        None where a source does not say. An export knows only what was to be kept back."""
        counted = rows.group_by(["source", "record"]).aggregate([("user_no", "count_distinct")]).to_pylist()
        people = sum(row["user_no_count_distinct"] for row in counted)
        together: dict[str, float] = defaultdict(float)
        for row in counted:
            shares = self._shares_of(row["source"], row["record"], is_alone=len(counted) == 1)
            if shares is None:
                return None
            for arm, share in shares.items():
                together[arm] += share * row["user_no_count_distinct"] / people
        return dict(together) or None

    def _shares_of(self, source: str, record: str, *, is_alone: bool) -> Shares | None:
        if source == EXPORT:
            return {CONTROL: self.control_share} if self.control_share else None
        shares = self.list_shares.get(record) if source == MANIFEST else None
        return shares if shares is None or is_alone else {CONTROL: shares[CONTROL]}


def known_campaigns(engine: DuckDBEngine | DuckDBCursor, settings: Settings, audience: Audience) -> tuple[Known, ...]:
    """Begun by the audience's day, oldest first. Asks in the calling thread; raises what the engine raises."""
    told, booked = _told(engine, audience.as_of), _booked(engine, audience.as_of)
    arms: dict[str, list[AssignedArm]] = defaultdict(list)
    for arm in assigned_arms(engine, audience, listed(engine, settings)):
        arms[arm.campaign_id].append(arm)
    lists: dict[str, list[KeptList]] = defaultdict(list)
    for kept in kept_lists(settings):
        lists[campaign_of(kept)].append(kept)
    found = (_known(key, told.get(key, {}), arms[key], lists[key], booked.get(key)) for key in {*told, *arms})
    return tuple(sorted(found, key=lambda one: (one.start_date or date.min, one.campaign_id)))


def _told(engine: DuckDBEngine | DuckDBCursor, as_of: date) -> Mapping[str, Mapping[str, Any]]:
    if not engine.version.manifest.delivers("campaigns"):
        return {}
    rows = exp.select(*(column(name, "campaigns") for name in ("campaign_id", *FACTS))).from_("campaigns")
    begun = rows.where(exp.LTE(this=column("start_date", "campaigns"), expression=literal(as_of)))
    return {row["campaign_id"]: row for row in engine.query(begun.sql(engine.dialect)).to_pylist()}


def _booked(engine: DuckDBEngine | DuckDBCursor, as_of: date) -> Mapping[str, int]:
    """What the export says was spent on each campaign by the day."""
    if not engine.version.manifest.delivers("costs", "campaign_id"):
        return {}
    name = column("campaign_id", "costs")
    spent = exp.cast(exp.Sum(this=column("cost_cents", "costs")), exp.DataType.Type.BIGINT)
    rows = exp.select(name, spent.as_("cost_cents")).from_("costs").group_by(name.copy())
    by_day = exp.LTE(this=column("cost_date", "costs"), expression=literal(as_of))
    known = rows.where(by_day, name.copy().is_(exp.null()).not_())
    return {row["campaign_id"]: row["cost_cents"] for row in engine.query(known.sql(engine.dialect)).to_pylist()}


def _known(
    key: str,
    told: Mapping[str, Any],
    arms: Iterable[AssignedArm],
    lists: Iterable[KeptList],
    booked: int | None,
) -> Known:
    arms, plans = tuple(arms), {kept.id: kept.manifest["plan"] for kept in lists}
    costs = [plan["cost_cents"] for plan in plans.values()]
    planned = None if None in costs or not costs else sum(costs)
    said = CostFrom.BOOKED if booked is not None else CostFrom.PLANNED if planned is not None else None
    return Known(
        campaign_id=key,
        name=told.get("campaign_name") or next((plan["name"] for plan in plans.values()), None),
        kind=told.get("campaign_kind"),
        channel=told.get("channel") or next((arm.channel for arm in arms if arm.channel), None),
        start_date=told.get("start_date") or min((arm.first_date for arm in arms), default=None),
        window_days=told.get("window_days") or WINDOW_DAYS,
        arms=arms,
        control_share=told.get("control_share"),
        list_shares={list_id: _drawn_with(plan) for list_id, plan in plans.items()},
        cost=planned if booked is None else booked,
        cost_from=said,
    )


def _drawn_with(plan: Mapping[str, Any]) -> Shares:
    kept_back = plan["control"]["share"]
    variants = {variant["name"]: variant["share"] * (1 - kept_back) for variant in plan["variants"]}
    return {CONTROL: kept_back, **variants}
