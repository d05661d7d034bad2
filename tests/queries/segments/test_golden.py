"""Rules in files, with the SQL and the English words that they become."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from queries.segments import compile_segment, describe
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import rule_of

GOLDEN = Path(__file__).parent / "golden"
DAY = date(2025, 3, 10)
NAMES = sorted(path.stem for path in GOLDEN.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_compiles_to_the_sql_in_its_file(brand: Brand, name: str) -> None:
    segment = rule_of((GOLDEN / f"{name}.json").read_text("utf-8"), brand.catalog)
    sql = compile_segment(segment, as_of=DAY, catalog=brand.catalog).sql("duckdb", pretty=True)
    assert sql == (GOLDEN / f"{name}.sql").read_text("utf-8").rstrip("\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_reads_as_the_words_in_its_file(brand: Brand, name: str) -> None:
    segment = rule_of((GOLDEN / f"{name}.json").read_text("utf-8"), brand.catalog)
    words = str(describe(segment, catalog=brand.catalog, as_of=DAY))
    assert words == (GOLDEN / f"{name}.txt").read_text("utf-8").rstrip("\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_in_a_file_selects_whom_the_oracle_selects(brands: tuple[Brand, ...], name: str) -> None:
    document = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    for brand in brands:
        assert brand.members(document, DAY) == brand.oracle.members(document, DAY)
