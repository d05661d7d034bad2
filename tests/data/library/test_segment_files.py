"""Segments as a file: out and in again is the same, and nothing that is there is overwritten."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data.access import Person
from data.errors import Forbidden, LibraryError
from data.library import (
    Clash,
    FiledSegment,
    archive_segment,
    describe_saved,
    list_segments,
    load_segment,
    read_segments_file,
    save_segment,
    segment_history,
    segments_file,
    tag_segment,
    take_in,
)
from data.settings import Settings
from tests.data.library.savers import DOCUMENT

NOW = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
LI, WANG = Person("Li", "operator"), Person("Wang", "operator")
ANY = {**DOCUMENT, "match": "any"}


def mentioning(name: str) -> dict[str, Any]:
    condition = {"measure": "people.segment", "operator": "in_segment", "value": [name]}
    return {"version": 1, "match": "all", "conditions": [condition]}


def read(content: bytes) -> tuple[FiledSegment, ...]:
    return read_segments_file(content, bare_name="bare", person=LI, now=NOW)


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    """Two versions of `a`, which `b` mentions, from the library of another machine."""
    other = Settings(home=tmp_path / "other")
    save_segment(other, "a", DOCUMENT, person=LI, now=NOW, note="first")
    save_segment(other, "a", ANY, person=WANG, now=NOW, opened_version=1)
    save_segment(other, "b", mentioning("a"), person=LI, now=NOW)
    tag_segment(other, "a", add=["双11"], person=LI, now=NOW)
    describe_saved(other, "b", "why", was="", person=LI, now=NOW)
    archive_segment(other, "b", person=LI, now=NOW)
    return segments_file(segment_history(other, name) for name in ("b", "a"))


def test_out_and_in_again_is_the_same_with_every_version(settings: Settings, content: bytes) -> None:
    taken = take_in(settings, read(content), person=WANG, now=NOW)
    assert taken.added == ("a", "b")
    assert segments_file(segment_history(settings, name) for name in ("a", "b")) == content


def test_what_is_there_already_is_left_as_it_is(settings: Settings, content: bytes) -> None:
    take_in(settings, read(content), person=WANG, now=NOW)
    assert take_in(settings, read(content), person=WANG, now=NOW).unchanged == ("a", "b")
    assert segments_file(segment_history(settings, name) for name in ("a", "b")) == content


def test_a_clash_is_told_and_nothing_is_taken_in(settings: Settings, content: bytes) -> None:
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW)
    with pytest.raises(LibraryError, match=r"already a segment a with another rule \(version 1, saved by Li\)"):
        take_in(settings, read(content), person=WANG, now=NOW)
    assert [(saved.name, saved.version) for saved in list_segments(settings)] == [("a", 1)]


def test_beside_what_is_there_it_gets_a_number_and_its_users_follow(settings: Settings, content: bytes) -> None:
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW)
    taken = take_in(settings, read(content), clash=Clash.BESIDE, person=WANG, now=NOW)
    assert taken.added == ("a (2)", "b")
    assert load_segment(settings, "a").document == DOCUMENT
    assert load_segment(settings, "b").document == mentioning("a (2)")


def test_a_rule_that_mentions_another_segment_of_the_same_name_is_another_rule(
    settings: Settings, content: bytes
) -> None:
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW)
    save_segment(settings, "b", mentioning("a"), person=LI, now=NOW)
    taken = take_in(settings, read(content), clash=Clash.BESIDE, person=WANG, now=NOW)
    assert taken.added == ("a (2)", "b (2)")
    assert load_segment(settings, "b").document == mentioning("a")


def test_as_a_new_version_it_lies_on_top(settings: Settings, content: bytes) -> None:
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW)
    taken = take_in(settings, read(content), clash=Clash.NEW_VERSION, person=WANG, now=NOW)
    assert (taken.new_versions, taken.added) == (("a",), ("b",))
    assert [(each.version, each.saved_by, each.document) for each in segment_history(settings, "a")] == [
        (2, "Wang", ANY),
        (1, "Li", DOCUMENT),
    ]


def test_what_a_file_mentions_must_be_somewhere(settings: Settings, content: bytes) -> None:
    _a, b = read(content)
    with pytest.raises(LibraryError, match="segment b of the file mentions a, which is neither"):
        take_in(settings, [b], person=WANG, now=NOW)
    assert list_segments(settings, archived=True) == ()


def test_segments_that_lead_back_to_themselves_are_not_taken_in(settings: Settings, tmp_path: Path) -> None:
    save_segment(settings, "a", DOCUMENT, person=LI, now=NOW)
    save_segment(settings, "b", mentioning("a"), person=LI, now=NOW)
    other = Settings(home=tmp_path / "other")
    save_segment(other, "b", DOCUMENT, person=LI, now=NOW)
    save_segment(other, "a", mentioning("b"), person=LI, now=NOW)
    filed = read(segments_file([segment_history(other, "a")]))
    with pytest.raises(LibraryError, match="which leads back to a: a circle has no members"):
        take_in(settings, filed, clash=Clash.NEW_VERSION, person=WANG, now=NOW)
    assert load_segment(settings, "a").document == DOCUMENT


def test_segments_of_a_file_that_mention_each_other_in_a_circle_are_not_taken_in(settings: Settings) -> None:
    filed = [read(json.dumps(mentioning(mentioned)).encode())[0].newest for mentioned in ("second", "first")]
    circle = [FiledSegment((replace(one, name=name),)) for one, name in zip(filed, ("first", "second"), strict=True)]
    with pytest.raises(LibraryError, match="circle") as refused:
        take_in(settings, circle, person=WANG, now=NOW)
    assert len(refused.value.faults) == 2
    assert not list_segments(settings)


def test_a_rule_by_itself_gets_the_name_given(settings: Settings) -> None:
    take_in(settings, read(json.dumps(DOCUMENT).encode()), person=WANG, now=NOW)
    saved = load_segment(settings, "bare")
    assert (saved.document, saved.saved_by, str(saved.came_by_words)) == (DOCUMENT, "Li", "Brought in from a file")


def test_a_viewer_takes_nothing_in(settings: Settings, content: bytes) -> None:
    with pytest.raises(Forbidden):
        take_in(settings, read(content), person=replace(LI, role="viewer"), now=NOW)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[1]", "neither saved segments"),
        (b'{"kind": "fenqun segments", "segments": 3}', "neither saved segments"),
        (b'{"kind": "fenqun segments", "layout": 7, "segments": []}', "has the layout 7"),
        (b'{"kind": "fenqun segments", "layout": 1, "segments": [3]}', "Segment 1 of the file cannot be read"),
        (b'{"kind": "fenqun segments", "layout": 1, "segments": [{"name": ""}]}', "Segment 1 of the file: A segment"),
    ],
)
def test_a_file_that_is_none_is_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(LibraryError, match=words):
        read(content)


def broken(content: bytes, **changes: Any) -> bytes:
    written = json.loads(content)
    version = written["segments"][0]["versions"][0]
    return json.dumps({**written, "segments": [{**written["segments"][0], "versions": [version | changes]}]}).encode()


@pytest.mark.parametrize(
    "changes",
    [{"version": True}, {"version": 0}, {"document": 3}, {"saved_at": "2026-01-05"}, {"came_by": "magic"}, {"note": 3}],
)
def test_a_version_that_cannot_be_one_is_refused(content: bytes, changes: dict[str, Any]) -> None:
    with pytest.raises(LibraryError, match="Segment 1 of the file"):
        read(broken(content, **changes))
