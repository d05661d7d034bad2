"""What a condition asks over time: its faults in words, and each choice of meaning as one small story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.errors import SegmentError
from data.settings import Settings
from queries.catalog import catalog
from queries.engines import DuckDBEngine
from queries.segments import compile_segment, evaluate, parse_segment, window_span
from queries.segments.read_over_time import MAX_STEPS
from queries.segments.tree import Window
from queries.segments.windows import Span
from tests.queries.segments.conftest import Brand
from tests.stores import store_from_rows

DAY = date(2025, 3, 31)
ORDERS: dict[str, Any] = {"measure": "orders.count", "operator": "at_least", "value": 1}
VIEWS: dict[str, Any] = {"measure": "interactions.count", "operator": "at_least", "value": 1}
Shop = Callable[..., DuckDBEngine]


def rule(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "match": "all", "conditions": list(conditions)}


def steps(count: int) -> dict[str, Any]:
    then: dict[str, Any] = {"event": "orders"}
    for _ in range(count - 1):
        then = {"event": "orders", "then": then}
    return then


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"compared": 7}, "“compared” is 7; expected an object with how, measure, where, window"),
        ({"compared": {"how": "ratio", "measure": "orders.cnt"}}, "The nearest is orders.count"),
        ({"compared": {"how": "times", "measure": "orders.days"}}, "expected difference, ratio, change"),
        ({"compared": {"how": "ratio", "measure": "users.city"}}, "cannot be compared with City (text)"),
        (
            {"compared": {"how": "ratio", "measure": "orders.net_revenue"}},
            "cannot be compared with Net revenue (money)",
        ),
        ({"compared": {"how": "ratio", "measure": "orders.first_date"}}, "(date); both must be numbers"),
        (
            {"compared": {"how": "ratio", "measure": "users.points", "window": {"kind": "last_days", "days": 3}}},
            "so it takes no window",
        ),
        ({"compared": {"how": "ratio", "measure": "orders.days", "extra": 1}}, "“key” is 'extra'"),
        (
            {"measure": "orders.first_date", "operator": "at_least", "value": 1}
            | {"compared": {"how": "ratio", "measure": "users.joined_at"}},
            "between days there is only “difference”",
        ),
        ({"per": []}, "“per” is []; expected an object with period, at_least, streak"),
        ({"per": {"period": "year", "at_least": 1}}, "expected day, week, month, quarter"),
        ({"per": {"period": "week"}}, "“at_least” is nothing; expected a number"),
        ({"per": {"period": "week", "at_least": float("inf")}}, "“at_least” is inf"),
        ({"per": {"period": "week", "at_least": 0}}, "“at_least” of a period is 0; expected a number, more than 0"),
        ({"per": {"period": "week", "at_least": 10**400}}, "“at_least” of a period is 1000"),
        ({"per": {"period": "week", "at_least": 1, "streak": "first"}}, "expected longest, current"),
        ({"measure": "orders.last_value", "per": {"period": "week", "at_least": 1}}, "is no count and no sum"),
        ({"then": "orders"}, "“then” is 'orders'; expected an object with event"),
        ({"then": {"event": "order"}}, "no event 'order' that could follow. The nearest is orders."),
        ({"then": {"event": "snapshots"}}, "no event 'snapshots' that could follow"),
        ({"then": {"event": "orders", "within_days": -1}}, "“within_days” is -1"),
        ({"then": {"event": "orders", "within_days": True}}, "“within_days” is True"),
        ({"then": {"event": "orders", "not": 1}}, "“not” is 1; expected true, false"),
        ({"then": {"event": "orders", "where": [{"column": "chanel", "operator": "is_set"}]}}, "nearest is channel"),
        ({"then": {"event": "items", "same": "product_id"}}, "Orders and Products bought do not share 'product_id'"),
        ({"then": {"event": "orders", "without": {"event": "nothing"}}}, "no event 'nothing'"),
        ({"then": steps(MAX_STEPS + 1)}, "expected at most 5 steps, one in another"),
        ({"then": steps(400)}, "expected at most 5 steps, one in another"),
        ({"measure": "users.points", "then": {"event": "orders"}}, "so nothing can follow it"),
        ({"measure": "snapshots.points", "then": {"event": "orders"}}, "so nothing can follow it"),
        ({"window": {"kind": "last_months", "months": 0}}, "expects “months”, a whole number from 1"),
        ({"measure": "orders.habit", "operator": "equals", "value": "lost"}, "'lost' is not among them"),
        (
            {"measure": "orders.habit", "operator": "equals", "value": "gone"}
            | {"window": {"kind": "dates", "to": "2025-03-01"}},
            "the window dates expects",
        ),
    ],
)
def test_a_fault_is_said_with_its_place(brand: Brand, more: dict[str, Any], said: str) -> None:
    with pytest.raises(SegmentError) as refused:
        parse_segment(rule(ORDERS, {**ORDERS, **more}), brand.catalog)
    assert any("Condition 2" in str(fault) and said in str(fault) for fault in refused.value.faults), refused.value


def test_a_sequence_as_long_as_allowed_selects_whom_the_oracle_selects(brand: Brand) -> None:
    document = rule({**ORDERS, "then": steps(MAX_STEPS)})
    assert brand.members(document, DAY) == brand.oracle.members(document, DAY)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    def opened(**events: list[dict[str, Any]]) -> DuckDBEngine:
        people = [{"user_id": name, "joined_at": "2024-01-01 00:00:00"} for name in ("ann", "bob", "cat")]
        version = store_from_rows(tmp_path, users=people, data_start="2024-01-01", data_end=DAY, **events)  # type: ignore[arg-type]
        return DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1))

    return opened


def order(user_id: str, at: str) -> dict[str, Any]:
    return {"order_id": f"{user_id} {at}", "user_id": user_id, "ordered_at": at, "paid_cents": 1000}


def view(user_id: str, at: str, product_id: str = "p") -> dict[str, Any]:
    return {"user_id": user_id, "occurred_at": at, "interaction_kind": "view", "product_id": product_id}


def chosen(engine: DuckDBEngine, condition: dict[str, Any], as_of: date = DAY) -> str:
    """The first letters of whom both evaluations select."""
    offered = catalog(engine.version)
    segment = parse_segment(rule(condition), offered)
    sql = compile_segment(segment, as_of=as_of, catalog=offered).sql(engine.dialect)
    found = sorted(engine.query(sql)["user_no"].to_pylist())
    assert found == evaluate(engine, segment, as_of=as_of).user_numbers().tolist()
    return "".join("abc"[number] for number in found)


def test_what_happens_at_the_same_moment_does_not_follow(shop: Shop) -> None:
    engine = shop(
        interactions=[view("ann", "2025-03-01 04:00:00"), view("bob", "2025-03-01 04:00:00")],
        orders=[order("ann", "2025-03-01 04:00:00"), order("bob", "2025-03-01 04:00:01")],
    )
    assert chosen(engine, {**VIEWS, "then": {"event": "orders"}}) == "b"


def test_an_order_does_not_follow_itself(shop: Shop) -> None:
    engine = shop(orders=[order("ann", "2025-03-01 04:00:00")])
    assert chosen(engine, {**ORDERS, "then": {"event": "orders"}}) == ""


def test_days_between_are_business_days(shop: Shop) -> None:
    engine = shop(
        interactions=[view("ann", "2025-03-01 15:59:59"), view("bob", "2025-03-01 16:00:00")],
        orders=[order("ann", "2025-03-02 16:00:00"), order("bob", "2025-03-03 15:59:59")],
    )
    assert chosen(engine, {**VIEWS, "then": {"event": "orders", "within_days": 1}}) == "b"


def test_not_followed_within_a_week_is_said_once_the_week_is_over(shop: Shop) -> None:
    engine = shop(interactions=[view("ann", "2025-03-10 04:00:00")], orders=[order("bob", "2025-01-01 04:00:00")])
    not_bought = {**VIEWS, "then": {"event": "orders", "not": True, "within_days": 7}}
    assert [chosen(engine, not_bought, date(2025, 3, day)) for day in (16, 17)] == ["", "a"]


def test_not_followed_at_all_is_said_of_that_day(shop: Shop) -> None:
    engine = shop(interactions=[view("ann", "2025-03-10 04:00:00")], orders=[order("ann", "2025-03-20 04:00:00")])
    not_bought = {**VIEWS, "then": {"event": "orders", "not": True}}
    assert [chosen(engine, not_bought, date(2025, 3, day)) for day in (19, 20)] == ["a", ""]


def test_what_lies_between_only_counts_strictly_between(shop: Shop) -> None:
    engine = shop(
        orders=[order(name, f"2025-03-0{day} 04:00:00") for name in ("ann", "bob") for day in (1, 5)],
        interactions=[view("ann", "2025-03-05 04:00:00"), view("bob", "2025-03-05 03:59:59")],
    )
    assert chosen(engine, {**ORDERS, "then": {"event": "orders", "without": {"event": "interactions"}}}) == "a"


def test_the_same_product_is_bought_or_nothing_follows(shop: Shop) -> None:
    engine = shop(
        interactions=[view("ann", "2025-03-01 04:00:00", "p"), view("bob", "2025-03-01 04:00:00", "q")],
        orders=[order("ann", "2025-03-02 04:00:00"), order("bob", "2025-03-02 04:00:00")],
        order_items=[
            {"order_id": f"{name} 2025-03-02 04:00:00", "line_no": 1, "product_id": "p"} for name in ("ann", "bob")
        ],
    )
    assert chosen(engine, {**VIEWS, "then": {"event": "items", "same": "product_id"}}) == "a"


def test_a_month_not_yet_over_does_not_break_the_current_run(shop: Shop) -> None:
    engine = shop(orders=[order("ann", f"2025-0{month}-05 04:00:00") for month in (1, 2)])
    running = {**ORDERS, "per": {"period": "month", "at_least": 1, "streak": "current"}, "value": 2}
    assert [chosen(engine, running, day) for day in (date(2025, 3, 31), date(2025, 4, 1))] == ["a", ""]


def test_only_periods_that_reach_the_amount_count(shop: Shop) -> None:
    engine = shop(orders=[order("ann", f"2025-{day} 04:00:00") for day in ("01-05", "01-06", "02-05")])
    twice = {**ORDERS, "operator": "equals", "per": {"period": "month", "at_least": 2}}
    assert chosen(engine, twice) == "a"
    assert chosen(engine, {**twice, "value": 0}) == "bc"


@pytest.mark.parametrize(
    "more",
    [
        {"per": {"period": "month", "at_least": 1, "streak": "longest"}},
        {"then": {"event": "orders", "within_days": 30}},
        {"compared": {"how": "difference", "measure": "orders.days"}},
    ],
)
def test_another_threshold_reads_no_event_again(
    shop: Shop, more: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = shop(orders=[order("ann", f"2025-0{month}-05 04:00:00") for month in (1, 2)])
    chosen(engine, {**ORDERS, **more})
    asked: list[str] = []
    query = engine.query

    def overheard(sql: str, *beside: Any) -> Any:
        asked.append(sql)
        return query(sql, *beside)

    monkeypatch.setattr(engine, "query", overheard)
    evaluate(engine, parse_segment(rule({**ORDERS, **more, "value": 2})), as_of=DAY)
    assert asked
    assert not any("from orders" in sql.lower() for sql in asked)


def test_a_change_against_nothing_is_unknown(shop: Shop) -> None:
    engine = shop(orders=[order("ann", "2025-03-30 04:00:00")])
    recent, before = {"kind": "last_days", "days": 7}, {"kind": "days_back", "from": 13, "to": 7}
    compared = {"how": "change", "measure": "orders.count", "window": before}
    unknown = {"measure": "orders.count", "window": recent, "operator": "is_not_set", "compared": compared}
    assert chosen(engine, unknown) == "abc"


@pytest.mark.parametrize(
    ("kind", "name", "day", "first"),
    [
        ("last_weeks", "weeks", date(2025, 3, 30), date(2025, 3, 17)),  # a Sunday: its week is over
        ("last_weeks", "weeks", date(2025, 3, 29), date(2025, 3, 10)),
        ("last_months", "months", date(2025, 2, 28), date(2025, 1, 1)),
        ("last_months", "months", date(2025, 3, 30), date(2025, 1, 1)),
        ("last_quarters", "quarters", date(2025, 3, 30), date(2024, 7, 1)),
    ],
)
def test_whole_periods_end_with_the_last_that_is_over(kind: str, name: str, day: date, first: date) -> None:
    span = window_span(Window(kind, 2), day)
    assert span.start == first
    assert span == Span(first, max(end for end in WHOLE[name] if end <= day))


WHOLE = {
    "weeks": [date(2025, 3, 23), date(2025, 3, 30)],
    "months": [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)],
    "quarters": [date(2024, 12, 31), date(2025, 3, 31)],
}


@pytest.mark.parametrize("key", ["orders.habit", "interactions.habit", "items.habit", "opens.habit"])
def test_everyone_has_one_habit_or_never_did(brand: Brand, key: str) -> None:
    is_one = [{"measure": key, "operator": "equals", "value": name} for name in HABITS]
    never = {"measure": key, "operator": "is_not_set"}
    people = [brand.members(rule(asked), DAY) for asked in (*is_one, never)]
    everyone = brand.members(rule({"measure": "orders.count", "operator": "at_least", "value": 0}), DAY)
    assert sum(map(len, people)) == len(everyone)
    assert set().union(*people) == everyone


HABITS = ("started", "kept", "restarted", "stopped", "gone")


@pytest.mark.parametrize(
    ("days", "habit"),
    [
        (["03-20"], "started"),
        (["02-20", "03-20"], "kept"),
        (["01-20", "03-20"], "restarted"),
        (["02-20"], "stopped"),
        (["01-20"], "gone"),
    ],
)
def test_a_habit_is_told_from_the_window_the_span_before_it_and_earlier(
    shop: Shop, days: list[str], habit: str
) -> None:
    engine = shop(orders=[order("ann", f"2025-{day} 04:00:00") for day in days])
    assert chosen(engine, {"measure": "orders.habit", "operator": "equals", "value": habit}) == "a"
