"""The difference of two rules in words: nothing where they say the same, and every condition that changed is named."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.locale import render
from queries.segments import Condition, Group, Segment, difference, read
from queries.segments.difference import Change, Kind
from queries.segments.difference_words import PARTS
from queries.segments.tree import condition_json
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import rule_of
from tests.queries.segments.test_against_oracle import FIXED
from tests.queries.segments.trees import Rules
from tests.queries.segments.worlds import LAST_DAY

CITY = {"measure": "users.city", "operator": "equals", "value": "上海"}
ORDERS = {"measure": "orders.count", "operator": "at_least", "value": 2, "window": {"kind": "last_days", "days": 30}}
SPENT = {"measure": "orders.net_revenue", "operator": "more_than", "value": 100}


def rule(*conditions: dict[str, Any], match: str = "all", **more: Any) -> dict[str, Any]:
    return {"version": 1, "match": match, "conditions": list(conditions), **more}


def group(*conditions: dict[str, Any], match: str = "any") -> dict[str, Any]:
    return {"match": match, "conditions": list(conditions)}


def changes(brand: Brand, before: dict[str, Any], after: dict[str, Any]) -> tuple[Change, ...]:
    return difference(rule_of(before), rule_of(after), catalog=brand.catalog, as_of=LAST_DAY)


def told(brand: Brand, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [str(change.sentence) for change in changes(brand, before, after)]


SENTENCES = [
    (
        "a value",
        rule(CITY, ORDERS),
        rule(CITY, {**ORDERS, "value": 3}),
        [
            "Condition 2, value: now Number of orders in the last 30 days (2025-04-01 to 2025-04-30) is at least 3; "
            "before Number of orders in the last 30 days (2025-04-01 to 2025-04-30) is at least 2."
        ],
    ),
    (
        "operator and window",
        rule(ORDERS),
        rule({**ORDERS, "operator": "at_most", "window": {"kind": "last_days", "days": 7}}),
        [
            "Condition 1, window, comparison: "
            "now Number of orders in the last 7 days (2025-04-24 to 2025-04-30) is at most 2; "
            "before Number of orders in the last 30 days (2025-04-01 to 2025-04-30) is at least 2."
        ],
    ),
    ("a new condition", rule(ORDERS), rule(CITY, ORDERS), ["New condition 1: City is “上海”."]),
    ("one less", rule(CITY, SPENT), rule(SPENT), ["Condition 1 is gone: City is “上海”."]),
    (
        "another measure in its place",
        rule(CITY),
        rule(SPENT),
        ["Condition 1 is gone: City is “上海”.", "New condition 1: Net revenue is more than 100.00."],
    ),
    (
        "how the rule joins",
        rule(CITY, SPENT),
        rule(CITY, SPENT, match="at_least", at_least=1),
        ["The rule now asks for at least 1 of its conditions; before all of its conditions."],
    ),
    (
        "how a group joins",
        rule(CITY, group(SPENT, ORDERS)),
        rule(CITY, group(SPENT, ORDERS, match="none")),
        ["Group 2 now asks for none of its conditions; before any of its conditions."],
    ),
    ("another order", rule(CITY, SPENT), rule(SPENT, CITY), ["Moved from 2 to 1: Net revenue is more than 100.00."]),
    (
        "into a group",
        rule(CITY, SPENT, group(ORDERS)),
        rule(CITY, group(ORDERS, SPENT)),
        ["Moved from 2 to 2.2: Net revenue is more than 100.00."],
    ),
    (
        "a group around what was there",
        rule(CITY, SPENT),
        rule(group(CITY, SPENT)),
        [
            "New group 1 (any of its conditions) around conditions that were there before.",
            "Moved from 1 to 1.1: City is “上海”.",
            "Moved from 2 to 1.2: Net revenue is more than 100.00.",
        ],
    ),
    (
        "a group gone whole",
        rule(CITY, group(SPENT, CITY)),
        rule(CITY),
        ["Group 2 is gone: Net revenue is more than 100.00 or City is “上海”."],
    ),
    (
        "whom the rule takes",
        rule(CITY),
        rule(CITY, limit={"count": 5, "by": "orders.count"}),
        [
            "Whom the rule takes: now at most 5 with the highest Number of orders "
            "(people without a value last; equals by an unchanging draw); before everyone it selects."
        ],
    ),
    (
        "a segment it names",
        rule(CITY),
        rule(CITY, {"measure": "people.segment", "operator": "in_segment", "value": ["both"]}),
        ["New condition 2: the saved segment “both” (as saved, version 3) includes them."],
    ),
    (
        "what these data do not know",
        rule(CITY),
        rule(CITY, {"measure": "users.star_sign", "operator": "is_set"}),
        ["New condition 2: {'measure': 'users.star_sign', 'operator': 'is_set'}."],
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "sentences"), [row[1:] for row in SENTENCES], ids=[row[0] for row in SENTENCES]
)
def test_a_change_is_told_in_words(
    brand: Brand, before: dict[str, Any], after: dict[str, Any], sentences: list[str]
) -> None:
    assert told(brand, before, after) == sentences


def test_ids_tell_apart_what_is_alike(brand: Brand) -> None:
    before = rule({**SPENT, "id": "x"}, {**SPENT, "id": "y", "value": 5})
    after = rule({**SPENT, "id": "y", "value": 7})
    assert [(change.kind, change.before, change.after) for change in changes(brand, before, after)] == [
        (Kind.REMOVED, "1", None),
        (Kind.CHANGED, "2", "1"),
    ]


def test_true_and_one_are_not_the_same(brand: Brand) -> None:
    assert len(changes(brand, rule({**SPENT, "value": 1}), rule({**SPENT, "value": True}))) == 1


def test_a_rule_of_a_thousand_conditions_is_compared(brand: Brand) -> None:
    before = rule(*({**SPENT, "value": number} for number in range(500)))
    after = rule(*({**SPENT, "value": number + 1000} for number in range(500)))
    assert {change.kind for change in changes(brand, before, after)} == {Kind.CHANGED}


# ── any two rules


def text(condition: Condition) -> str:
    return json.dumps(condition_json(condition, with_ids=False), sort_keys=True)


def leaves_at(segment: Segment, place: str | None) -> Counter[str]:
    found: Condition | Group = segment.root
    for number in (place or "").split("."):
        if number and isinstance(found, Group):
            found = found.conditions[int(number) - 1]
    whole = Segment(found if isinstance(found, Group) else Group(segment.root.match, (found,)))
    return Counter(text(condition) for _, condition in whole.conditions())


def is_about_a_condition(segment: Segment, place: str | None) -> bool:
    return place in dict(segment.conditions())


def accounted(before: Segment, after: Segment, told: tuple[Change, ...]) -> Counter[str]:
    """The conditions of `before`, with every change that was told applied to them."""
    held = leaves_at(before, "")
    for change in told:
        if change.kind is Kind.REMOVED:
            held.subtract(leaves_at(before, change.before))
        elif change.kind is Kind.ADDED:
            held.update(leaves_at(after, change.after))
        elif change.kind is Kind.CHANGED and is_about_a_condition(after, change.after):
            held.subtract(leaves_at(before, change.before))
            held.update(leaves_at(after, change.after))
    return +held


def keep_counts_sensible(groups: list[dict[str, Any]]) -> None:
    for found in groups:
        if found["match"] == "at_least":
            found["at_least"] = 1
        else:
            found.pop("at_least", None)


def edited(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same rule after a few edits of the kinds an editor offers."""
    made = copy.deepcopy(document)
    for _ in range(chance.randrange(1, 4)):
        groups = [made]
        for found in groups:
            groups += [member for member in found["conditions"] if "conditions" in member]
        into, source = chance.choice(groups), chance.choice(groups)
        member = chance.choice(source["conditions"])
        match chance.choice(["copy", "delete", "shuffle", "wrap", "match", "value"]):
            case "copy":
                into["conditions"].append(copy.deepcopy(member))
            case "delete" if len(source["conditions"]) > 1:
                source["conditions"].remove(member)
            case "shuffle":
                chance.shuffle(source["conditions"])
            case "wrap":
                source["conditions"] = [group(*source["conditions"])]
            case "match":
                into["match"] = chance.choice(["all", "any", "none"])
            case "value" if "conditions" not in member:
                member["include_unknown"] = not member.get("include_unknown", False)
        keep_counts_sensible(groups)
    return made


