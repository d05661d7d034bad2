"""What people assigned to a campaign bought, counted again person by person in plain Python, and by the SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.settings import Settings
from queries.audience import Audience
from queries.campaigns.behaviour import BEFORE_DAYS, FOLLOW_DAYS, Behaviour, behaviour, days_between, measured
from queries.campaigns.members import Members, members_of
from queries.engines import DuckDBEngine
from tests.stores import store_from_rows

ZONE = ZoneInfo("Asia/Shanghai")
PEOPLE, START, END = 12, date(2025, 1, 1), date(2025, 12, 31)
SENT = datetime(2025, 6, 1, 4)
COLUMNS = (
    "before_cents",
    "before_orders",
    "before_days",
    "bought_just_before",
    "just_before_cents",
    "orders",
    "net_cents",
    "refunded_cents",
    "discount_cents",
    "early_cents",
    "late_cents",
    "first_days",
    "last_days",
)
Row = dict[str, Any]

# around the moment, the ends of days, the window, 7, 90 days, and anywhere
HOURS = st.sampled_from([-1, 0, 1, 11, 12, 13, 24 * 7, 24 * 8, -24 * 7, -24 * 90, -24 * 91, 24 * 90, 24 * 91])
MOMENTS = st.builds(
    lambda hours, minutes: SENT + timedelta(hours=hours, minutes=minutes), HOURS, st.integers(-1, 1)
) | (st.datetimes(SENT - timedelta(days=100), SENT + timedelta(days=100)))


@st.composite
def orders(draw: st.DrawFn) -> list[Row]:
    found = []
    for number in range(draw(st.integers(20, 50))):
        paid = draw(st.integers(0, 500))
        moment = draw(MOMENTS).replace(microsecond=0)
        refund = draw(st.none() | st.integers(0, paid))
        later = timedelta(days=draw(st.integers(0, 60)))
        found.append(
            {
                "order_id": str(number),
                "user_id": f"u{draw(st.integers(0, PEOPLE - 1))}",
                "ordered_at": moment,
                "paid_cents": paid,
                "refunded_cents": refund,
                "discount_cents": draw(st.integers(0, 90)),
                "refunded_at": moment + later if refund else None,
            }
        )
    return found


def by_hand(mine: list[Row], assigned_at: datetime, as_of: date, window_days: int) -> dict[str, int]:
    assigned = local(assigned_at)
    found = dict.fromkeys(COLUMNS, 0) | {"before_days": -1, "first_days": -1, "last_days": -1}
    for one in mine:
        day, elapsed = local(one["ordered_at"]), (local(one["ordered_at"]) - assigned).days
        if day > as_of or not -BEFORE_DAYS <= elapsed <= FOLLOW_DAYS:
            continue
        refunded = one["refunded_cents"] or 0
        known = refunded if refunded and local(one["refunded_at"]) <= as_of else 0
        is_after, is_order = one["ordered_at"] >= assigned_at, known == 0 or known < one["paid_cents"]
        if is_after and elapsed <= window_days:
            found["refunded_cents"] += known
            found["discount_cents"] += one["discount_cents"]
        if is_order:
            _add(found, one["paid_cents"] - known, elapsed, is_after=is_after, window_days=window_days)
    return found


def _add(found: dict[str, int], net: int, elapsed: int, *, is_after: bool, window_days: int) -> None:
    if not is_after:
        is_just_before = elapsed >= -window_days
        found["before_cents"] += net
        found["before_orders"] += 1
        found["before_days"] = -elapsed if found["before_days"] < 0 else min(found["before_days"], -elapsed)
        found["bought_just_before"] |= is_just_before
        found["just_before_cents"] += net if is_just_before else 0
        return
    found["early_cents" if elapsed <= 7 else "late_cents"] += net
    found["first_days"] = elapsed if found["first_days"] < 0 else min(found["first_days"], elapsed)
    found["last_days"] = max(found["last_days"], elapsed)
    if elapsed <= window_days:
        found["orders"] += 1
        found["net_cents"] += net


def local(moment: datetime) -> date:
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZONE).date()


@settings(max_examples=8)
@given(
    bought=orders(),
    moments=st.lists(MOMENTS.map(lambda at: at.replace(microsecond=0)), min_size=PEOPLE, max_size=PEOPLE),
    as_of=st.dates(date(2025, 5, 25), date(2025, 10, 1)),
    window_days=st.sampled_from([1, 7, 30]),
)
def test_every_person_is_counted_as_by_hand(
    tmp_path_factory: pytest.TempPathFactory,
    bought: list[Row],
    moments: list[datetime],
    as_of: date,
    window_days: int,
) -> None:
    folder = tmp_path_factory.mktemp("behaviour")
    users = [{"user_id": f"u{number}", "joined_at": datetime(2024, 1, 1)} for number in range(PEOPLE)]
    version = store_from_rows(folder, users=users, orders=bought, data_start=START, data_end=END)
    found = counted(DuckDBEngine(version, Settings(home=folder / "home", threads=1)), moments, as_of, window_days)
    expected = {
        number: by_hand([one for one in bought if one["user_id"] == f"u{number}"], moment, as_of, window_days)
        for number, moment in enumerate(moments)
        if local(moment) <= as_of
    }
    assert found == expected


def assert_as_by_sql(engine: DuckDBEngine, members: Members, found: Behaviour, as_of: date, window_days: int) -> None:
    audience, window = Audience(as_of), {"window_days": window_days}
    between = days_between(members, before=BEFORE_DAYS, after=FOLLOW_DAYS)
    reach = {"before_days": BEFORE_DAYS, "follow_days": FOLLOW_DAYS}
    asked = measured(engine, "behaviour", members, audience, **window, **reach, **between).to_pydict()
    assert asked.pop("assigned_date") == found.assigned.tolist()
    assert asked == {name: getattr(found, name).tolist() for name in asked}
    discounts = measured(engine, "discounts", members, audience, **window, **between).to_pylist()
    assert sum(row["discount_cents"] for row in discounts) == found.discount_cents.sum()


def counted(
    engine: DuckDBEngine, moments: list[datetime], as_of: date, window_days: int
) -> Mapping[int, dict[str, int]]:
    rows = engine.query(f"select user_id, user_no from '{engine.version.path('users')}'").to_pylist()
    people = {row["user_id"]: row["user_no"] for row in rows}
    numbers = [people[f"u{number}"] for number in range(PEOPLE)]
    moments_utc = pa.array(moments, pa.timestamp("us")).cast(pa.timestamp("us", "UTC"))
    told = pa.table({"user_no": numbers, "arm": ["A"] * PEOPLE, "assigned_at": moments_utc})
    members = members_of(told, zone=ZONE, as_of=as_of)
    found = behaviour(engine, members, Audience(as_of), window_days=window_days)
    assert_as_by_sql(engine, members, found, as_of, window_days)
    engine.close()
    return {
        numbers.index(int(number)): {name: int(getattr(found, name)[place]) for name in COLUMNS}
        for place, number in enumerate(found.user_no)
    }
