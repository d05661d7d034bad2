"""Edits of a rule: each gives a new draft, and what counts of it is what `effective` says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pages.parts.segments.edits import (
    added,
    carried,
    changed,
    duplicated,
    grouped,
    moved,
    negated,
    removed,
    toggled,
    ungrouped,
)
from pages.parts.segments.tree import (
    ROOT_ID,
    Draft,
    draft_of,
    effective,
    empty_draft,
    find,
    from_document,
    to_document,
    walk,
)
from queries.segments import Condition, Filter, Group, Match, parse_segment
from queries.segments.tree import condition_json


def city(name: str, *values: str) -> Condition:
    return Condition("users.city", "in_list", values, id=name)


def group(name: str, *members: Condition | Group, match: Match = Match.ANY, k: int | None = None) -> Group:
    return Group(match, members, k, id=name)


def rule(*members: Condition | Group) -> Group:
    return Group(Match.ALL, members, id=ROOT_ID)


A, B, C = city("a", "上海"), city("b", "杭州"), city("c", "成都")
NESTED = rule(A, group("g", B, C))


def order(root: Group) -> str:
    return " ".join(member.id for member in walk(root))


def test_a_condition_is_added_at_the_end_of_its_group() -> None:
    assert order(added(NESTED, "g", city("d", "广州"))) == "a g b c d"


def test_a_removed_group_takes_its_conditions_along() -> None:
    assert order(removed(NESTED, "g")) == "a"


def test_the_root_cannot_be_removed() -> None:
    assert removed(NESTED, ROOT_ID) == NESTED


def test_a_copy_follows_its_original_and_has_ids_of_its_own() -> None:
    ids = order(duplicated(NESTED, "g")).split()
    assert ids[:4] == ["a", "g", "b", "c"]
    assert len(ids) == len(set(ids)) == 7


@pytest.mark.parametrize(
    ("node_id", "by", "expected"),
    [
        ("a", 1, "g a b c"),
        ("b", 1, "a g c b"),
        ("b", -1, "a b g c"),
        ("c", 1, "a g b c"),
        ("g", -1, "g b c a"),
        ("a", -1, "a g b c"),
        ("no such node", 1, "a g b c"),
    ],
)
def test_a_step_goes_past_a_neighbour_into_a_group_or_out_of_one(node_id: str, by: int, expected: str) -> None:
    assert order(moved(NESTED, node_id, by)) == expected


def test_a_condition_that_leaves_its_group_downwards_stands_after_it() -> None:
    left = moved(NESTED, "c", 1)
    assert [member.id for member in left.conditions] == ["a", "g", "c"]


@pytest.mark.parametrize(
    ("node_id", "group_id", "before_id", "expected"),
    [
        ("a", "g", "c", "g b a c"),
        ("a", "g", None, "g b c a"),
        ("b", ROOT_ID, "a", "b a g c"),
        ("b", ROOT_ID, None, "a g c b"),
        ("a", "g", "no such node", "g b c a"),
        ("g", "g", None, "a g b c"),
        ("a", ROOT_ID, "a", "a g b c"),
        (ROOT_ID, "g", None, "a g b c"),
        ("a", "b", None, "a g b c"),
    ],
)
def test_a_member_is_carried_to_any_place_but_into_itself(
    node_id: str, group_id: str, before_id: str | None, expected: str
) -> None:
    assert order(carried(NESTED, node_id, group_id, before_id)) == expected


def test_a_grouped_condition_stands_where_it_stood() -> None:
    found = grouped(NESTED, "a").conditions[0]
    assert isinstance(found, Group)
    assert [member.id for member in found.conditions] == ["a"]


def test_an_ungrouped_group_leaves_its_members_in_its_place() -> None:
    assert [member.id for member in ungrouped(NESTED, "g").conditions] == ["a", "b", "c"]
    assert ungrouped(NESTED, ROOT_ID) == NESTED
    assert ungrouped(NESTED, "a") == NESTED


def never(_condition: Condition) -> bool:
    return False


def test_an_opposite_is_an_operator_where_there_is_one_and_a_group_where_there_is_none() -> None:
    assert find(negated(NESTED, "a", never_unknown=never), "a") == replace(A, operator="not_in_list")
    top = Condition("orders.count", "in_top", 10, id="t")
    assert negated(rule(top), "t", never_unknown=never).conditions == (Group(Match.NONE, (top,)),)


def test_any_and_none_are_opposites() -> None:
    once = negated(NESTED, "g", never_unknown=never)
    assert once.conditions[1] == group("g", B, C, match=Match.NONE)
    assert negated(once, "g", never_unknown=never) == NESTED


def test_people_without_a_value_change_sides_too() -> None:
    young = Condition("users.age", "less_than", 30, id="y")
    assert find(negated(rule(young), "y", never_unknown=never), "y") == Condition(
        "users.age", "at_least", 30, include_unknown=True
    )
    assert find(negated(rule(young), "y", never_unknown=lambda _: True), "y") == Condition("users.age", "at_least", 30)


@pytest.mark.parametrize("node_id", ["a", "g", "b", "u"])
def test_twice_the_opposite_is_the_rule_again(node_id: str) -> None:
    held = rule(A, group("g", B, C), Condition("users.gender", "is_set", id="u"))
    assert negated(negated(held, node_id, never_unknown=never), node_id, never_unknown=never) == held


def test_what_is_switched_off_does_not_count_and_has_no_place() -> None:
    found = effective(toggled(Draft(NESTED), "a"))
    assert found.places == {"g": "1", "b": "1.1", "c": "1.2"}


def test_a_switch_goes_back() -> None:
    assert toggled(toggled(Draft(NESTED), "a"), "a") == Draft(NESTED)


def test_a_condition_without_its_value_does_not_count_yet() -> None:
    found = effective(Draft(rule(A, city("empty"))))
    assert found.unfinished == {"empty"}
    assert found.places == {"a": "1"}


def test_a_filter_without_its_value_is_left_out_and_its_condition_counts() -> None:
    orders = Condition("orders.count", "at_least", 1, (Filter("channel", "in_list", ()),), id="o")
    found = effective(Draft(rule(orders)))
    assert found.segment is not None
    assert next(found.segment.conditions())[1].where == ()


def test_a_rule_with_nothing_that_counts_is_everyone() -> None:
    assert effective(Draft(rule(group("g"), city("empty")))).segment is None


def test_at_least_k_never_asks_for_more_than_there_are() -> None:
    two_of = rule(group("g", A, B, match=Match.AT_LEAST, k=2))
    found = effective(toggled(Draft(two_of), "b"))
    assert found.segment is not None
    inner = found.segment.root.conditions[0]
    assert isinstance(inner, Group)
    assert inner.k == 1


def test_a_draft_survives_the_way_through_its_document() -> None:
    held = Draft(rule(A, city("empty"), group("g", B, match=Match.AT_LEAST, k=1)), frozenset({"a"}), None, "新客", 3)
    back = from_document(to_document(held))
    assert back is not None
    assert (back, order(back.root)) == (held, order(held.root))


WHOLE = {
    "version": 1,
    "match": "all",
    "conditions": [
        {
            "id": "w",
            "measure": "orders.count",
            "where": [{"column": "channel", "operator": "in_list", "value": ["门店"]}],
            "window": {"kind": "last_days", "days": 90},
            "then": {
                "event": "orders",
                "where": [{"column": "status", "operator": "equals", "value": "completed"}],
                "within_days": 30,
                "same": "channel",
                "not": True,
                "without": {"event": "interactions"},
                "then": {"event": "orders", "within_days": 5},
            },
            "per": {"period": "month", "at_least": 1, "streak": "longest"},
            "compared": {"how": "ratio", "measure": "orders.count", "window": {"kind": "last_days", "days": 30}},
            "days_back": 30,
            "within": "users.city",
            "operator": "at_least",
            "value": 2,
            "include_unknown": True,
        },
        {"id": "g", "match": "any", "conditions": [{"id": "o", "measure": "users.city", "operator": "is_set"}]},
    ],
    "limit": {"count": 100, "by": "orders.net_revenue", "order": "bottom", "name": "sample", "per": "users.city"},
}
EDITS: dict[str, Callable[[Group], Group]] = {
    "moved down": lambda root: moved(root, "w", 1),
    "carried into a group": lambda root: carried(root, "w", "g", None),
    "grouped and ungrouped": lambda root: ungrouped(grouped(root, "w"), "g"),
    "its neighbour removed": lambda root: removed(root, "o"),
    "turned round twice": lambda root: negated(negated(root, "w", never_unknown=never), "w", never_unknown=never),
    "another value and back": lambda root: changed(
        changed(root, "w", lambda node: replace(node, value=3)), "w", lambda node: replace(node, value=2)
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_loses_nothing_of_a_document(edit: Callable[[Group], Group]) -> None:
    written = condition_json(parse_segment(WHOLE).root.conditions[0], with_ids=True)  # type: ignore[arg-type]
    held = from_document(to_document(Draft(replace(edit(parse_segment(WHOLE).root), id=ROOT_ID))))
    assert held is not None
    found = find(held.root, "w")
    assert isinstance(found, Condition)
    assert condition_json(found, with_ids=True) == written == WHOLE["conditions"][0]  # type: ignore[index]
    assert held.root.limit == parse_segment(WHOLE).root.limit is not None


def test_a_copy_and_an_opened_rule_lose_nothing_but_their_ids() -> None:
    segment = parse_segment(WHOLE)
    assert draft_of(segment).root.conditions == segment.root.conditions
    assert duplicated(replace(segment.root, id=ROOT_ID), "w").conditions[:2] == (segment.root.conditions[0],) * 2


def test_an_empty_draft_survives_too() -> None:
    assert from_document(to_document(empty_draft())) == empty_draft()


@pytest.mark.parametrize("document", ["", "{}", "[]", '{"rule": 7}', '{"rule": {"match": "all", "conditions": []}}'])
def test_what_is_no_draft_is_none(document: str) -> None:
    assert from_document(document) is None


def test_an_opened_rule_has_an_id_on_every_node() -> None:
    segment = effective(Draft(changed(NESTED, "a", lambda node: replace(node, id="")))).segment
    assert segment is not None
    opened = draft_of(segment)
    assert all(member.id and find(opened.root, member.id) is member for member in walk(opened.root))
