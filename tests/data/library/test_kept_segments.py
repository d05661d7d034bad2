"""What is done with saved segments: renaming, restoring, archiving and the rest lose nothing and break nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest

from data.access import Person
from data.audit import read_audit
from data.errors import Forbidden, LibraryError, SavedMeanwhile
from data.library import (
    CameBy,
    archive_segment,
    delete_segment,
    describe_saved,
    duplicate_segment,
    list_segments,
    load_segment,
    rename_segment,
    restore_version,
    save_segment,
    segment_history,
    tag_segment,
    unarchive_segment,
    used_by,
)
from data.settings import Settings
from tests.data.library.savers import DOCUMENT

NOW = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
LATER = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
LI, WANG, CHIEF = Person("Li", "operator"), Person("Wang", "operator"), Person("Chief", "administrator")
ANY = {**DOCUMENT, "match": "any"}


def mentioning(name: str) -> dict[str, Any]:
    condition = {"measure": "people.segment", "operator": "in_segment", "value": [name]}
    return {"version": 1, "match": "all", "conditions": [condition]}


@pytest.fixture(autouse=True)
def two_versions(settings: Settings) -> None:
    """The segment `a`: all of it by Li, then any of it by Wang; and `user`, which mentions it."""
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW, note="first")
    save_segment(settings, "a", ANY, person=WANG, now=LATER, opened_version=1)
    save_segment(settings, "user", mentioning("a"), person=LI, now=NOW)


def test_two_who_tag_at_once_both_get_their_tags(settings: Settings) -> None:
    def tag(number: int) -> None:
        tag_segment(settings, "a", add=[f"t{number}"], person=LI, now=NOW)

    threads = [Thread(target=tag, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert load_segment(settings, "a").tags == tuple(f"t{number}" for number in range(8))


def test_a_tag_is_taken_away(settings: Settings) -> None:
    tag_segment(settings, "a", add=["x", " y "], person=LI, now=NOW)
    assert tag_segment(settings, "a", remove=["x"], person=LI, now=NOW).tags == ("y",)


@pytest.mark.parametrize("tags", [[""], ["x" * 41], ["two\nlines"], [str(number) for number in range(21)]])
def test_tags_are_short_and_few(settings: Settings, tags: list[str]) -> None:
    with pytest.raises(LibraryError, match="tag"):
        tag_segment(settings, "a", add=tags, person=LI, now=NOW)


def test_of_two_who_describe_at_once_the_second_is_told_what_it_says_now(settings: Settings) -> None:
    describe_saved(settings, "a", "for spring", was="", person=LI, now=NOW)
    with pytest.raises(SavedMeanwhile, match="It now says: for spring"):
        describe_saved(settings, "a", "for autumn", was="", person=WANG, now=NOW)
    assert load_segment(settings, "a").description == "for spring"


def test_a_renamed_segment_keeps_its_versions(settings: Settings) -> None:
    before = [(each.version, each.saved_by, each.saved_at, each.note) for each in segment_history(settings, "a")]
    rename_segment(settings, "a", "b", person=LI, now=LATER)
    after = [(each.version, each.saved_by, each.saved_at, each.note) for each in segment_history(settings, "b")]
    assert after == before
    assert segment_history(settings, "a") == ()


def test_who_mentions_a_renamed_segment_follows_in_a_version_of_its_own(settings: Settings) -> None:
    renamed = rename_segment(settings, "a", "b", person=WANG, now=LATER)
    user = load_segment(settings, "user")
    assert renamed.followed == ("user",)
    assert (user.version, user.saved_by, user.document) == (2, "Wang", mentioning("b"))
    assert str(user.came_by_words) == "Follows b, which was renamed"
    assert load_segment(settings, "user", version=1).document == mentioning("a")


def test_a_rule_that_would_lead_back_to_itself_is_not_saved(settings: Settings) -> None:
    save_segment(settings, "third", mentioning("user"), person=LI, now=NOW)
    with pytest.raises(LibraryError, match="mentions the segment third, which mentions a itself"):
        save_segment(settings, "a", mentioning("third"), person=LI, now=NOW, opened_version=2)
    with pytest.raises(LibraryError, match="which mentions a itself"):
        save_segment(settings, "a", mentioning("a"), person=LI, now=NOW, opened_version=2)


def test_a_name_that_is_taken_stays_with_its_segment(settings: Settings) -> None:
    with pytest.raises(LibraryError, match="already a segment user, last saved by Li"):
        rename_segment(settings, "a", "user", person=WANG, now=NOW)
    with pytest.raises(LibraryError, match="already a segment user"):
        duplicate_segment(settings, "a", "user", person=WANG, now=NOW)


def test_an_old_version_comes_back_as_a_new_one(settings: Settings) -> None:
    restored = restore_version(settings, "a", 1, opened_version=2, person=WANG, now=LATER)
    assert (restored.version, restored.document, restored.came_by) == (3, DOCUMENT, CameBy.RESTORED)
    assert str(restored.came_by_words) == "Version 1 restored"
    assert len(segment_history(settings, "a")) == 3


def test_who_restores_on_top_of_a_version_they_have_not_seen_is_told(settings: Settings) -> None:
    with pytest.raises(SavedMeanwhile):
        restore_version(settings, "a", 1, opened_version=1, person=LI, now=LATER)


def test_a_copy_begins_anew_with_description_and_tags(settings: Settings) -> None:
    tag_segment(settings, "a", add=["x"], person=LI, now=NOW)
    describe_saved(settings, "a", "why", was="", person=LI, now=NOW)
    copy = duplicate_segment(settings, "a", "copy", person=WANG, now=LATER)
    assert (copy.version, copy.document, copy.description, copy.tags) == (1, ANY, "why", ("x",))
    assert str(copy.came_by_words) == "Copy of a"


def test_an_archived_segment_is_hidden_and_still_resolves(settings: Settings) -> None:
    archive_segment(settings, "a", person=LI, now=NOW)
    assert [saved.name for saved in list_segments(settings)] == ["user"]
    assert [saved.name for saved in list_segments(settings, archived=True)] == ["a"]
    assert load_segment(settings, "a").is_archived
    unarchive_segment(settings, "a", person=LI, now=NOW)
    assert {saved.name for saved in list_segments(settings)} == {"a", "user"}


def test_a_segment_in_use_is_not_deleted_and_its_users_are_named(settings: Settings) -> None:
    assert [(use.kind.en, use.name) for use in used_by(settings, "a")] == [("Segment", "user")]
    with pytest.raises(LibraryError, match="used by user"):
        delete_segment(settings, "a", person=CHIEF, now=NOW)


def test_what_nobody_uses_can_be_deleted_by_an_administrator_alone(settings: Settings) -> None:
    with pytest.raises(Forbidden):
        delete_segment(settings, "user", person=LI, now=NOW)
    delete_segment(settings, "user", person=CHIEF, now=NOW)
    delete_segment(settings, "a", person=CHIEF, now=NOW)
    assert list_segments(settings) == ()


def test_every_act_is_on_record(settings: Settings) -> None:
    tag_segment(settings, "a", add=["x"], person=LI, now=NOW)
    describe_saved(settings, "a", "why", was="", person=LI, now=NOW)
    rename_segment(settings, "a", "b", person=LI, now=NOW)
    restore_version(settings, "b", 1, opened_version=2, person=LI, now=NOW)
    duplicate_segment(settings, "b", "c", person=LI, now=NOW)
    archive_segment(settings, "c", person=LI, now=NOW)
    unarchive_segment(settings, "c", person=LI, now=NOW)
    delete_segment(settings, "c", person=CHIEF, now=NOW)
    assert [(event.act, event.what) for event in read_audit(settings)[3:]] == [
        ("segment_tagged", "a: x"),
        ("segment_described", "a"),
        ("segment_renamed", "a → b"),
        ("segment_restored", "b (version 1 as 3)"),
        ("segment_duplicated", "b → c"),
        ("segment_archived", "c"),
        ("segment_unarchived", "c"),
        ("segment_deleted", "c (versions: 1)"),
    ]


@pytest.mark.parametrize(
    "act",
    [
        lambda home, who: tag_segment(home, "a", add=["x"], person=who, now=NOW),
        lambda home, who: describe_saved(home, "a", "why", was="", person=who, now=NOW),
        lambda home, who: rename_segment(home, "a", "b", person=who, now=NOW),
        lambda home, who: restore_version(home, "a", 1, opened_version=2, person=who, now=NOW),
        lambda home, who: duplicate_segment(home, "a", "b", person=who, now=NOW),
        lambda home, who: archive_segment(home, "a", person=who, now=NOW),
        lambda home, who: unarchive_segment(home, "a", person=who, now=NOW),
        lambda home, who: delete_segment(home, "a", person=who, now=NOW),
    ],
)
def test_a_viewer_changes_nothing(settings: Settings, act: Any) -> None:
    before = list_segments(settings)
    with pytest.raises(Forbidden):
        act(settings, Person("Chen", "viewer"))
    assert list_segments(settings) == before
