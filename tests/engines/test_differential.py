"""A second engine gives the same rows: ClickHouse in process, through sqlglot, for every question."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from data.settings import Settings
from queries.audience import Audience
from queries.engines import DuckDBEngine
from queries.question import answer, questions
from tests.engines.clickhouse import ClickHouseEngine
from tests.queries.brands import DATA_END, GOLD, SmallBrand, brands, days


def compare(brand: SmallBrand, as_of: date) -> None:
    with tempfile.TemporaryDirectory() as folder:
        version = brand.build(Path(folder))
        duck = DuckDBEngine(version, Settings(home=Path(folder) / "home", threads=1))
        clickhouse = ClickHouseEngine(version)
        for audience in (Audience(as_of), Audience(DATA_END, GOLD)):
            for question in questions().values():
                expected = answer(question, duck, audience=audience).table
                assert answer(question, clickhouse, audience=audience).table.equals(expected), question.name
        duck.close()


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(brand=brands, as_of=days)
def test_clickhouse_gives_the_same_rows(brand: SmallBrand, as_of: date) -> None:
    compare(brand, as_of)


@pytest.mark.soak
@settings(max_examples=200, derandomize=False, suppress_health_check=list(HealthCheck))
@given(brand=brands, as_of=days)
def test_clickhouse_gives_the_same_rows_for_many_brands(brand: SmallBrand, as_of: date) -> None:
    compare(brand, as_of)
