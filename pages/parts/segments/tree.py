"""The rule in hand: a tree that may be unfinished, what is switched off in it, and edits that each give a new one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias
from uuid import uuid4

from data.errors import SegmentError
from pages.parts.session import settings
from queries.segments import OPERATORS, Condition, Filter, Group, LibraryShelf, Match, Segment, look_up, parse_segment
from queries.segments.tree import Then, place_of
from queries.segments.values import Takes

Member: TypeAlias = "Condition | Group"
ROOT_ID = "root"


@dataclass(frozen=True)
class Draft:
    """`as_of` None: the data's last day. `name` and `version` are those of the saved segment it came from, if any."""

    root: Group
    off: frozenset[str] = frozenset()
    as_of: date | None = None
    name: str = ""
    version: int = 0


@dataclass(frozen=True)
class Effective:
    """The part of a draft that counts now: without what is switched off, unfinished or empty.

    `places` names each counting condition and group as faults and counts name it. No `segment`: everyone.
    """

    segment: Segment | None
    places: dict[str, str]
    unfinished: frozenset[str]


def new_id() -> str:
    return uuid4().hex[:12]


def empty_draft() -> Draft:
    return Draft(Group(Match.ALL, (), id=ROOT_ID))


def empty_group() -> Group:
    return Group(Match.ANY, (), id=new_id())


# ── reading


def walk(group: Group) -> Iterator[Member]:
    """Every member at any depth, a group before what it holds."""
    for member in group.conditions:
        yield member
        if isinstance(member, Group):
            yield from walk(member)


def find(root: Group, node_id: str) -> Member | None:
    if node_id == root.id:
        return root
    return next((member for member in walk(root) if member.id == node_id), None)


def condition_of(root: Group, node_id: str) -> Condition | None:
    found = find(root, node_id)
    return found if isinstance(found, Condition) else None


def parent_of(root: Group, node_id: str) -> Group | None:
    groups = [root, *(member for member in walk(root) if isinstance(member, Group))]
    return next((group for group in groups if any(member.id == node_id for member in group.conditions)), None)


def is_finished(asked: Condition | Filter) -> bool:
    """Whether an operator that takes a value has one. What else is wrong with it, binding says."""
    operator = OPERATORS.get(asked.operator)
    if operator is None or operator.takes is Takes.NOTHING:
        return True
    is_nameless = isinstance(asked.value, tuple) and asked.value[:1] == ("",)
    return asked.value not in (None, (), "") and not is_nameless


def effective(draft: Draft) -> Effective:
    unfinished = frozenset(
        member.id for member in walk(draft.root) if isinstance(member, Condition) and not is_finished(member)
    )
    root = _pruned(draft.root, draft.off | unfinished)
    if root is None:
        return Effective(None, {}, unfinished)
    segment = look_up(Segment(root), LibraryShelf(settings()))
    return Effective(segment, dict(_places(root, "")), unfinished)


def _pruned(group: Group, left_out: frozenset[str]) -> Group | None:
    kept: list[Member] = []
    for member in group.conditions:
        if member.id in left_out:
            continue
        whole = _pruned(member, left_out) if isinstance(member, Group) else _without_unfinished(member)
        if whole is not None:
            kept.append(whole)
    if not kept:
        return None
    return replace(group, conditions=tuple(kept), k=None if group.k is None else min(group.k, len(kept)))


def _without_unfinished(condition: Condition) -> Condition:
    """Of every event that it names: a filter without a value does not count yet."""
    compared = condition.compared
    return replace(
        condition,
        where=finished_filters(condition.where),
        then=_then_without_unfinished(condition.then),
        compared=None if compared is None else replace(compared, where=finished_filters(compared.where)),
    )


def _then_without_unfinished(then: Then | None) -> Then | None:
    if then is None:
        return None
    without = None if then.without is None else replace(then.without, where=finished_filters(then.without.where))
    return replace(then, where=finished_filters(then.where), without=without, then=_then_without_unfinished(then.then))


def finished_filters(where: tuple[Filter, ...]) -> tuple[Filter, ...]:
    return tuple(found for found in where if is_finished(found))


def _places(group: Group, place: str) -> Iterator[tuple[str, str]]:
    for number, member in enumerate(group.conditions, 1):
        here = place_of(place, number)
        yield member.id, here
        if isinstance(member, Group):
            yield from _places(member, here)


# ── documents


def with_new_ids(member: Member) -> Member:
    if isinstance(member, Condition):
        return replace(member, id=new_id())
    return replace(member, id=new_id(), conditions=tuple(with_new_ids(inner) for inner in member.conditions))


def _with_ids(group: Group) -> Group:
    """Every node has an id; those that have one keep it, because `off` names them."""
    members = tuple(
        replace(_with_ids(member) if isinstance(member, Group) else member, id=member.id or new_id())
        for member in group.conditions
    )
    return replace(group, conditions=members)


def draft_of(segment: Segment, *, name: str = "", version: int = 0) -> Draft:
    """A whole rule ready to be edited: every node has an id of its own."""
    root = with_new_ids(segment.root)
    assert isinstance(root, Group)
    return Draft(replace(root, id=ROOT_ID), name=name, version=version)


def to_document(draft: Draft) -> str:
    """The draft as text, unfinished parts included; empty groups are not written."""
    root = _pruned_empty(draft.root)
    written = {
        "rule": Segment(root).to_json() if root else None,
        "off": sorted(draft.off),
        "as_of": draft.as_of.isoformat() if draft.as_of else None,
        "name": draft.name,
        "saved_version": draft.version,
    }
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"))


def _pruned_empty(group: Group) -> Group | None:
    inner = [_pruned_empty(member) if isinstance(member, Group) else member for member in group.conditions]
    kept = tuple(member for member in inner if member is not None)
    if not kept:
        return None
    return replace(group, conditions=kept, k=None if group.k is None else min(group.k, len(kept)))


def from_document(document: str) -> Draft | None:
    """A kept draft; None when it is not one (written by another version of the program)."""
    try:
        written = json.loads(document)
        root = parse_segment(written["rule"]).root if written["rule"] else empty_draft().root
        as_of = date.fromisoformat(written["as_of"]) if written["as_of"] else None
        off = frozenset(map(str, written["off"]))
        return Draft(
            replace(_with_ids(root), id=ROOT_ID), off, as_of, str(written["name"]), int(written["saved_version"])
        )
    except (ValueError, KeyError, TypeError, SegmentError):
        return None
