"""Saved segments: every version kept, and nobody's save lost."""

from __future__ import annotations

import threading
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any

import pytest

from data.access import Person
from data.audit import audit_path, read_audit
from data.errors import AuditError, Forbidden, LibraryError, SavedMeanwhile
from data.library import (
    archive_segment,
    list_segments,
    load_segment,
    save_segment,
    segment_history,
    tag_segment,
)
from data.settings import Settings
from tests.data.library.savers import DOCUMENT, save_often

NOW = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
LI, WANG = Person("Li", "operator"), Person("Wang", "operator")


def mentioning(*names: str) -> dict[str, Any]:
    condition = {"measure": "people.segment", "operator": "in_segment", "value": list(names)}
    return {"version": 1, "match": "all", "conditions": [{"match": "any", "conditions": [condition]}]}


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
    with pytest.raises(SavedMeanwhile, match=r"Li saved version 2 of a") as told:
        save_segment(settings, "a", DOCUMENT, person=WANG, now=NOW, opened_version=1)
    assert told.value.theirs == load_segment(settings, "a")
    assert len(segment_history(settings, "a")) == 2


def test_a_name_that_was_deleted_meanwhile_is_told(settings: Settings) -> None:
    with pytest.raises(SavedMeanwhile, match="no longer there") as told:
        save_segment(settings, "a", DOCUMENT, person=WANG, now=NOW, opened_version=3)
    assert told.value.theirs is None


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


def test_of_two_processes_that_save_on_top_of_each_other_nothing_is_lost(settings: Settings) -> None:
    names, times = ("Li", "Wang"), 8
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as people:
        saving = [people.submit(save_often, settings.home, settings.library_url, name, times) for name in names]
        told = sum(each.result() for each in saving)
    history = segment_history(settings, "shared")
    assert [saved.version for saved in history] == list(range(len(names) * times, 0, -1))
    assert sorted(saved.note for saved in history) == sorted(
        f"{name} {each}" for name in names for each in range(times)
    )
    assert told > 0


def test_a_viewer_saves_nothing(settings: Settings) -> None:
    with pytest.raises(Forbidden, match="may not save"):
        save_segment(settings, "a", DOCUMENT, person=Person("Chen", "viewer"), now=NOW)


def test_a_save_is_on_record(settings: Settings) -> None:
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW)
    assert [(event.who, event.act, event.what) for event in read_audit(settings)] == [
        ("Li", "segment_saved", "a (version 1)")
    ]


def test_what_cannot_be_recorded_is_not_saved(settings: Settings) -> None:
    audit_path(settings).mkdir(parents=True)
    with pytest.raises(AuditError):
        save_segment(settings, "a", DOCUMENT, person=LI, now=NOW)
    assert list_segments(settings) == ()


def test_a_rule_newly_mentions_only_what_is_there_and_in_use(settings: Settings) -> None:
    save_segment(settings, "old", DOCUMENT, person=LI, now=NOW)
    archive_segment(settings, "old", person=LI, now=NOW)
    with pytest.raises(LibraryError) as told:
        save_segment(settings, "a", mentioning("old", "nowhere"), person=LI, now=NOW)
    assert [str(fault).partition(",")[2][:18] for fault in told.value.faults] == [
        " which is not ther",
        " which is archived",
    ]


def test_who_mentioned_it_before_it_was_archived_saves_on(settings: Settings) -> None:
    save_segment(settings, "old", DOCUMENT, person=LI, now=NOW)
    save_segment(settings, "a", mentioning("old"), person=LI, now=NOW)
    archive_segment(settings, "old", person=LI, now=NOW)
    assert save_segment(settings, "a", mentioning("old"), person=LI, now=NOW, opened_version=1).version == 2


def test_the_list_is_searched_by_word_tag_and_author(settings: Settings) -> None:
    for name, person in (("上海新客", LI), ("Big Spenders", WANG)):
        save_segment(settings, name, DOCUMENT, person=person, now=NOW)
    tag_segment(settings, "上海新客", add=["双11"], person=LI, now=NOW)
    found = [
        [saved.name for saved in list_segments(settings, **asked)]
        for asked in (
            {"text": "big spend"},
            {"tags": ["双11"]},
            {"author": "Li"},
            {"text": "新客 双11"},
            {"text": "none"},
        )
    ]
    assert found == [["Big Spenders"], ["上海新客"], ["上海新客"], ["上海新客"], []]


@pytest.mark.parametrize("text", ["\x00", "a\ud800", "x" * 1001])
def test_a_note_that_cannot_be_kept_is_refused(settings: Settings, text: str) -> None:
    with pytest.raises(LibraryError, match="cannot be printed"):
        save_segment(settings, "a", DOCUMENT, person=LI, now=NOW, note=text)
    assert list_segments(settings) == ()


def test_a_broken_character_in_a_rule_is_told(settings: Settings) -> None:
    broken = {**DOCUMENT, "conditions": [{"measure": "users.city", "operator": "equals", "value": "\ud800"}]}
    with pytest.raises(LibraryError, match="broken character"):
        save_segment(settings, "a", broken, person=LI, now=NOW)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "two\nlines", "\ud800"])
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
