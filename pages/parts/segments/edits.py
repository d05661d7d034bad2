"""Edits of a rule in hand: each gives a new tree, and the tree itself where there is nothing to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pages.parts.segments.tree import Draft, Member, find, new_id, parent_of, with_new_ids
from queries.segments import OPERATORS, Condition, Group, Match


def changed(group: Group, node_id: str, change: Callable[[Any], Member]) -> Group:
    """The tree with one node replaced; the tree itself when the node is not in it."""
    if group.id == node_id:
        made = change(group)
        return made if isinstance(made, Group) else group
    members = tuple(
        change(member) if member.id == node_id else _deeper(member, node_id, change) for member in group.conditions
    )
    return replace(group, conditions=members)


def _deeper(member: Member, node_id: str, change: Callable[[Any], Member]) -> Member:
    return changed(member, node_id, change) if isinstance(member, Group) else member


def added(root: Group, group_id: str, member: Member) -> Group:
    return changed(root, group_id, lambda group: replace(group, conditions=(*group.conditions, member)))


def removed(root: Group, node_id: str) -> Group:
    parent = parent_of(root, node_id)
    if parent is None:
        return root
    kept = tuple(member for member in parent.conditions if member.id != node_id)
    return changed(root, parent.id, lambda group: replace(group, conditions=kept))


def duplicated(root: Group, node_id: str) -> Group:
    """The copy follows its original and has ids of its own."""
    parent, original = parent_of(root, node_id), find(root, node_id)
    if parent is None or original is None:
        return root
    return _inserted(root, parent.id, _index(parent, node_id) + 1, with_new_ids(original))


def toggled(draft: Draft, node_id: str) -> Draft:
    return replace(draft, off=draft.off ^ {node_id})


# ── places


def moved(root: Group, node_id: str, by: int) -> Group:
    """One step up (-1) or down (1): past a neighbour, into a neighbouring group, or out of its own group."""
    parent, member = parent_of(root, node_id), find(root, node_id)
    if parent is None or member is None:
        return root
    target = _index(parent, node_id) + by
    if not 0 <= target < len(parent.conditions):
        return _moved_out(root, parent, member, by)
    neighbour = parent.conditions[target]
    if isinstance(neighbour, Group) and isinstance(member, Condition):
        without = removed(root, node_id)
        return _inserted(without, neighbour.id, 0 if by > 0 else len(neighbour.conditions), member)
    return _inserted(removed(root, node_id), parent.id, target, member)


def _moved_out(root: Group, parent: Group, member: Member, by: int) -> Group:
    grandparent = parent_of(root, parent.id)
    if grandparent is None:
        return root
    place = _index(grandparent, parent.id) + (1 if by > 0 else 0)
    return _inserted(removed(root, member.id), grandparent.id, place, member)


def carried(root: Group, node_id: str, group_id: str, before_id: str | None) -> Group:
    """Put before another member of that group, or at its end. A group cannot be put into itself."""
    member, group = find(root, node_id), find(root, group_id)
    if parent_of(root, node_id) is None or member is None or not isinstance(group, Group) or node_id == before_id:
        return root
    if isinstance(member, Group) and find(member, group_id) is not None:
        return root
    without = removed(root, node_id)
    there = find(without, group_id)
    assert isinstance(there, Group)
    places = [found.id for found in there.conditions]
    return _inserted(without, group_id, places.index(before_id) if before_id in places else len(places), member)


def _inserted(root: Group, group_id: str, index: int, member: Member) -> Group:
    def put(group: Group) -> Group:
        return replace(group, conditions=(*group.conditions[:index], member, *group.conditions[index:]))

    return changed(root, group_id, put)


def _index(group: Group, node_id: str) -> int:
    return next(number for number, member in enumerate(group.conditions) if member.id == node_id)


# ── groups and their opposites


def grouped(root: Group, node_id: str) -> Group:
    """The member in a group of its own at the same place: others can then join it there."""
    if parent_of(root, node_id) is None:
        return root
    return changed(root, node_id, lambda member: Group(Match.ANY, (member,), id=new_id()))


def ungrouped(root: Group, group_id: str) -> Group:
    """The group's members stand in its place, joined as those around them."""
    parent, group = parent_of(root, group_id), find(root, group_id)
    if parent is None or not isinstance(group, Group):
        return root
    at = _index(parent, group_id)
    members = (*parent.conditions[:at], *group.conditions, *parent.conditions[at + 1 :])
    return changed(root, parent.id, lambda outer: replace(outer, conditions=members))


# Operators that together hold everyone with a value, and nobody twice.
_TWINS = (
    ("equals", "not_equals"),
    ("in_list", "not_in_list"),
    ("contains", "not_contains"),
    ("contains_any", "contains_none"),
    ("equals_ignoring_case", "not_equals_ignoring_case"),
    ("in_list_ignoring_case", "not_in_list_ignoring_case"),
    ("contains_ignoring_case", "not_contains_ignoring_case"),
    ("like", "not_like"),
    ("matches", "not_matches"),
    ("starts_with", "not_starts_with"),
    ("ends_with", "not_ends_with"),
    ("at_least", "less_than"),
    ("more_than", "at_most"),
    ("between", "not_between"),
    ("is_true", "is_false"),
    ("on", "not_on"),
    ("before", "on_or_after"),
    ("after", "on_or_before"),
    ("in_last_days", "not_in_last_days"),
    ("in_next_days", "not_in_next_days"),
    ("in_period", "not_in_period"),
    ("has_any", "has_none"),
    ("in_segment", "not_in_segment"),
    ("on_list", "not_on_list"),
    ("is_empty", "is_not_empty"),
    ("is_set", "is_not_set"),
)
OPPOSITES = {**dict(_TWINS), **{second: first for first, second in _TWINS}}


def negated(root: Group, node_id: str, *, never_unknown: Callable[[Condition], bool]) -> Group:
    """The member replaced by its exact opposite: who was selected is not, and everyone else is."""
    if parent_of(root, node_id) is None:
        return root
    return changed(root, node_id, lambda member: _opposite(member, never_unknown))


def _opposite(member: Member, never_unknown: Callable[[Condition], bool]) -> Member:
    if isinstance(member, Condition) and member.operator in OPPOSITES:
        return _with_opposite_operator(member, never_unknown(member))
    if isinstance(member, Group) and member.match is Match.NONE:
        only = member.conditions[0] if len(member.conditions) == 1 else None
        return only or replace(member, match=Match.ANY)
    if isinstance(member, Group) and member.match is Match.ANY:
        return replace(member, match=Match.NONE)
    return Group(Match.NONE, (member,), id=new_id())


def _with_opposite_operator(condition: Condition, is_never_unknown: bool) -> Condition:
    """People without a value change sides too, where there can be any."""
    opposite = OPERATORS[OPPOSITES[condition.operator]]
    before = OPERATORS[condition.operator]
    include: bool | None = None
    if not (is_never_unknown or before.judges_unknown):
        included = before.is_negative if condition.include_unknown is None else condition.include_unknown
        include = None if (not included) is opposite.is_negative else not included
    return replace(condition, operator=opposite.key, include_unknown=include)


def rejoined(root: Group, group_id: str, match: Match) -> Group:
    """The group with another way to join; "at least k" starts with one."""
    return changed(
        root, group_id, lambda group: replace(group, match=match, k=(group.k or 1) if match is Match.AT_LEAST else None)
    )
