"""Random small brands with campaigns told of by an export and by lists, and what became of them in plain Python."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from data.ledger import CONTROL
from data.settings import Settings
from queries.audience import Audience
from queries.campaigns.assignments import nobody_listed
from queries.engines import DuckDBEngine
from tests.stores import store_from_rows

FIRST, LAST = date(2025, 1, 6), date(2025, 4, 30)
AS_OF = date(2025, 4, 20)
PEOPLE, OUTSIDE = 7, 1  # the last one is a test account
ZONES = ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")
Row = dict[str, Any]


@dataclass(frozen=True)
class World:
    """Rows as delivered; `listed` are rows of what lists and records say. Times are naive UTC."""

    zone: str
    users: list[Row]
    orders: list[Row]
    touches: list[Row]
    listed: list[Row]

    @contextmanager
    def engine(self) -> Iterator[DuckDBEngine]:
        with TemporaryDirectory() as folder:
            version = store_from_rows(
                Path(folder),
                users=self.users,
                orders=self.orders,
                touches=self.touches,
                data_start=FIRST,
                data_end=LAST,
                timezone=self.zone,
            )
            engine = DuckDBEngine(version, Settings(home=Path(folder) / "home", threads=1))
            yield engine
            engine.close()

    @property
    def told(self) -> pa.Table:
        return pa.Table.from_pylist(self.listed, schema=nobody_listed().schema)

    def day(self, moment: datetime) -> date:
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone)).date()

    def hour(self, moment: datetime) -> int:
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone)).hour

    def is_known(self, moment: datetime | None, as_of: date) -> bool:
        return moment is not None and self.day(moment) <= as_of

    def end_of(self, day: date) -> datetime:
        midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self.zone))
        return midnight.astimezone(UTC).replace(tzinfo=None)


def world(seed: int) -> World:
    rng = random.Random(seed)
    zone = ZoneInfo(rng.choice(ZONES))
    touches = _with_ties(rng, [_touch(rng) for _ in range(rng.randrange(1, 60))])
    return World(
        zone.key,
        [
            {
                "user_id": f"u{number:02}",
                "owner_id": rng.choice(["li", "wang", None]),
                "is_test": number >= PEOPLE - OUTSIDE,
            }
            for number in range(PEOPLE)
        ],
        [_order(rng, number, touches) for number in range(rng.randrange(1, 70))],
        touches,
        [_listed(rng, zone) for _ in range(rng.choice([0, 5, 40]))],
    )


def _moment(rng: random.Random) -> datetime:
    return datetime(2024, 12, 28) + timedelta(minutes=rng.randrange(0, 60 * 24 * 123, 30))


def _order(rng: random.Random, number: int, touches: list[Row]) -> Row:
    """A third of them at the very moment of a click, or when its five days end."""
    clicked_at = rng.choice([None, None, rng.choice(touches)["clicked_at"]])
    paid = rng.choice([0, 1, 2, 999, 10_001, 123_456_789_012])
    return {
        "order_id": f"o{number}",
        "user_id": rng.choice([None, *(f"u{place:02}" for place in range(PEOPLE))]),
        "ordered_at": clicked_at + timedelta(days=rng.choice([0, 5])) if clicked_at else _moment(rng),
        "status": rng.choice(["paid", "completed", "completed", "cancelled"]),
        "paid_cents": paid,
        "refunded_cents": rng.choice([None, None, 1, paid]),
        "refunded_at": rng.choice([None, _moment(rng)]),
    }


def _with_ties(rng: random.Random, touches: list[Row]) -> list[Row]:
    """Every third message goes to somebody who clicked another campaign's at the same moment."""
    for touch in touches[::3]:
        fellow = rng.choice(touches)
        touch |= {name: fellow[name] for name in ("user_id", "clicked_at", "delivered_at")}
    return touches


def _touch(rng: random.Random) -> Row:
    sent_at = _moment(rng)
    events = ("delivered_at", "bounced_at", "opened_at", "clicked_at", "unsubscribed_at", "complained_at")
    return {
        "user_id": f"u{rng.randrange(PEOPLE):02}",
        "campaign_id": rng.choice(["spring", "flash", "told"]),
        "assigned_at": sent_at,
        "channel": rng.choice(["sms", "wecom", "email", None]),
        "variant": rng.choice([None, "A", "B"]),
        "is_control": rng.choice([False, False, False, None, True]),
        "is_machine_open": rng.choice([None, False, True]),
        **{name: rng.choice([None, *[sent_at + timedelta(hours=rng.randrange(200))] * 2]) for name in events},
    }


def _listed(rng: random.Random, zone: ZoneInfo) -> Row:
    moment = _moment(rng)
    return {
        "campaign_id": rng.choice(["told", "spring", "untold", "late"]),
        "user_no": rng.randrange(PEOPLE),
        "arm": rng.choice([CONTROL, "A", "A", "B"]),
        "channel": rng.choice(["sms", "wecom"]),
        "assigned_at": moment,
        "assigned_date": moment.replace(tzinfo=UTC).astimezone(zone).date(),
        "source_rank": rng.choice([1, 3]),
    }


