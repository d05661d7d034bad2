"""Rules about uploaded lists select whom the file names, in SQL and in bits, and say it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlglot import parse_one

from data.access import Person
from data.errors import SegmentError
from data.settings import Settings
from data.uploaded import MatchOn, upload_list
from queries.audience import Audience
from queries.catalog import catalog
from queries.engines import DuckDBEngine
from queries.relations import with_relations
from queries.segments import LibraryShelf, Segment, describe, evaluate, parse_segment
from queries.segments.listed import people_named
from tests.stores import store_from_rows

DAY = date(2025, 3, 10)
NOW = datetime(2025, 4, 1, tzinfo=UTC)
USERS: list[dict[str, Any]] = [
    {"user_id": "ann", "joined_at": "2025-01-01 00:00:00", "phone": "13812345678"},
    {"user_id": "bob", "joined_at": "2025-01-01 00:00:00", "phone": "+8613812345678"},
    {"user_id": "cat", "joined_at": "2025-01-01 00:00:00", "phone": None},
    {"user_id": "dan", "joined_at": "2025-03-20 00:00:00", "phone": "13900000000"},
    {"user_id": "o'h", "joined_at": "2025-01-01 00:00:00", "phone": "0912345678"},
]


@pytest.fixture
def house(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", threads=1)


@pytest.fixture
def engine(tmp_path: Path, house: Settings) -> DuckDBEngine:
    version = store_from_rows(tmp_path, users=USERS, orders=[], data_start="2025-01-01", data_end="2025-03-31")
    return DuckDBEngine(version, house)


def upload(house: Settings, name: str, rows: str, match: MatchOn = MatchOn.PHONE) -> Any:
    file = house.home / "upload.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(rows, "utf-8")
    return upload_list(house, file, name, match, person=Person("ann", "operator"), now=NOW)


def asking(house: Settings, engine: DuckDBEngine, *names: str, operator: str = "on_list", **more: Any) -> Segment:
    condition = {"measure": "people.list", "operator": operator, "value": list(names), **more}
    document = {"version": 1, "match": "all", "conditions": [condition]}
    return parse_segment(document, catalog(engine.version), shelf=LibraryShelf(house))


def selected(engine: DuckDBEngine, segment: Segment, as_of: date = DAY) -> str:
    """Initials, by the whole statement in a shell of its own and by bits."""
    audience = Audience(as_of, segment)
    people = parse_one("select audience.user_no as user_no from audience")
    sql = with_relations(people, audience, engine).sql("duckdb")  # type: ignore[arg-type]
    numbers = sorted(number for (number,) in duckdb.connect().execute(sql).fetchall())
    assert numbers == evaluate(engine, segment, as_of=as_of).user_numbers().tolist()
    ids = sorted(user["user_id"] for user in USERS)
    return "".join(ids[number][0] for number in numbers)


@pytest.mark.parametrize(
    ("operator", "more", "people"),
    [
        ("on_list", {}, "ab"),
        ("not_on_list", {}, "co"),
        ("not_on_list", {"days_back": 100, "include_unknown": False}, ""),
        ("on_list", {"days_back": 30}, "ab"),
    ],
)
def test_a_list_is_matched_in_the_spellings_of_the_member_table(
    house: Settings, engine: DuckDBEngine, operator: str, more: dict[str, Any], people: str
) -> None:
    kept = upload(house, "vip", "phone\n138 1234 5678\n139-0000-0000\n13511112222\n")
    assert people_named(engine, kept).members == 3  # dan too, who is not known by the day
    assert selected(engine, asking(house, engine, "vip", operator=operator, **more)) == people


def test_several_lists_are_one_question(house: Settings, engine: DuckDBEngine) -> None:
    upload(house, "vip", "phone\n13900000000\n")
    upload(house, "ids", "user_id\no'h\nnobody\n", MatchOn.USER_ID)
    later = date(2025, 3, 31)
    assert selected(engine, asking(house, engine, "vip", "ids"), later) == "do"
    assert selected(engine, asking(house, engine, "vip", "ids", operator="not_on_list"), later) == "abc"


def test_the_words_say_how_many_names_and_what_is_matched(house: Settings, engine: DuckDBEngine) -> None:
    upload(house, "vip", "phone\n13812345678\n13812345678\n13900000000\n")
    words = str(describe(asking(house, engine, "vip"), catalog=catalog(engine.version), as_of=DAY))
    assert "the uploaded list “vip” (2 names, matched on Phone) names them" in words


def test_an_unknown_list_and_a_missing_column_are_said_with_their_place(house: Settings, engine: DuckDBEngine) -> None:
    with pytest.raises(SegmentError, match="Condition 1: there is no uploaded list vip; none has been uploaded yet"):
        asking(house, engine, "vip")
    upload(house, "vips", "openid\nabc\n", MatchOn.OPENID)
    with pytest.raises(SegmentError, match=re.escape("there is no uploaded list vip. The nearest is vips.")):
        asking(house, engine, "vip")
    with pytest.raises(SegmentError, match=re.escape("needs users.openid; the export does not bring it")):
        asking(house, engine, "vips")