@st.composite
def pairs(draw: st.DrawFn, documents: st.SearchStrategy[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A rule, and the same after some edits or another one."""
    first, chance = draw(documents), random.Random(draw(st.integers(0, 10_000)))
    return first, draw(documents) if chance.random() < 0.3 else edited(first, chance)


def test_the_changes_account_for_every_condition(brand: Brand) -> None:
    @settings(FIXED, max_examples=120)
    @given(pairs(Rules(brand.catalog).documents()))
    def check(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
        before, after = map(rule_of, pair)
        found = difference(before, after, catalog=brand.catalog, as_of=LAST_DAY)
        assert accounted(before, after, found) == leaves_at(after, "")
        assert bool(found) == (before.key != after.key)
        assert all(render(change.sentence, language) for change in found for language in ("en", "zh_CN"))

    check()


def test_a_rule_does_not_differ_from_itself(brand: Brand) -> None:
    @settings(FIXED, max_examples=30)
    @given(Rules(brand.catalog).documents().map(rule_of))
    def check(segment: Segment) -> None:
        assert difference(segment, segment, catalog=brand.catalog, as_of=LAST_DAY) == ()

    check()


def test_every_part_of_a_condition_or_group_has_a_name() -> None:
    keys = {*read._CONDITION_KEYS, *read._GROUP_KEYS}
    assert keys - {"id", "conditions", "match", "at_least"} <= {*PARTS}
