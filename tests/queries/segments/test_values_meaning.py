"""What single operators and measures of values mean, case by case, and how bad values are refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.errors import SegmentError
from data.settings import Settings
from queries.catalog import catalog
from queries.engines import DuckDBEngine
from queries.segments import compile_segment, parse_segment
from queries.segments.operators import OPERATORS, operators_for
from queries.segments.values import Takes
from tests.stores import store_from_rows

DAY = date(2025, 3, 10)


@pytest.fixture
def people(tmp_path: Path) -> DuckDBEngine:
    """Ann, Ben and Cid, who joined on three days; Dee of whom nothing is known."""
    version = store_from_rows(
        tmp_path,
        users=[
            {"user_id": "a", "city": "O'Hare", "joined_at": "2022-02-28 18:00:00", "birth_date": "1992-02-29"},
            {"user_id": "b", "city": "100%_大", "joined_at": "2023-12-31 18:00:00", "birth_date": "1990-12-31"},
            {"user_id": "c", "city": "　 ", "joined_at": "2020-02-29 04:00:00", "birth_date": "2000-01-02"},
            {"user_id": "d", "city": None, "joined_at": None, "birth_date": None},
        ],
        orders=[],
        data_start="2020-01-01",
        data_end="2026-12-31",
    )
    return DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1))


def members(engine: DuckDBEngine, condition: dict[str, Any], as_of: date = DAY) -> str:
    offered = catalog(engine.version)
    segment = parse_segment({"version": 1, "match": "all", "conditions": [condition]}, offered)
    found = engine.query(compile_segment(segment, as_of=as_of, catalog=offered).sql("duckdb"))["user_no"].to_pylist()
    return "".join("abcd"[number] for number in sorted(found))


def city(operator: str, value: Any = None) -> dict[str, Any]:
    return {"measure": "users.city", "operator": operator, **({} if value is None else {"value": value})}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (city("equals_ignoring_case", "o'HARE"), "a"),
        (city("in_list_ignoring_case", ["o'hare", "x"]), "a"),
        (city("not_equals_ignoring_case", "o'hare"), "bcd"),
        (city("contains_ignoring_case", "'H"), "a"),
        (city("like", r"100\%\__"), "b"),
        (city("like", "%大"), "b"),
        (city("like", "O_H%"), "a"),
        (city("not_like", "O%"), "bcd"),
        (city("matches", r"^\d{3}%"), "b"),
        (city("not_matches", r"\d"), "acd"),
        (city("is_blank"), "cd"),
        (city("is_not_blank"), "ab"),
    ],
)
def test_a_text_is_judged_by_its_letters(people: DuckDBEngine, condition: dict[str, Any], found: str) -> None:
    assert members(people, condition) == found


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(?=a)", "a pattern cannot look ahead or behind"),
        ("(?<!a)b", "a pattern cannot look ahead or behind"),
        (r"(a)\1", "a pattern cannot refer back to one of its groups"),
        ("(a{1000}){1000}", "counted repetitions may multiply to at most 1000"),
        (r"\pL{1000}", "it would fill the memory"),
        ("a" * 201, "201 characters long; at most 200 are read"),
        ("(", "the pattern is no regular expression (missing ): ()"),
        ("[z-a]", "the pattern is no regular expression"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused_at_its_place(people: DuckDBEngine, pattern: str, words: str) -> None:
    with pytest.raises(SegmentError) as refused:
        members(people, city("matches", pattern))
    assert "Condition 1: City was given" in str(refused.value)
    assert words in str(refused.value)


def test_a_like_pattern_cannot_end_with_a_lone_backslash(people: DuckDBEngine) -> None:
    with pytest.raises(SegmentError, match="ends with a single backslash"):
        members(people, city("like", "a\\"))
    assert members(people, city("like", "a\\\\")) == ""


def born(operator: str, value: Any) -> dict[str, Any]:
    return {"measure": "users.birth_date", "operator": operator, "value": value}


def test_an_anniversary_of_29_february_is_kept_on_the_day_the_rule_says(people: DuckDBEngine) -> None:
    days = [date(2025, 2, 28), date(2025, 3, 1), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
    kept_before = [members(people, born("anniversary_in_next_days", 1), day) for day in days]
    kept_after = [members(people, born("anniversary_in_next_days_mar_1", 1), day) for day in days]
    assert (kept_before, kept_after) == (["a", "", "", "a", ""], ["", "a", "", "a", ""])


def joined(operator: str, value: Any) -> dict[str, Any]:
    return {"measure": "users.joined_at", "operator": operator, "value": value}


def test_the_third_year_begins_within_the_next_week(people: DuckDBEngine) -> None:
    third = joined("nth_anniversary_in_next_days", [3, 3, 7])
    assert members(people, third, date(2025, 2, 23)) == "a"  # Ann joined on 1 March 2022, local
    assert members(people, third, date(2025, 2, 22)) == ""
    assert members(people, third, date(2025, 3, 1)) == "a"
    assert members(people, third, date(2025, 3, 2)) == ""


def test_numbered_anniversaries_go_across_the_end_of_the_year(people: DuckDBEngine) -> None:
    first = joined("nth_anniversary_in_next_days", [1, 1, 10])
    assert members(people, first, date(2024, 12, 25)) == "b"  # joined on 1 January 2024
    assert members(people, joined("nth_anniversary_in_next_days", [2, 9, 10]), date(2024, 12, 25)) == ""
    assert members(people, joined("nth_anniversary_in_last_days", [5, 5, 10]), date(2025, 3, 5)) == "c"
    assert members(people, born("anniversary_in_period", "next_month"), date(2024, 12, 25)) == "c"


def test_the_first_and_the_last_day_of_a_month_are_days(people: DuckDBEngine) -> None:
    assert members(people, joined("on_first_day_of", "this_month"), date(2022, 3, 20)) == "a"
    assert members(people, joined("on_last_day_of", "last_month"), date(2020, 3, 20)) == "c"


def test_a_pattern_made_to_go_on_for_ever_answers(tmp_path: Path) -> None:
    version = store_from_rows(tmp_path, users=[{"user_id": "a", "city": "a" * 400}], orders=[], data_end="2025-12-31")
    engine = DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1))
    # An engine that tracks back would not come back at all.
    assert members(engine, city("matches", "^(a|aa)+b$|^(a+)+$")) == "a"


def test_every_way_of_asking_has_an_operator() -> None:
    assert {operator.takes for operator in OPERATORS.values()} == set(Takes)
    assert all(operators_for(kind) for operator in OPERATORS.values() for kind in operator.types)
