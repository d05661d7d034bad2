"""A world as it stood at the end of a day: what was recorded later taken out of the export's rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from data.schemes import PRESETS, Schemes
from tests.queries.segments.oracle import Oracle, local_day
from tests.queries.segments.worlds import Row, World

HAPPENED = {
    "orders": "ordered_at",
    "interactions": "occurred_at",
    "touches": "assigned_at",
    "surveys": "answered_at",
    "referrals": "invited_at",
}
LATER = ("opened_at", "clicked_at", "unsubscribed_at", "activated_at")


class PastOracle(Oracle):
    """Judges by what was recorded until the day; who is a member on a later day it asks the whole world."""

    def __init__(self, world: World, day: date, schemes: Schemes = PRESETS) -> None:
        recorded = World({name: list(_recorded(name, rows, day)) for name, rows in world.tables.items()})
        super().__init__(recorded, schemes)
        self.whole = Oracle(world)

    def is_known(self, user_id: str, as_of: date) -> bool:
        return self.whole.is_known(user_id, as_of)


def _recorded(table: str, rows: list[Row], day: date) -> Iterator[Row]:
    for row in rows:
        if table == "user_snapshots" and row["snapshot_date"] > day:
            continue
        if table not in HAPPENED or not _is_later(row[HAPPENED[table]], day):
            yield _without_refund(row, day) | {name: None for name in LATER if _is_later(row.get(name), day)}


def _without_refund(row: Row, day: date) -> Row:
    if not _is_later(row.get("refunded_at"), day):
        return row
    status = "completed" if row["status"] == "refunded" else row["status"]
    return {**row, "status": status, "refunded_cents": 0, "refunded_at": None}


def _is_later(moment: datetime | None, day: date) -> bool:
    happened = local_day(moment)
    return happened is not None and happened > day


def conditions(group: dict[str, Any], place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every condition of a document with its place."""
    for number, member in enumerate(group["conditions"], 1):
        here = f"{place}.{number}" if place else str(number)
        if "conditions" in member:
            yield from conditions(member, here)
        else:
            yield here, member
