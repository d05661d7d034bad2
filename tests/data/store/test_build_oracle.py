"""The build against an oracle that follows the written definitions row by row, in plain Python."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store import Version
from tests.stores import store_from_rows

Row = dict[str, Any]
ZONE = ZoneInfo("Asia/Shanghai")
START = date(2025, 1, 1)
# Around the local midnight of 2 January, where a UTC date and a local date differ.
MIDNIGHT = datetime(2025, 1, 1, 16, 0)
TIMES = st.sampled_from([MIDNIGHT + timedelta(microseconds=step) for step in (-1, 0, 1)]) | st.datetimes(
    datetime(2024, 12, 31), datetime(2025, 2, 1)
)
NAMES = ("a", "B", "ä", "张", "a0")
PERSON = st.sampled_from((*NAMES, "nobody", None))
CENTS = st.none() | st.integers(-100, 10_000)


def or_missing(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Row]:
    """Rows that lack any of these columns."""
    return st.fixed_dictionaries({}, optional=columns)


USER = or_missing(
    joined_at=st.none() | TIMES,
    is_test=st.sampled_from((True, False, None)),
    deleted_at=st.none() | TIMES,
    referrer_id=PERSON,
)
ORDER = st.builds(
    lambda person, at, rest: {"user_id": person, "ordered_at": at} | rest,
    PERSON,
    TIMES,
    or_missing(
        status=st.sampled_from(("completed", "paid", "shipped", "unpaid", "cancelled", "refunded", None)),
        paid_at=st.none() | TIMES,
        paid_cents=CENTS,
        gross_cents=CENTS,
        discount_cents=CENTS,
        net_cents=CENTS,
        refunded_cents=st.sampled_from((None, 0)) | st.integers(0, 10_000),
        refunded_at=st.none() | TIMES,
        is_test=st.sampled_from((True, False, None)),
    ),
)
ITEM = st.fixed_dictionaries(
    {"order_id": st.sampled_from(("0", "1", "2", "99")), "product_id": st.sampled_from(("p", "q"))},
    optional={"line_no": st.none() | st.integers(1, 3)},
)
TOUCH = st.fixed_dictionaries(
    {"user_id": PERSON, "campaign_id": st.sampled_from(("x", "y")), "assigned_at": TIMES},
    optional={"is_control": st.booleans()},
)


def local_day(at: datetime | None) -> date | None:
    return None if at is None else at.replace(tzinfo=UTC).astimezone(ZONE).date()


def first_given(*values: int | None) -> int:
    return next((value for value in values if value is not None), 0)


def last_if_missing(*keys: Any) -> tuple[Any, ...]:
    return tuple((key is None, key if key is not None else 0) for key in keys)


def counted_until(paid: int, refunded: int, refunded_date: date | None) -> date:
    if refunded_date is None or refunded < paid:
        return date(2299, 12, 31)
    return refunded_date - timedelta(days=1)


class Oracle:
    """The stored rows, as the definitions say them."""

    def __init__(self, users: dict[str, Row], orders: list[Row]) -> None:
        self.users = users
        self.number = {name: number for number, name in enumerate(sorted(users, key=lambda name: name.encode()))}
        self.has_status = any("status" in order for order in orders)
        self.has_payment = any("paid_at" in order for order in orders)
        stored = [self.order(str(place), order) for place, order in enumerate(orders)]
        self.orders = sorted(
            stored, key=lambda row: last_if_missing(row["user_no"], row["ordered_at"], row["order_id"])
        )

    def is_member(self, name: str) -> bool:
        return not self.users[name].get("is_test") and self.users[name].get("deleted_at") is None

    def order(self, order_id: str, order: Row) -> Row:
        gross, net, refund = order.get("gross_cents"), order.get("net_cents"), order.get("refunded_cents")
        paid = first_given(
            order.get("paid_cents"),
            None if gross is None else gross - first_given(order.get("discount_cents")),
            None if net is None else net + first_given(refund),
        )
        refunded = paid if order.get("status") == "refunded" and not refund else first_given(refund)
        day = local_day(order["ordered_at"])
        refunded_date = (local_day(order.get("refunded_at")) or day) if refunded > 0 else None
        is_counted = self.is_counted(order)
        return {
            "user_no": self.number.get(order["user_id"]),
            "order_id": order_id,
            "ordered_at": order["ordered_at"],
            "ordered_date": day,
            "paid_cents": paid,
            "refunded_cents": refunded,
            "refunded_date": refunded_date,
            "is_counted": is_counted,
            "counted_until": counted_until(paid, refunded, refunded_date) if is_counted else None,
        }

    def is_counted(self, order: Row) -> bool:
        if order.get("is_test") or (order["user_id"] in self.users and not self.is_member(order["user_id"])):
            return False
        if self.has_status:
            return order.get("status") in ("completed", "paid", "shipped", "refunded")
        return order.get("paid_at") is not None if self.has_payment else True

    def user(self, name: str) -> Row:
        number = self.number[name]
        counted = [row["ordered_date"] for row in self.orders if row["is_counted"] and row["user_no"] == number]
        known = [day for day in (local_day(self.users[name].get("joined_at")), *counted) if day is not None]
        return {
            "user_no": number,
            "user_id": name,
            "referrer_no": self.number.get(self.users[name].get("referrer_id", "")),
            "is_member": self.is_member(name),
            "known_date": min(known, default=START),
        }

    def item(self, item: Row) -> Row:
        order = next((row for row in self.orders if row["order_id"] == item["order_id"]), None)
        taken = ("user_no", "ordered_at", "ordered_date", "is_counted", "counted_until")
        own = {name: item.get(name) for name in ("order_id", "line_no", "product_id")}
        nothing: Row = dict.fromkeys(taken) | {"is_counted": False}
        return {name: (order or nothing)[name] for name in taken} | own


def stored(version: Version, table: str, columns: Row) -> list[Row]:
    rows: list[Row] = duckdb.read_parquet(str(version.path(table))).to_arrow_table().to_pylist()
    return [{name: row[name] for name in columns} for row in rows]


@settings(max_examples=40)
@given(
    people=st.dictionaries(st.sampled_from(NAMES), USER, min_size=1),
    orders=st.lists(ORDER, max_size=12),
    items=st.lists(ITEM, max_size=6),
    touches=st.lists(TOUCH, max_size=8),
)
def test_the_build_is_what_the_definitions_say(
    people: dict[str, Row], orders: list[Row], items: list[Row], touches: list[Row]
) -> None:
    oracle = Oracle(people, orders)
    with tempfile.TemporaryDirectory() as folder:
        version = store_from_rows(
            Path(folder),
            users=[{"user_id": name} | columns for name, columns in people.items()],
            orders=[{"order_id": str(place)} | order for place, order in enumerate(orders)],
            order_items=items,
            touches=touches,
            data_start=START,
        )
        expect_orders_and_people(version, oracle)
        expect_items(version, [oracle.item(item) for item in items])
        expect_touches(version, oracle, touches)


def expect_orders_and_people(version: Version, oracle: Oracle) -> None:
    if oracle.orders:
        assert stored(version, "orders", oracle.orders[0]) == oracle.orders
    people = [oracle.user(name) for name in oracle.number]
    assert stored(version, "users", people[0]) == people
    nobodys = [row for row in oracle.orders if row["is_counted"] and row["user_no"] is None]
    assert version.manifest.unattributed.orders == len(nobodys)
    net = sum(max(row["paid_cents"] - row["refunded_cents"], 0) for row in nobodys)
    assert version.manifest.unattributed.net_cents == net


def expect_items(version: Version, items: list[Row]) -> None:
    order = ("user_no", "ordered_at", "order_id", "line_no")
    if items:
        expect_sorted(stored(version, "order_items", items[0]), items, order)


def expect_touches(version: Version, oracle: Oracle, touches: list[Row]) -> None:
    columns = ("user_no", "assigned_at", "campaign_id", "assigned_date", "is_control")
    numbered = [
        {
            "user_no": oracle.number.get(touch["user_id"]),
            "assigned_at": touch["assigned_at"],
            "campaign_id": touch["campaign_id"],
            "assigned_date": local_day(touch["assigned_at"]),
            "is_control": touch.get("is_control"),
        }
        for touch in touches
    ]
    expect_sorted(stored(version, "touches", dict.fromkeys(columns)), numbered, ("user_no", "assigned_at"))


def expect_sorted(found: list[Row], expected: list[Row], order: tuple[str, ...]) -> None:
    """The same rows, in this order; rows that tie may lie either way."""
    assert [[row[name] for name in order] for row in found] == [
        [row[name] for name in order]
        for row in sorted(expected, key=lambda row: last_if_missing(*(row[name] for name in order)))
    ]
    assert Counter(tuple(row.values()) for row in found) == Counter(tuple(row.values()) for row in expected)