class Oracle:
    """What the definitions give, person by person, as of `AS_OF`."""

    def __init__(self, world: World, as_of: date = AS_OF) -> None:
        self.world, self.as_of = world, as_of
        sure = {row["user_id"] for row in world.users if not row["is_test"]}
        self.people = {int(user_id[1:]) for user_id in sure}
        self.audience = Audience(as_of)

    def among(self, numbers: set[int]) -> Oracle:
        """About these people only."""
        self.people &= numbers
        return self

    # ── orders

    def purchases(self) -> list[Row]:
        """Orders that stand, with their net amount; those of no known person have no number."""
        found = []
        for order in self.world.orders:
            if order["status"] == "cancelled" or not self.known(order["ordered_at"]):
                continue
            refunded = (order["refunded_cents"] or 0) if self.is_refunded(order) else 0
            if refunded and refunded >= order["paid_cents"]:
                continue
            number = None if order["user_id"] is None else int(order["user_id"][1:])
            if number is not None and number >= PEOPLE - OUTSIDE:
                continue
            found.append({**order, "user_no": number, "net_cents": max(order["paid_cents"] - refunded, 0)})
        return found

    def is_refunded(self, order: Row) -> bool:
        """A refund without a day was made on the day of the order."""
        return order["refunded_at"] is None or self.known(order["refunded_at"])

    def known(self, moment: datetime | None) -> bool:
        return self.world.is_known(moment, self.as_of)

    def bought_after(self, number: int, moment: datetime, day: date, days: int) -> int:
        return sum(
            order["user_no"] == number
            and order["ordered_at"] >= moment
            and self.world.day(order["ordered_at"]) <= day + timedelta(days=days)
            for order in self.purchases()
        )

    # ── assignments

    def told(self, since: date) -> Iterator[Row]:
        for touch in self.world.touches:
            yield {
                "campaign_id": touch["campaign_id"],
                "user_no": int(touch["user_id"][1:]),
                "arm": CONTROL if touch["is_control"] else touch["variant"] or "A",
                "assigned_at": touch["assigned_at"],
                "assigned_date": self.world.day(touch["assigned_at"]),
                "channel": touch["channel"],
                "source_rank": 2,
            }
        yield from self.world.listed

    def assigned(self, since: date = date(1970, 1, 1)) -> list[Row]:
        """Each person of a campaign once, as the source of the lowest rank assigned them."""
        rows: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in self.told(since):
            if since <= row["assigned_date"] <= self.as_of:
                rows[row["campaign_id"], row["user_no"]].append(row)
        return [self._decided(found) for _, found in sorted(rows.items())]

    def _decided(self, found: list[Row]) -> Row:
        rank = min(row["source_rank"] for row in found)
        own = [row for row in found if row["source_rank"] == rank]
        arms = {row["arm"] for row in own}
        channels = [row["channel"] for row in own if row["channel"] is not None]
        return {
            **own[0],
            "arm": min(arms),
            "is_control": min(arms) == CONTROL,
            "assigned_at": min(row["assigned_at"] for row in own),
            "assigned_date": min(row["assigned_date"] for row in own),
            "channel": min(channels, default=None),
            "is_in_two_arms": len(arms) > 1,
            "is_crossed": len({row["arm"] == CONTROL for row in found}) > 1,
        }

    # ── messages

    def messages(self, since: date, settled_by: datetime) -> Iterator[Row]:
        exported = {touch["campaign_id"] for touch in self.world.touches}
        for touch in self.world.touches:
            row = {**touch, "user_no": int(touch["user_id"][1:]), "watched": True, "variant": touch["variant"] or "A"}
            if not touch["is_control"] and self._counts(row, since, settled_by):
                yield row
        for listed in self.world.listed:
            is_sent = listed["source_rank"] == 3 and listed["arm"] != CONTROL
            if is_sent and listed["campaign_id"] not in exported and self._counts(listed, since, settled_by):
                yield {**listed, "variant": listed["arm"], "watched": False}

    def _counts(self, row: Row, since: date, settled_by: datetime) -> bool:
        is_here = row["user_no"] in self.people
        return is_here and row["assigned_at"] <= settled_by and self.world.day(row["assigned_at"]) >= since

    def stage(self, row: Row, stage: str) -> bool:
        if not row["watched"]:
            return False
        if stage in ("opened", "machine_opened"):
            return self.known(row["opened_at"]) and bool(row["is_machine_open"]) == (stage == "machine_opened")
        return self.known(row[f"{stage}_at"])


def people_and_rows(rows: Iterable[Row]) -> tuple[int, int]:
    found = list(rows)
    return len({row["user_no"] for row in found}), len(found)
