"""Choices of meaning, each as one small story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp, parse_one

from data.access import Person
from data.settings import Settings
from queries.audience import Audience
from queries.catalog import Catalog, catalog
from queries.engines import DuckDBEngine
from queries.lists import members as list_members
from queries.relations import with_relations
from queries.segments import compile_segment, condition_counts, describe, operators_for, parse_segment, remarks
from queries.segments.operators import OPERATORS
from queries.segments.profile import filter_profile, value_profile
from queries.segments.values import literal
from tests.queries.segments.conftest import Brand
from tests.stores import store_from_rows

DAY = date(2025, 3, 10)
NEW_YEAR = datetime(2024, 12, 31, 16)  # in Shanghai


@pytest.fixture
def shop(tmp_path: Path) -> DuckDBEngine:
    """Ann: two orders, one refunded later. Bob: known, nothing else. Cat: deleted. Dan: joins on the 11th."""
    version = store_from_rows(
        tmp_path,
        users=[
            {"user_id": "ann", "joined_at": "2025-01-01 00:00:00", "city": "上海", "birth_date": "1992-02-29"},
            {"user_id": "bob", "joined_at": "2025-01-01 00:00:00", "city": None, "name": "鲍勃"},
            {"user_id": "cat", "joined_at": "2025-01-01 00:00:00", "deleted_at": "2025-02-01 00:00:00"},
            {"user_id": "dan", "joined_at": "2025-03-10 16:00:00", "city": "北京"},
        ],
        orders=[
            {"order_id": "1", "user_id": "ann", "ordered_at": "2025-03-03 15:59:59", "paid_cents": 1000},
            {
                "order_id": "2",
                "user_id": "ann",
                "ordered_at": "2025-03-03 16:00:00",
                "paid_cents": 500,
                "refunded_cents": 500,
                "refunded_at": "2025-03-20 00:00:00",
            },
        ],
        data_start="2025-01-01",
        data_end="2025-03-31",
    )
    return DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1))


def members(shop: DuckDBEngine, condition: dict[str, Any], as_of: date = DAY, match: str = "all") -> str:
    offered = catalog(shop.version)
    segment = parse_segment({"version": 1, "match": match, "conditions": [condition]}, offered)
    found = shop.query(compile_segment(segment, as_of=as_of, catalog=offered).sql("duckdb"))["user_no"].to_pylist()
    return "".join("abcd"[number] for number in sorted(found))


def orders(operator: str, value: int, **more: Any) -> dict[str, Any]:
    return {"measure": "orders.count", "operator": operator, "value": value, **more}


def test_a_person_without_orders_has_zero_orders(shop: DuckDBEngine) -> None:
    assert members(shop, orders("equals", 0)) == "b"


def test_none_is_taken_from_everyone_known_on_the_day(shop: DuckDBEngine) -> None:
    assert members(shop, orders("at_least", 1), match="none") == "b"
    assert members(shop, orders("at_least", 1), match="none", as_of=date(2025, 3, 11)) == "bd"


def test_an_order_counts_until_the_day_its_refund_was_known(shop: DuckDBEngine) -> None:
    assert members(shop, orders("equals", 2), as_of=date(2025, 3, 19)) == "a"
    assert members(shop, orders("equals", 2), as_of=date(2025, 3, 20)) == ""


def test_seven_days_are_the_day_itself_and_the_six_before_it(shop: DuckDBEngine) -> None:
    in_seven = orders("equals", 1, window={"kind": "last_days", "days": 7})
    assert members(shop, in_seven, as_of=date(2025, 3, 10)) == "a"  # the 4th to the 10th, local days
    assert members(shop, in_seven, as_of=date(2025, 3, 11)) == ""


def test_a_negative_operator_takes_in_people_without_a_value_unless_told_otherwise(shop: DuckDBEngine) -> None:
    not_here = {"measure": "users.city", "operator": "not_equals", "value": "上海"}
    assert members(shop, not_here) == "b"
    assert members(shop, {**not_here, "include_unknown": False}) == ""


def test_born_on_29_february_is_celebrated_on_the_28th_in_other_years(shop: DuckDBEngine) -> None:
    today = {"measure": "users.birth_date", "operator": "anniversary_in_next_days", "value": 1}
    assert [members(shop, today, as_of=date(2025, 2, day)) for day in (27, 28)] == ["", "a"]
    assert members(shop, today, as_of=date(2025, 3, 1)) == ""


def test_counts_show_which_condition_emptied_the_rule(shop: DuckDBEngine) -> None:
    conditions = [orders("at_least", 0), orders("at_least", 1), orders("at_least", 9)]
    segment = parse_segment({"version": 1, "match": "all", "conditions": conditions})
    counts = condition_counts(shop, segment, as_of=DAY)
    assert [(found.alone, found.running) for found in counts.conditions] == [(2, 2), (1, 1), (0, 0)]
    assert (counts.people, counts.everyone) == (0, 2)


def test_counts_of_nobody_are_zeros(shop: DuckDBEngine) -> None:
    segment = parse_segment({"version": 1, "match": "all", "conditions": [orders("at_least", 0)]})
    counts = condition_counts(shop, segment, as_of=date(2024, 1, 1))
    assert (counts.people, counts.everyone, counts.conditions[0].alone) == (0, 0, 0)


def test_a_profile_column_of_today_says_so(shop: DuckDBEngine) -> None:
    conditions = [{"measure": "users.city", "operator": "is_set"}, orders("at_least", 1)]
    segment = parse_segment({"version": 1, "match": "all", "conditions": conditions})
    (remark,) = remarks(segment, catalog=catalog(shop.version))
    assert "City is known only as it is today" in str(remark)


def test_what_was_not_delivered_is_listed_with_what_it_needs(shop: DuckDBEngine) -> None:
    offered: Catalog = catalog(shop.version)
    assert offered.measures["items.categories"].missing == ("order_items", "products.category")
    assert offered.measures["users.email"].missing == ("users.email",)
    assert offered.measures["orders.count"].is_available


def test_a_profile_counts_people_with_and_without_a_value(shop: DuckDBEngine) -> None:
    measures = catalog(shop.version).measures
    cities = value_profile(shop, measures["users.city"], as_of=DAY)
    assert (cities.known, cities.unknown, [(top.value, top.count) for top in cities.top]) == (1, 1, [("上海", 1)])
    counts = value_profile(shop, measures["orders.count"], as_of=DAY)
    assert [(found.low, found.count) for found in counts.bins] == [(0, 1), (1, 0), (2, 1)]
    assert dict(counts.percentiles)[100] == 2


def test_names_and_contact_details_have_no_profile(shop: DuckDBEngine) -> None:
    names = value_profile(shop, catalog(shop.version).measures["users.name"], as_of=DAY)
    assert (names.known, names.unknown, names.top) == (1, 1, ())


def test_every_bin_of_a_profile_adds_up_to_the_people_with_a_value(brand: Brand) -> None:
    for measure in brand.catalog.available():
        found = value_profile(brand.engine, measure, as_of=DAY)
        everyone = sum(brand.oracle.is_known(user_id, DAY) for user_id in brand.ids)
        assert found.known + found.unknown == everyone, measure.key
        assert not found.bins or sum(one.count for one in found.bins) == found.known, measure.key


@pytest.mark.parametrize("day", [date(2025, 2, 1), date(2025, 3, 10), date(2025, 4, 30)])
def test_orders_and_revenue_are_those_of_the_questions(brand: Brand, day: date) -> None:
    purchases = parse_one(
        "select purchases.user_no as user_no, count(*) as orders, cast(sum(purchases.net_cents) as bigint) as cents"
        " from purchases where purchases.user_no is not null group by purchases.user_no"
    )
    assert isinstance(purchases, exp.Select)
    asked = brand.engine.query(
        with_relations(purchases, Audience(day), brand.engine).transform(as_of(day)).sql("duckdb")
    )
    columns = ["orders.count", "orders.net_revenue"]
    listed = list_members(brand.engine, Audience(day), columns, person=Person("x", "administrator"), limit=1_000).rows
    bought = {tuple(row.values()) for row in listed.to_pylist() if row["orders_count"]}
    assert bought == {tuple(row.values()) for row in asked.to_pylist()}


def as_of(day: date) -> Callable[[exp.Expr], exp.Expr]:
    return lambda node: literal(day) if isinstance(node, exp.Placeholder) else node


def test_every_filter_has_a_profile(brand: Brand) -> None:
    available = brand.catalog.available()
    of_events = {(found.behaviour.event, key): found for found in available if found.behaviour for key in found.filters}
    for (_, key), measure in of_events.items():
        assert filter_profile(brand.engine, measure, key, as_of=DAY).known >= 0


def test_every_operator_is_offered_for_some_type_and_has_words_with_its_gaps() -> None:
    for key, operator in OPERATORS.items():
        assert all(operator in operators_for(accepted) for accepted in operator.types), key
        assert "{measure}" in operator.words.text or operator.looking, key


def test_a_long_list_is_shortened_in_words_and_not_in_sql(brand: Brand) -> None:
    condition = {"measure": "users.city", "operator": "in_list", "value": [f"c{n}" for n in range(500)]}
    segment = parse_segment({"version": 1, "match": "all", "conditions": [condition]})
    assert "“c11” and 488 more" in str(describe(segment, catalog=brand.catalog, as_of=DAY))
    assert "'c499'" in compile_segment(segment, as_of=DAY, catalog=brand.catalog).sql()


def test_braces_in_a_value_stay_what_they_are(brand: Brand) -> None:
    condition = {"measure": "users.city", "operator": "equals", "value": "{measure}{0}{"}
    segment = parse_segment({"version": 1, "match": "all", "conditions": [condition]})
    assert "City is “{measure}{0}{”" in str(describe(segment, catalog=brand.catalog, as_of=DAY))


def test_extra_columns_of_any_name_are_measures_and_filters(tmp_path: Path) -> None:
    version = store_from_rows(
        tmp_path,
        users=[
            {"user_id": "a", "joined_at": "2025-01-01 00:00:00", "group": "x", "会员 备注": "好", "seen_at": NEW_YEAR},
            {"user_id": "b", "joined_at": "2025-01-01 00:00:00", "group": "y", "会员 备注": None, "seen_at": None},
        ],
        orders=[{"order_id": "1", "user_id": "a", "ordered_date": "2025-01-02", "paid_cents": 1, "select": "s"}],
    )
    shop = DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1))
    day = date(2025, 1, 2)
    assert members(shop, {"measure": "users.group", "operator": "equals", "value": "x"}, day) == "a"
    assert members(shop, {"measure": "users.会员 备注", "operator": "is_not_set"}, day) == "b"
    assert members(shop, {"measure": "users.seen_at", "operator": "on", "value": "2025-01-01"}, day) == "a"
    of_kind = [{"column": "select", "operator": "equals", "value": "s"}]
    assert members(shop, orders("equals", 1, where=of_kind), day) == "a"
    offered = catalog(version)
    assert value_profile(shop, offered.measures["users.seen_at"], as_of=day).known == 1
    columns = ["users.group", "users.会员 备注", "users.seen_at"]
    page = list_members(shop, Audience(day), columns, person=Person("x", "administrator"))
    assert page.rows.to_pylist()[0]["users_seen_at"] == date(2025, 1, 1)
