"""A file of segments is looked into: each fault with the segment, the version and the condition it stands in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from data.access import Person
from data.errors import LibraryError
from data.library import SavedSegment, segments_file
from queries.segments.filed import checked_segments_file

NOW = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
LI = Person("Li", "operator")
GOOD = {"version": 1, "match": "all", "conditions": [{"measure": "users.city", "operator": "is_set"}]}


def filed(*documents: dict[str, Any]) -> bytes:
    return segments_file(
        (SavedSegment(f"s{number}", 1, document, NOW, "Li"),) for number, document in enumerate(documents, 1)
    )


def test_good_rules_pass() -> None:
    found = checked_segments_file(filed(GOOD, GOOD), bare_name="x", person=LI, now=NOW)
    assert [each.newest.name for each in found] == ["s1", "s2"]


def test_every_fault_names_its_segment_and_condition() -> None:
    wrong = {**GOOD, "conditions": [{"measure": 3, "operator": "is_set"}]}
    with pytest.raises(LibraryError) as told:
        checked_segments_file(filed(wrong, GOOD, {**GOOD, "version": 9}), bare_name="x", person=LI, now=NOW)
    assert [str(fault)[:32] for fault in told.value.faults] == [
        "Segment s1, version 1: Condition",
        "Segment s3, version 1: The segme",
    ]


def test_a_rule_by_itself_is_looked_into_too() -> None:
    content = json.dumps({**GOOD, "version": 2}).encode()
    with pytest.raises(LibraryError, match="Segment mine, version 1: The segment says version 2"):
        checked_segments_file(content, bare_name="mine", person=LI, now=NOW)
