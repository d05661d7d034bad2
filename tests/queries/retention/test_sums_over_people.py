"""Pooled shares of people in many cohorts: the sums over people, and another engine that counts the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from queries.audience import Audience
from queries.engines.portable import faults
from queries.retention.counted import counts, sums_over_people
from queries.retention.followed import complete, part
from queries.retention.read import parse_study
from queries.retention.retention import asked_of
from queries.retention.windows import windows_of
from queries.stats import RatioSums
from tests.engines.clickhouse import ClickHouseEngine
from tests.queries.retention.oracle import StudyOracle, WorldHistory
from tests.queries.retention.studies import studies
from tests.queries.retention.test_retention_against_oracle import DAYS
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import SHELF
from tests.queries.segments.test_against_oracle import FIXED
from tests.queries.segments.worlds import FIRST_DAY, LAST_DAY

Document = dict[str, Any]
SHARES = ("on", "on_or_after", "brackets", "at_least", "churned", "streak")
ZONE = "Asia/Shanghai"


def expected_sums(oracle: StudyOracle, index: int, last: int | None) -> RatioSums:
    """Of each person the starts at risk and the starts counted, of the cohorts complete at `last`, else at `index`."""
    risks: dict[str, int] = {}
    counted: dict[str, int] = {}
    for place in range(oracle.first, oracle.last + 1):
        if oracle.complete_on(place, index if last is None else last) <= oracle.as_of:
            for start in oracle.at_risk(place, index):
                risks[start.user_id] = risks.get(start.user_id, 0) + 1
                is_counted = oracle.holds(start, index) != (oracle.measure == "churned")
                counted[start.user_id] = counted.get(start.user_id, 0) + is_counted
    pairs = [(counted[user_id], risks[user_id]) for user_id in risks]
    over, under = (sum(numbers) for numbers in zip(*pairs, strict=True)) if pairs else (0, 0)
    squares = (sum(c * c for c, _ in pairs), sum(r * r for _, r in pairs), sum(c * r for c, r in pairs))
    return RatioSums(len(pairs), over, under, *squares)


def test_sums_over_people_are_those_of_each_person(brand: Brand) -> None:
    @settings(FIXED, max_examples=25)
    @given(studies(FIRST_DAY, LAST_DAY, SHARES), DAYS, st.booleans())
    def check(document: Document, as_of: date, same_cohorts: bool) -> None:
        asked_for = {**document, "cohort": "recurring"}
        study = parse_study(asked_for, brand.catalog, shelf=SHELF)
        asked = asked_of(brand.engine, study, Audience(as_of))
        windows = windows_of(asked, ZONE)
        last = windows.last_index if same_cohorts else None
        oracle = StudyOracle(WorldHistory(brand.oracle), asked_for, as_of)
        found = sums_over_people(brand.engine, asked, replace(windows, only_complete_at=last))
        for index in range(1, windows.last_index + 1):
            expected = expected_sums(oracle, index, last)
            assert found.get(index, RatioSums(0, 0, 0, 0, 0, 0)) == expected, index

    check()


def test_another_engine_counts_the_same(brand: Brand) -> None:
    clickhouse = ClickHouseEngine(brand.engine.version)

    @settings(FIXED, max_examples=15)
    @given(studies(FIRST_DAY, LAST_DAY), DAYS)
    def check(document: Document, as_of: date) -> None:
        study = parse_study(document, brand.catalog, shelf=SHELF)
        asked = asked_of(brand.engine, study, Audience(as_of))
        windows = windows_of(asked, ZONE)
        assert counts(clickhouse, asked, windows) == counts(brand.engine, asked, windows)
        if document["cohort"] == "recurring":
            assert sums_over_people(clickhouse, asked, windows) == sums_over_people(brand.engine, asked, windows)

    check()


def test_studies_keep_to_the_portable_subset(brand: Brand) -> None:
    @settings(FIXED, max_examples=12)
    @given(studies(FIRST_DAY, LAST_DAY), DAYS)
    def check(document: Document, as_of: date) -> None:
        asked = asked_of(brand.engine, parse_study(document, brand.catalog, shelf=SHELF), Audience(as_of))
        assert faults(complete(asked, part("cells"))) == ()

    check()
