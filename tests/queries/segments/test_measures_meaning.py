"""What measures of values mean, each on a handful of rows that a person can count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from data.errors import SegmentError
from data.settings import Settings
from queries.catalog.clock import business_clock, day_begins
from queries.engines import DuckDBEngine
from tests.queries.segments.test_values_meaning import members
from tests.stores import store_from_rows

DAY = date(2025, 3, 10)


def order(number: int, day: str, cents: int, **more: Any) -> dict[str, Any]:
    return {"order_id": f"o{number}", "user_id": "a", "ordered_at": f"{day} 04:30:00", "paid_cents": cents, **more}


@pytest.fixture
def shop(tmp_path: Path) -> DuckDBEngine:
    """Ann: purchases on 1, 1, 4 and 24 January and on 3 March, the last refunded. Ben: nothing."""
    version = store_from_rows(
        tmp_path,
        users=[
            {"user_id": "a", "joined_at": "2024-12-31 16:00:00", "birth_date": "2000-02-29"},
            {"user_id": "b", "joined_at": None, "birth_date": None},
        ],
        orders=[
            order(1, "2025-01-01", 1000, channel="app", coupon_id="k", gross_cents=2000, discount_cents=1000),
            order(2, "2025-01-01", 1001, channel="store"),
            order(3, "2025-01-04", 3000, channel="app"),
            order(4, "2025-01-24", 9000, channel="store"),
            order(5, "2025-03-03", 5000, refunded_cents=5000, refunded_at="2025-03-05 04:00:00"),
        ],
        order_items=[
            {"order_id": "o1", "product_id": "p1", "quantity": 1.0},
            {"order_id": "o1", "product_id": "p2", "quantity": 1.0},
            {"order_id": "o3", "product_id": "p3", "quantity": 6.0},
        ],
        surveys=[
            {"user_id": "a", "answered_at": "2025-01-05 00:00:00", "survey_id": "s", "question": "q", "score": 9},
            {"user_id": "a", "answered_at": "2025-02-05 00:00:00", "survey_id": "s", "question": "q", "score": 6},
        ],
        data_start="2025-01-01",
        data_end="2025-03-31",
    )
    return DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1))


def holds(shop: DuckDBEngine, measure: str, operator: str, value: Any = None, day: date = DAY, **more: Any) -> bool:
    asked = {"measure": measure, "operator": operator, **({} if value is None else {"value": value}), **more}
    return members(shop, asked, day) == "a"


@pytest.mark.parametrize(
    ("measure", "low", "high"),
    [
        ("orders.median_value", 20, 20.01),  # between 10.01 and 30.00 lies 20.005: half a cent is kept
        ("orders.p90_value", 90, 90),
        ("orders.median_gap", 11.5, 11.5),  # 3 and 20 days: two orders of one day are one purchase
        ("orders.mean_gap", 11.5, 11.5),
        ("orders.days_first_to_second", 3, 3),
        ("orders.overdue", 3.913, 3.914),  # 45 days since 24 January
        ("orders.coupon_share", 0.25, 0.25),
        ("orders.discount_depth", 0.5, 0.5),
        ("paid_orders.refunded_share", 0.262, 0.264),  # 50.00 of 190.01
        ("refunds.amount", 50, 50),
        ("surveys.mean_score", 7.5, 7.5),
        ("items.largest_quantity", 6, 6),
        ("users.tenure_days", 68, 68),
        ("users.tenure_months", 2, 2),
        ("users.age", 25, 25),
    ],
)
def test_a_measure_has_the_value_that_a_person_would_count(
    shop: DuckDBEngine, measure: str, low: float, high: float
) -> None:
    assert holds(shop, measure, "between", [low, high])


def test_half_a_cent_of_a_median_is_not_rounded(shop: DuckDBEngine) -> None:
    assert holds(shop, "orders.median_value", "more_than", 20)
    assert holds(shop, "orders.median_value", "less_than", 20.01)


def test_a_year_older_on_28_february_or_on_1_march(shop: DuckDBEngine) -> None:
    def ages(day: date) -> tuple[bool, bool]:
        return holds(shop, "users.age", "equals", 25, day), holds(shop, "users.age_mar_1", "equals", 25, day)

    days = [date(2025, 2, 27), date(2025, 2, 28), date(2025, 3, 1)]
    assert [ages(day) for day in days] == [(False, False), (True, False), (True, True)]


def test_the_third_order_is_the_third_of_all_that_count(shop: DuckDBEngine) -> None:
    third = {"column": "order_number", "operator": "equals", "value": 3}
    assert holds(shop, "orders.net_revenue", "equals", 30, where=[third])
    assert holds(shop, "orders.days_since_last", "equals", 65, where=[third])
    last = {"column": "order_number_from_last", "operator": "equals", "value": 1}
    assert holds(shop, "orders.channels", "has_exactly", ["store"], where=[last])
    assert holds(shop, "orders.net_revenue", "equals", 50, date(2025, 3, 4), where=[last])
    second_day = {"column": "purchase_number", "operator": "equals", "value": 2}
    assert holds(shop, "orders.net_revenue", "equals", 30, where=[second_day])


def test_what_was_bought_first_and_what_was_bought_together(shop: DuckDBEngine) -> None:
    first = {"column": "order_number", "operator": "equals", "value": 1}
    assert holds(shop, "items.products", "has_exactly", ["p1", "p2"], where=[first])
    assert holds(shop, "items.products_together", "has_all", ["p1", "p2"])
    assert not holds(shop, "items.products_together", "has_all", ["p1", "p3"])
    assert holds(shop, "items.products", "has_all", ["p1", "p3"])


def test_of_equally_frequent_channels_the_later_one_is_usual(shop: DuckDBEngine) -> None:
    assert holds(shop, "orders.usual_channel", "equals", "store")
    assert holds(shop, "orders.usual_channel", "equals", "app", date(2025, 1, 23))


def test_the_newest_score_says_who_promotes(shop: DuckDBEngine) -> None:
    assert holds(shop, "surveys.nps_class", "equals", "promoter", date(2025, 2, 4))
    assert holds(shop, "surveys.nps_class", "equals", "detractor", date(2025, 2, 5))


def test_an_hour_and_a_weekday_are_those_of_the_business(shop: DuckDBEngine) -> None:
    noon = {"column": "local_hour", "operator": "between", "value": [12, 12]}  # 04:30 UTC in Shanghai
    saturdays = {"column": "local_day", "operator": "on_weekday", "value": [6]}
    assert holds(shop, "orders.count", "equals", 4, where=[noon])
    assert holds(shop, "orders.count", "equals", 1, where=[saturdays])


def test_the_clock_of_the_business_knows_summer_time_to_the_minute() -> None:
    clock = business_clock("Europe/Berlin", date(2025, 1, 1), date(2025, 3, 1))
    assert clock.before == 60
    assert clock.changes[0] == (datetime(2025, 3, 30, 1), 120)
    assert clock.changes[1] == (datetime(2025, 10, 26, 1), 60)
    assert business_clock("Asia/Shanghai", date(2025, 1, 1), date(2025, 12, 31)).changes == ()


def test_an_hour_in_summer_and_in_winter(tmp_path: Path) -> None:
    utc = ZoneInfo("UTC")
    moments = [datetime(2025, 1, 5, 11, 30, tzinfo=utc), datetime(2025, 7, 5, 10, 30, tzinfo=utc)]
    version = store_from_rows(
        tmp_path,
        users=[{"user_id": "a", "joined_at": "2024-12-31 16:00:00"}],
        orders=[
            {"order_id": str(at), "user_id": "a", "ordered_at": at.replace(tzinfo=None), "paid_cents": 1}
            for at in moments
        ],
        timezone="Europe/Berlin",
        data_end="2025-12-31",
    )
    engine = DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1))
    noon = [{"column": "local_hour", "operator": "equals", "value": 12}]
    asked = {"measure": "orders.count", "operator": "equals", "value": 2, "where": noon}
    assert members(engine, asked, date(2025, 12, 1)) == "a"


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2025, 3, 30), datetime(2025, 3, 29, 23)),
        (date(2025, 3, 31), datetime(2025, 3, 30, 22)),  # clocks were put forward: the day before had 23 hours
        (date(2025, 10, 26), datetime(2025, 10, 25, 22)),
        (date(2025, 10, 27), datetime(2025, 10, 26, 23)),  # clocks were put back: the day before had 25 hours
    ],
)
def test_a_day_begins_at_midnight_of_the_business(day: date, begins: datetime) -> None:
    assert day_begins(business_clock("Europe/Berlin", date(2025, 1, 1), date(2025, 12, 31)), day) == begins


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("Asia/Beirut", date(2025, 3, 30), datetime(2025, 3, 29, 22)),  # from 24:00 on it is 1:00 of the next day
        ("Asia/Beirut", date(2025, 10, 26), datetime(2025, 10, 25, 22)),  # at 24:00 it is 23:00 of the same day again
    ],
)
def test_a_day_begins_when_it_begins_for_good(zone: str, day: date, begins: datetime) -> None:
    clock = business_clock(zone, date(2025, 1, 1), date(2025, 12, 31))
    assert day_begins(clock, day) == begins
    local = [(begins + timedelta(minutes=later)).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)) for later in (-1, 0)]
    assert local[0].date() < day == local[1].date()


@pytest.mark.parametrize(
    ("day", "hours", "is_within"),
    [(24, 11, False), (24, 12, True), (25, 24, False), (25, 35, False), (25, 36, True), (23, 720, False)],
)
def test_the_last_hours_are_counted_back_from_midnight(
    shop: DuckDBEngine, day: int, hours: int, is_within: bool
) -> None:
    last = {"kind": "last_hours", "hours": hours}
    # Bought on 24 January at 12:30.
    found = holds(shop, "orders.largest_value", "equals", 90, date(2025, 1, day), window=last)
    assert found is is_within


def test_what_is_told_by_days_takes_no_hours(shop: DuckDBEngine) -> None:
    with pytest.raises(SegmentError, match="told by days"):
        holds(shop, "orders.habit", "is_set", window={"kind": "last_hours", "hours": 36})


@pytest.mark.parametrize("hours", [0, 721, "36", None])
def test_hours_of_a_window_are_few_and_whole(shop: DuckDBEngine, hours: object) -> None:
    with pytest.raises(SegmentError, match="a whole number from 1 to 720"):
        holds(shop, "orders.count", "at_least", 1, window={"kind": "last_hours", "hours": hours})
