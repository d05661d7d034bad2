"""Saved segments: every version kept, and nobody's save lost."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.access import Person
from data.errors import LibraryError, SavedMeanwhile
from data.library import list_segments, load_segment, save_segment, segment_history
from data.settings import Settings

NOW = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
LI, WANG = Person("Li", "operator"), Person("Wang", "operator")
DOCUMENT = {"version": 1, "match": "all", "conditions": [{"measure": "users.city", "operator": "is_set"}]}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def test_a_saved_segment_comes_back_as_it_was(settings: Settings) -> None:
    saved = save_segment(settings, "上海新客", DOCUMENT, person=LI, now=NOW, note="first")
    assert load_segment(settings, "上海新客") == saved
    assert (saved.version, saved.saved_by, saved.saved_at, saved.document) == (1, "Li", NOW, DOCUMENT)


def test_every_version_is_kept_newest_first(settings: Settings) -> None:
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW)
    save_segment(settings, "a", {**DOCUMENT, "match": "any"}, person=WANG, now=NOW, opened_version=1)
    assert [saved.version for saved in segment_history(settings, "a")] == [2, 1]
    assert load_segment(settings, "a", version=1).document["match"] == "all"


def test_the_list_shows_the_newest_version_of_each_name(settings: Settings) -> None:
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW)
    save_segment(settings, "b", DOCUMENT, person=LI, now=NOW.replace(hour=9))
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW.replace(hour=10), opened_version=1)
    assert [(saved.name, saved.version) for saved in list_segments(settings)] == [("a", 2), ("b", 1)]


def test_the_second_of_two_who_save_at_once_is_told(settings: Settings) -> None:
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW)
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW, opened_version=1)
    with pytest.raises(SavedMeanwhile, match=r"Li saved version 2 of a"):
        save_segment(settings, "a", DOCUMENT, person=WANG, now=NOW, opened_version=1)
    assert len(segment_history(settings, "a")) == 2


def test_a_new_name_that_exists_already_is_not_overwritten(settings: Settings) -> None:
    save_segment(settings, "é", DOCUMENT, person=LI, now=NOW)
    with pytest.raises(SavedMeanwhile):
        save_segment(settings, " e\u0301 ", DOCUMENT, person=WANG, now=NOW)


def test_of_twenty_at_once_exactly_one_saves_a_version(settings: Settings) -> None:
    told: list[LibraryError] = []

    def save(number: int) -> None:
        try:
            save_segment(settings, "a", DOCUMENT, person=Person(str(number), "operator"), now=NOW)
        except SavedMeanwhile as fault:
            told.append(fault)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(told), len(segment_history(settings, "a"))) == (19, 1)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "two\nlines"])
def test_a_name_is_one_line_of_moderate_length(settings: Settings, name: str) -> None:
    with pytest.raises(LibraryError, match="one line"):
        save_segment(settings, name, DOCUMENT, person=LI, now=NOW)


def test_a_name_is_never_part_of_the_statement(settings: Settings) -> None:
    hostile = "'; drop table segments; --"
    save_segment(settings, hostile, DOCUMENT, person=LI, now=NOW)
    assert [saved.name for saved in list_segments(settings)] == [hostile]


def test_what_is_not_there_is_said_so(settings: Settings) -> None:
    with pytest.raises(LibraryError, match="no saved segment x"):
        load_segment(settings, "x")
    save_segment(settings, "x", DOCUMENT, person=LI, now=NOW)
    with pytest.raises(LibraryError, match="no version 7"):
        load_segment(settings, "x", version=7)


def test_a_damaged_library_is_a_sentence(settings: Settings) -> None:
    settings.state.mkdir(parents=True)
    (settings.state / "library.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(LibraryError, match="cannot be used"):
        list_segments(settings)


def test_a_library_of_a_newer_program_is_left_alone(settings: Settings) -> None:
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW)
    with sqlite3.connect(settings.state / "library.sqlite") as connection:
        connection.execute("pragma user_version = 9")
    connection.close()
    with pytest.raises(LibraryError, match="newer program"):
        list_segments(settings)
