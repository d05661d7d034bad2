"""The statements behind campaigns: portable, told in cases that can be read, and counted alike by a second engine."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from sqlglot import parse_one

from data.settings import Settings
from queries.audience import Audience
from queries.campaigns.assignments import nobody_listed
from queries.engines import DuckDBEngine
from queries.engines.portable import faults
from queries.header import read_header, statement_in
from tests.queries.campaigns.assigned_people import numbers
from tests.queries.campaigns.ledger_worlds import AS_OF, PEOPLE, World, world
from tests.queries.campaigns.statements import FILES, GIVEN, by_both, comparable
from tests.queries.test_cases import CASES, delivered
from tests.stores import store_from_rows

WRITTEN = {f"{path.parent.name}/{path.stem}": path for path in sorted((CASES / "campaigns").glob("*/*.yaml"))}
EXPRESSIONS = ("part", "has_arrived", "click_lasts_until", "delivery_lasts_until")
SCHEMAS = {
    "listed": nobody_listed().schema,
    "drawn": pa.schema([("user_no", pa.int64()), ("is_held", pa.int64())]),
    "members": pa.schema(
        [
            ("user_no", pa.int64()),
            ("arm", pa.int64()),
            ("assigned_at", pa.timestamp("us")),
            ("assigned_date", pa.date32()),
        ]
    ),
}


def test_every_statement_has_its_case_file_and_something_given() -> None:
    assert set(FILES) == set(WRITTEN) == set(GIVEN)


@pytest.mark.parametrize("name", FILES)
def test_a_statement_is_portable_and_says_what_it_asks(name: str) -> None:
    assert not faults(statement_in(FILES[name]))
    header = read_header(FILES[name].read_text("utf-8"))
    assert {"question", "grain", "reads"} <= header.keys()
    assert set(GIVEN[name]) <= set(header.get("params", "").replace(",", " ").split()) | {"campaign", "since"}


@pytest.mark.parametrize("name", WRITTEN)
def test_each_case_gives_what_it_says_on_both_engines(name: str, tmp_path: Path) -> None:
    document = yaml.safe_load(WRITTEN[name].read_text("utf-8"))
    assert document["statement"] == name
    version = store_from_rows(tmp_path, **{table: delivered(rows) for table, rows in document["given"].items()})
    engine = DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1))
    people = numbers(engine)
    beside = {table: _beside(table, rows, people) for table, rows in document.get("beside", {}).items()}
    for case in document["cases"]:
        own, other = by_both(name, engine, Audience(case["as_of"]), _given(case["asked"]), beside, tmp_path)
        rows = _by_name(own.to_pylist(), people)
        told = [{key: row[key] for key in expected} for row, expected in zip(rows, case["expected"], strict=True)]
        assert told == case["expected"], case["name"]
        assert comparable(other) == comparable(own), case["name"]
    engine.close()


def _given(asked: dict[str, Any]) -> dict[str, Any]:
    return {
        name: parse_one(str(value), dialect="duckdb") if name in EXPRESSIONS else value for name, value in asked.items()
    }


def _beside(table: str, rows: list[dict[str, Any]], people: dict[str, int]) -> pa.Table:
    known = [{**row, "user_no": people[row["user_id"]]} for row in rows]
    return pa.Table.from_pylist(known, schema=SCHEMAS[table])


def _by_name(rows: list[dict[str, Any]], people: dict[str, int]) -> list[dict[str, Any]]:
    """People by the ID that the case gives them, in the order of these."""
    if not rows or "user_no" not in rows[0]:
        return rows
    names = {number: user_id for user_id, number in people.items()}
    return sorted(({**row, "user_id": names[row["user_no"]]} for row in rows), key=lambda row: str(row["user_id"]))


def beside_of(made: World) -> dict[str, pa.Table]:
    moments = [datetime(2025, 2, 1, 15, 30) + timedelta(days=7 * number, hours=number) for number in range(PEOPLE)]
    members = [
        {"user_no": number, "arm": number % 3, "assigned_at": moment, "assigned_date": made.day(moment)}
        for number, moment in enumerate(moments)
    ]
    drawn = [{"user_no": number, "is_held": int(number % 3 == 0)} for number in range(PEOPLE)]
    return {
        "listed": made.told,
        "drawn": pa.Table.from_pylist(drawn, schema=SCHEMAS["drawn"]),
        "members": pa.Table.from_pylist(members[:-2], schema=SCHEMAS["members"]),
    }


def differing(seed: int, folder: Path) -> list[str]:
    made = world(seed)
    with made.engine() as engine:
        found = {
            name: by_both(name, engine, Audience(AS_OF), given, beside_of(made), folder)
            for name, given in GIVEN.items()
        }
    assert seed != 3 or all(own.num_rows for own, _ in found.values())
    return [name for name, (own, other) in found.items() if comparable(own) != comparable(other)]


@pytest.mark.parametrize("seed", [3, 12])
def test_another_engine_counts_the_same(seed: int, tmp_path: Path) -> None:
    assert differing(seed, tmp_path) == []


@pytest.mark.soak
def test_another_engine_counts_the_same_for_many_brands(tmp_path: Path) -> None:
    assert {seed: found for seed in range(100, 400) if (found := differing(seed, tmp_path))} == {}
