"""Every question gives what its definition gives in plain Python, for random brands and days."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.settings import Settings
from queries.audience import Audience
from queries.days.answers import BY_DAYS
from queries.engines import DuckDBEngine
from queries.question import answer, question, questions
from tests.queries.brands import DATA_END, DATA_START, GOLD, SmallBrand, brands, days
from tests.queries.oracles import Oracle, Row

EXPECTED: dict[str, tuple[dict[str, int | str], Callable[[Oracle], list[Row]]]] = {
    "overview/trade": ({"days": 30}, lambda oracle: [oracle.trade(30)]),
    "overview/people": (
        {"days": 60, "repurchase_days": 90},
        lambda oracle: [oracle.overview_people(60, 90)],
    ),
    "overview/daily": ({"days": 45}, lambda oracle: oracle.daily(45, 15)),
    "overview/monthly": ({"months": 9}, lambda oracle: oracle.monthly(9, 15)),
    "overview/members": ({}, lambda oracle: oracle.members()),
    "retention/repurchase": ({"days": 31}, lambda oracle: oracle.repurchase(31)),
    "retention/repurchase_elapsed": ({"days": 91}, lambda oracle: oracle.repurchase_elapsed(91)),
    "retention/waits": ({"steps": 2}, lambda oracle: oracle.waits(2)),
    "retention/ladder": ({"steps": 3, "days": 60}, lambda oracle: oracle.ladder(3, 60)),
    "retention/window": ({"days": 180}, lambda oracle: [oracle.window(180)]),
    "retention/active_monthly": ({"active_days": 61}, lambda oracle: oracle.active_monthly(61)),
    "retention/lifecycle": ({"period": "month"}, lambda oracle: oracle.lifecycle("month", 1)),
    "value/cohorts": ({"refund_days": 20}, lambda oracle: oracle.cohort_value(20)),
    "value/margins": ({"refund_days": 20}, lambda oracle: oracle.cohort_margin(20)),
    "value/costs": ({}, lambda oracle: oracle.costs()),
    "insight/bought": ({"days": 45, "days_before": 20}, lambda oracle: [oracle.bought(45, 20)]),
    "insight/recency": ({}, lambda oracle: [oracle.recency()]),
}
as_of_days = days.filter(lambda day: DATA_START <= day <= DATA_END)


def compare(brand: SmallBrand, as_of: date) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = DuckDBEngine(brand.build(Path(folder)), Settings(home=Path(folder) / "home", threads=1))
        for day in {as_of, DATA_END}:
            for segment in (None, GOLD):
                oracle = Oracle(brand, day, gold_only=segment is not None)
                for name, (params, expected) in EXPECTED.items():
                    answered = answer(question(name), engine, audience=Audience(day, segment), **params)
                    assert answered.rows == expected(oracle), f"{name} as of {day}, {segment}"
                    if name in BY_DAYS:
                        assert engine.query(answered.sql).to_pylist() == answered.rows, f"the SQL of {name}"
        engine.close()


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(brand=brands, as_of=as_of_days)
def test_every_question_equals_its_definition(brand: SmallBrand, as_of: date) -> None:
    compare(brand, as_of)


@pytest.mark.soak
@settings(max_examples=500, derandomize=False, suppress_health_check=list(HealthCheck))
@given(brand=brands, as_of=as_of_days)
def test_every_question_equals_its_definition_for_many_brands(brand: SmallBrand, as_of: date) -> None:
    compare(brand, as_of)


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(brand=brands, as_of=as_of_days, week_starts=st.integers(1, 7))
def test_accounting_by_week_and_quarter_equals_its_definition(brand: SmallBrand, as_of: date, week_starts: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = DuckDBEngine(brand.build(Path(folder)), Settings(home=Path(folder) / "home", threads=1))
        oracle = Oracle(brand, as_of)
        for period in ("week", "quarter"):
            asked = {"period": period, "week_starts": week_starts}
            answered = answer(question("retention/lifecycle"), engine, audience=Audience(as_of), **asked)
            assert answered.rows == oracle.lifecycle(period, week_starts)
            for before, row in pairwise(answered.rows):
                gained = row["new_buyers"] + row["resurrected"]
                assert row["active"] == before["active"] + gained - row["churned"]
        engine.close()


def test_every_question_about_people_has_an_oracle() -> None:
    folders = ("overview/", "retention/", "insight/", "value/")
    assert set(EXPECTED) == {name for name in questions() if name.startswith(folders)}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_oracles_speak_of_all_promised_columns(name: str) -> None:
    promised = [column.name for column in question(name).columns]
    brand = SmallBrand("UTC", [], [], [], [], [])
    rows = EXPECTED[name][1](Oracle(brand, DATA_END))
    assert all(sorted(row) == sorted(promised) for row in rows)
