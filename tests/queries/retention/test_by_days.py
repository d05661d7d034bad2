"""Counting by days counts what the SQL counts, whatever the study, and leaves to it what days cannot tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from data.errors import Cancelled
from data.settings import Settings
from queries.audience import Audience
from queries.days import blocks
from queries.engines import DuckDBEngine
from queries.retention import followed_by_days
from queries.retention.by_days import counts_by_days, sums_by_days
from queries.retention.counted import Counts, counts, sums_over_people
from queries.retention.read import parse_study
from queries.retention.retention import asked_of, retention
from queries.retention.study import Period, Study
from queries.retention.windows import windows_of
from tests.queries.retention.studies import studies
from tests.queries.retention.test_retention_against_oracle import ABOUT, DAYS, audience_of
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import SHELF
from tests.queries.segments.test_against_oracle import FIXED
from tests.queries.segments.worlds import FIRST_DAY, LAST_DAY
from tests.stores import store_from_rows

Document = dict[str, Any]
SHARES = ("on", "on_or_after", "brackets", "at_least", "churned", "streak")


def without_nobody(found: Counts, last: int) -> tuple[dict[Any, int], ...]:
    """What is shown of them: nobody is at risk of the first period that was not everybody of the cohort."""
    at_risk = {place: people for place, people in found.at_risk.items() if 2 <= place[1] <= last}
    return tuple({place: n for place, n in of.items() if n} for of in (found.sizes, found.counted, at_risk))


def check_same(brand: Brand, document: Document, audience: Audience) -> None:
    asked = asked_of(brand.engine, parse_study(document, brand.catalog, shelf=SHELF), audience)
    windows = windows_of(asked, brand.engine.version.manifest.timezone)
    found = counts_by_days(brand.engine, asked, windows)
    assume(found is not None)
    assert found is not None
    last = windows.last_index
    by_sql = counts(brand.engine, asked, windows)
    assert found.amounts == by_sql.amounts
    assert without_nobody(found, last) == without_nobody(by_sql, last)


def test_days_count_what_sql_counts_whatever_the_study(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    """In blocks of eight people, so that there are many."""
    monkeypatch.setattr(blocks, "BLOCK", 8)

    @settings(FIXED, max_examples=40)
    @given(studies(FIRST_DAY, LAST_DAY), DAYS, ABOUT)
    def search(document: Document, as_of: date, about: Document | None) -> None:
        check_same(brand, document, audience_of(as_of, about))

    search()


def test_days_sum_the_money_that_sql_sums(brand: Brand) -> None:
    orders = {"event": "orders"}

    @settings(FIXED, max_examples=10)
    @given(studies(FIRST_DAY, LAST_DAY, ("value",)), DAYS, ABOUT)
    def search(document: Document, as_of: date, about: Document | None) -> None:
        about_orders = {"start": orders, "return": orders, "cohort": "first_time"}
        assume(document["period"] != "rolling_day")
        check_same(brand, document | about_orders, audience_of(as_of, about))

    search()


def test_days_sum_over_people_what_sql_sums(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    """In parts of a few people, whose starts are never apart."""
    monkeypatch.setattr(blocks, "BLOCK", 8)
    monkeypatch.setattr(followed_by_days, "MOST_ROWS", 10)

    @settings(FIXED, max_examples=40)
    @given(studies(FIRST_DAY, LAST_DAY, SHARES), DAYS, ABOUT, some.booleans())
    def search(document: Document, as_of: date, about: Document | None, same_cohorts: bool) -> None:
        study = parse_study(document | {"cohort": "recurring"}, brand.catalog, shelf=SHELF)
        asked = asked_of(brand.engine, study, audience_of(as_of, about))
        windows = windows_of(asked, brand.engine.version.manifest.timezone)
        limited = replace(windows, only_complete_at=windows.last_index if same_cohorts else None)
        found = sums_by_days(brand.engine, asked, limited)
        assume(found is not None)
        by_sql = sums_over_people(brand.engine, asked, limited)
        assert found == {index: sums for index, sums in by_sql.items() if sums.n and index <= windows.last_index}

    search()


def orders_of(*days: str, person: str = "A") -> list[dict[str, Any]]:
    return [
        {"user_id": person, "order_id": f"{person}{place}", "ordered_at": f"{day} 03:00:00", "paid_amount": 1}
        for place, day in enumerate(days)
    ]


def engine_of(folder: Path, orders: list[dict[str, Any]], people: list[dict[str, Any]]) -> DuckDBEngine:
    version = store_from_rows(folder, users=people, orders=orders, timezone="UTC", data_end=date(2025, 6, 30))
    return DuckDBEngine(version, Settings(home=folder / "home", threads=1))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[DuckDBEngine]:
    orders = orders_of("2025-01-05", "2025-02-07", "2025-02-07") + orders_of("2025-01-09", person="B")
    engine = engine_of(tmp_path, orders, [{"user_id": who} for who in "AB"])
    yield engine
    engine.close()


def test_days_before_those_that_are_kept_are_left_to_sql(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, orders_of("1915-01-05", "2025-02-07"), [{"user_id": "A"}])
    asked = asked_of(engine, Study(), Audience(date(2025, 6, 30)))
    assert counts_by_days(engine, asked, windows_of(asked, "UTC")) is None
    assert retention(engine, Study(), Audience(date(2025, 6, 30))).cohorts[0].size == 1
    engine.close()


def test_hours_are_left_to_sql(shop: DuckDBEngine) -> None:
    asked = asked_of(shop, Study(period=Period.ROLLING_DAY), Audience(date(2025, 6, 30)))
    assert counts_by_days(shop, asked, windows_of(asked, "UTC")) is None


def test_a_retention_is_the_same_with_and_without_days(shop: DuckDBEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    by_days_found = retention(shop, Study(), Audience(date(2025, 6, 30)))
    monkeypatch.setattr(import_module("queries.retention.retention"), "counts_by_days", lambda *_: None)
    assert retention(shop, Study(), Audience(date(2025, 6, 30))) == by_days_found
    assert [cell.counted for cell in by_days_found.cohorts[0].cells][:3] == [2, 1, 0]


def test_reading_stops_once_it_is_cancelled(shop: DuckDBEngine) -> None:
    cursor = shop.cursor()
    with cursor.scan("select orders.user_no as user_no from orders") as frames:
        cursor.cancel()
        with pytest.raises(Cancelled):
            list(frames)
