"""The library's database: older files go on working, newer ones are left alone, secrets stay secret."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from data.access import Person
from data.errors import LibraryError
from data.library import library_engine, list_segments, save_segment, segment_history
from data.library.tables import LAYOUT
from data.settings import Settings
from tests.data.library.savers import DOCUMENT

NOW = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
LI = Person("Li", "operator")
LAYOUT_1 = """
create table segments (
    name text not null, version integer not null, document text not null, saved_at text not null,
    saved_by text not null, note text not null, primary key (name, version)
) strict
"""


def raise_layout(settings: Settings, layout: int) -> None:
    with library_engine(settings).begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"pragma user_version = {layout}")
        else:
            connection.execute(update(LAYOUT).values(layout=layout))


@pytest.fixture
def library_of_layout_1(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path)
    settings.state.mkdir(parents=True)
    connection = sqlite3.connect(settings.state / "library.sqlite")
    rows = [
        ("新客", 1, '{"version": 1}', "2026-01-05T08:30:00+00:00", "Li", "first"),
        ("新客", 2, '{"version": 1, "match": "all"}', "2026-01-06T08:30:00.123456+00:00", "Wang", ""),
        ("b", 1, '{"version": 1}', "2026-01-05T08:30:00+00:00", "Li", ""),
    ]
    with connection:
        connection.execute(LAYOUT_1)
        connection.execute("pragma user_version = 1")
        connection.executemany("insert into segments values (?, ?, ?, ?, ?, ?)", rows)
    connection.close()
    return settings


def test_a_file_of_the_first_layout_keeps_every_version(library_of_layout_1: Settings) -> None:
    found = [(each.version, each.saved_by, each.note) for each in segment_history(library_of_layout_1, "新客")]
    assert found == [(2, "Wang", ""), (1, "Li", "first")]
    assert segment_history(library_of_layout_1, "新客")[0].saved_at == datetime(2026, 1, 6, 8, 30, 0, 123456, UTC)
    assert [each.name for each in list_segments(library_of_layout_1)] == ["新客", "b"]


def test_a_file_of_the_first_layout_is_saved_to(library_of_layout_1: Settings) -> None:
    saved = save_segment(library_of_layout_1, "新客", DOCUMENT, person=LI, now=NOW, opened_version=2)
    assert saved.version == 3


def test_a_library_of_a_newer_program_is_left_alone(settings: Settings) -> None:
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW)
    raise_layout(settings, 9)
    with pytest.raises(LibraryError, match="newer program"):
        list_segments(settings)
    with pytest.raises(LibraryError, match="newer program"):
        save_segment(settings, "b", DOCUMENT, person=LI, now=NOW)


def test_a_damaged_library_is_a_sentence(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.state.mkdir(parents=True)
    (settings.state / "library.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(LibraryError, match="cannot be used: file is not a database"):
        list_segments(settings)


def test_an_unreachable_server_is_a_sentence_without_the_password(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, library_url="postgresql://li:geheim@127.0.0.1:1/library")
    with pytest.raises(LibraryError, match=r"in postgresql://127\.0\.0\.1:1/library cannot be used") as told:
        list_segments(settings)
    assert "geheim" not in str(told.value)
    assert "geheim" not in repr(settings)


def test_a_library_in_postgresql_writes_no_file(in_postgresql: Settings) -> None:
    save_segment(in_postgresql, "a", DOCUMENT, person=LI, now=NOW)
    assert not (in_postgresql.state / "library.sqlite").exists()
