"""Set operations on rules: two or more become one new rule that stands by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from data.errors import SegmentError
from data.sentence import Label, Sentence
from queries.segments import Match, Segment, parse_segment
from queries.segments.tree import DOCUMENT_VERSION, group_json

Written = dict[str, Any]


class Join(StrEnum):
    """What becomes of the people of several segments."""

    UNION = "union"
    INTERSECTION = "intersection"
    DIFFERENCE = "difference"
    ONLY_ONE = "only_one"


JOIN_LABELS = {
    Join.UNION: Label("In any of them", "在其中任一分群", "在其中任一分群"),
    Join.INTERSECTION: Label("In all of them", "同时在所有分群", "同時在所有分群"),
    Join.DIFFERENCE: Label(
        "In the first, in none of the others", "在第一个分群且不在其他分群", "在第一個分群且不在其他分群"
    ),
    Join.ONLY_ONE: Label("In exactly one of the two", "恰好在两个分群之一", "恰好在兩個分群之一"),
}


def combined(join: Join, segments: Mapping[str, Segment]) -> Segment:
    """The rules themselves are taken over: a later edit of one of them does not change the new one.

    Raises `SegmentError` with fewer than two, with more than two for “exactly one”, where one has a limit (a limit
    belongs to a whole segment), and where the new rule would be too large.
    """
    if not _fits(join, len(segments)):
        raise SegmentError(_too_few_or_many(join, len(segments)))
    return _rule(_joined(join, list(_groups(segments).values())))


def exactly(names: Collection[str], segments: Mapping[str, Segment]) -> Segment:
    """Those in all the named segments and in no other of these: the people of one bar of an overlap.

    Raises `SegmentError` where one has a limit, and where the new rule would be too large.
    """
    groups = _groups(segments)
    inside = [group for name, group in groups.items() if name in names]
    outside = [group for name, group in groups.items() if name not in names]
    return _rule(_group(Match.ALL, *inside, *([_group(Match.NONE, *outside)] if outside else [])))


def _groups(segments: Mapping[str, Segment]) -> dict[str, Written]:
    groups = {name: group_json(segment.root, with_ids=False) for name, segment in segments.items()}
    if faults := [_limited(name) for name, group in groups.items() if "limit" in group]:
        raise SegmentError(*faults)
    return groups


def _rule(group: Written) -> Segment:
    """What the rules name is named by the new one too; look it up before asking."""
    return parse_segment({"version": DOCUMENT_VERSION, **group})


def _joined(join: Join, groups: list[Written]) -> Written:
    first, *others = groups
    match join:
        case Join.UNION:
            return _group(Match.ANY, *groups)
        case Join.INTERSECTION:
            return _group(Match.ALL, *groups)
        case Join.DIFFERENCE:
            return _group(Match.ALL, first, _group(Match.NONE, *others))
        case Join.ONLY_ONE:
            without_other = _joined(Join.DIFFERENCE, groups), _joined(Join.DIFFERENCE, [*others, first])
            return _group(Match.ANY, *without_other)


def _group(match: Match, *members: Written) -> Written:
    return {"match": match.value, "conditions": list(members)}


def _fits(join: Join, segments: int) -> bool:
    return segments == 2 if join is Join.ONLY_ONE else segments >= 2


def _too_few_or_many(join: Join, segments: int) -> Sentence:
    expected = Sentence("two") if join is Join.ONLY_ONE else Sentence("two or more")
    return Sentence(
        "“{join}” takes {expected} segments, and {found} were given.",
        {"join": JOIN_LABELS[join], "expected": expected, "found": segments},
    )


def _limited(name: str) -> Sentence:
    return Sentence(
        "{name} has a limit, which belongs to a whole segment. Use it as a condition, “in a saved segment”.",
        {"name": name},
    )
