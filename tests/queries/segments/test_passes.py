"""Measures read in one pass are what each pass by itself would bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.engines.duck import NOTHING_BESIDE, DuckDBCursor
from queries.segments import bind, evaluate, leaves, parse_segment
from queries.segments.gathering import gathering
from queries.segments.kept import Kept
from queries.segments.measuring import measured_values
from queries.segments.passes import Pass, shared_name, together
from queries.segments.plans import Judged, plan_of
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import rule_of
from tests.queries.segments.test_against_oracle import AS_OF_DAYS, FIXED
from tests.queries.segments.trees import Rules

DAY = date(2025, 3, 10)
OVER_ORDERS = (
    "orders.count",
    "orders.net_revenue",
    "orders.days",
    "orders.average_value",
    "orders.mean_gap",
    "layers.lifecycle",
)
Document = dict[str, Any]


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    nothing_yet = Kept()
    monkeypatch.setattr(leaves, "KEPT", nothing_yet)
    return nothing_yet


def judged(brand: Brand, conditions: list[Document], as_of: date) -> list[Judged]:
    rule = rule_of({"version": 1, "match": "all", "conditions": conditions}, brand.catalog)
    plans = [plan_of(condition, as_of, "duckdb") for condition in bind(rule, brand.catalog).conditions()]
    return [plan for plan in plans if isinstance(plan, Judged)]


def values(brand: Brand, one: Pass, names: list[str]) -> dict[int, tuple[Any, ...]]:
    """Of each person who has any."""
    rows = brand.engine.query(one.query().sql("duckdb")).to_pylist()
    found = {row["user_no"]: tuple(row[name] for name in names) for row in rows}
    return {person: of for person, of in found.items() if any(value is not None for value in of)}


def test_a_shared_pass_brings_the_values_of_each_pass(brand: Brand) -> None:
    conditions = st.sampled_from(OVER_ORDERS).flatmap(Rules(brand.catalog).condition)

    @settings(FIXED, max_examples=60)
    @given(st.lists(conditions, min_size=2, max_size=5), AS_OF_DAYS)
    def check(asked: list[Document], as_of: date) -> None:
        passes = [plan.measured for plan in judged(brand, asked, as_of)]
        passes = [one for one in passes if one.source() is not None and one.source() == passes[0].source()]
        for number, one in enumerate(passes):
            names = [name for name, _ in one.values]
            shared = [shared_name(number, name) for name in names]
            assert values(brand, together(passes), shared) == values(brand, one, names)
        if passes:
            assert_gathered_as_grouped(brand, together(passes))

    check()


def assert_gathered_as_grouped(brand: Brand, one: Pass) -> None:
    grouped = brand.engine.query(one.query().sql("duckdb"))
    gathered = measured_values(brand.engine, one)
    assert gathered.schema == grouped.schema
    assert gathered.sort_by("user_no") == grouped.sort_by("user_no")


def test_values_that_are_gathered_are_those_that_are_grouped(brand: Brand) -> None:
    rules = Rules(brand.catalog)
    conditions = st.sampled_from([key for key in rules.measures if not key.startswith("users.")])

    @settings(FIXED, max_examples=60)
    @given(conditions.flatmap(rules.condition), AS_OF_DAYS)
    def check(asked: Document, as_of: date) -> None:
        for plan in judged(brand, [asked], as_of):
            assert_gathered_as_grouped(brand, plan.measured)

    check()


def test_a_measure_of_one_row_is_read_by_itself(brand: Brand) -> None:
    (plan,) = judged(brand, [{"measure": "orders.first_channel", "operator": "is_set"}], DAY)
    assert plan.measured.source() is None


@pytest.mark.parametrize(
    ("asked", "is_gathered", "is_plain"),
    [
        ({"measure": "orders.count", "operator": "at_least", "value": 2}, True, True),
        ({"measure": "orders.largest_value", "operator": "at_least", "value": 2}, True, True),
        ({"measure": "orders.days_since_last", "operator": "at_least", "value": 2}, True, True),
        ({"measure": "orders.average_value", "operator": "at_least", "value": 2}, True, True),
        (
            {
                "measure": "orders.count",
                "operator": "at_least",
                "value": 2,
                "where": [{"column": "channel", "operator": "equals", "value": "shop"}],
            },
            True,
            False,
        ),
        ({"measure": "orders.days", "operator": "at_least", "value": 2}, False, False),
        ({"measure": "interactions.value", "operator": "at_least", "value": 2}, False, False),
    ],
)
def test_what_is_gathered_and_what_any_engine_may_read(
    brand: Brand, asked: Document, is_gathered: bool, is_plain: bool
) -> None:
    (plan,) = judged(brand, [asked], DAY)
    found = gathering(plan.measured)
    assert (found is not None) == is_gathered
    assert (found is not None and found.is_plain) == is_plain


def test_a_rule_over_one_event_reads_it_once(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    query, scan = DuckDBCursor.query, DuckDBCursor.scan

    def overheard(cursor: DuckDBCursor, sql: str, beside: Mapping[str, pa.Table] = NOTHING_BESIDE) -> pa.Table:
        asked.append(sql)
        return query(cursor, sql, beside)

    def scanned(cursor: DuckDBCursor, sql: str) -> AbstractContextManager[Iterator[pl.DataFrame]]:
        asked.append(sql)
        return scan(cursor, sql)

    monkeypatch.setattr(DuckDBCursor, "query", overheard)
    monkeypatch.setattr(DuckDBCursor, "scan", scanned)
    windows = [{"kind": "last_days", "days": days} for days in (7, 30, 90)]
    conditions = [{"measure": "orders.count", "operator": "at_least", "value": 1, "window": days} for days in windows]
    conditions.append({"measure": "orders.net_revenue", "operator": "at_least", "value": 10})
    evaluate(brand.engine, parse_segment({"version": 1, "match": "any", "conditions": conditions}), as_of=DAY)
    assert sum("FROM orders" in sql for sql in asked) == 1
