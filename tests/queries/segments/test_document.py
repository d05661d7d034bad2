"""The document: there and back unchanged, and every fault named by its place."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import SegmentError
from queries.segments import Segment, parse_segment
from queries.segments.bind import MAX_PASSES
from queries.segments.read import MAX_DEPTH, MAX_NODES, MAX_VALUES
from tests.queries.segments.conftest import Brand
from tests.queries.segments.test_against_oracle import FIXED
from tests.queries.segments.trees import Rules

IS_SET = {"measure": "users.city", "operator": "is_set"}


def rule(*conditions: Any, match: str = "all", **more: Any) -> dict[str, Any]:
    return {"version": 1, "match": match, **more, "conditions": list(conditions)}


def faults(document: Any, brand: Brand) -> list[str]:
    with pytest.raises(SegmentError) as refused:
        parse_segment(document, brand.catalog)
    return [str(fault) for fault in refused.value.faults]


def nested(depth: int) -> dict[str, Any]:
    group: dict[str, Any] = {"match": "none", "conditions": [IS_SET]}
    for _ in range(depth - 1):
        group = {"match": "none", "conditions": [group]}
    return {"version": 1, **group}


def test_any_rule_comes_back_from_json_as_it_was(brand: Brand) -> None:
    @settings(FIXED, max_examples=100)
    @given(Rules(brand.catalog).documents())
    def check(document: dict[str, Any]) -> None:
        segment = parse_segment(json.dumps(document))
        written = json.loads(json.dumps(segment.to_json()))
        assert parse_segment(written) == segment
        assert parse_segment(written).to_json() == written

    check()


def test_rules_that_say_the_same_have_one_key_whatever_their_ids() -> None:
    one = parse_segment(rule({"id": "x7", **IS_SET}))
    other = parse_segment(rule({**IS_SET, "window": {"kind": "all_time"}, "where": []}))
    assert (one, one.key, hash(one)) == (other, other.key, hash(other))
    assert one.to_json()["conditions"][0]["id"] == "x7"


def test_conditions_are_placed_by_number() -> None:
    segment = parse_segment(rule(IS_SET, {"match": "any", "conditions": [IS_SET, IS_SET]}))
    assert [place for place, _ in segment.conditions()] == ["1", "2.1", "2.2"]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{", "The segment is not valid JSON"),
        ("[" * 100_000, "nested 20 deep"),
        ([], "a JSON object is expected"),
        ({**rule(IS_SET), "version": 2}, "The segment says version 2; this program reads version 1."),
        ({**rule(IS_SET), "version": True}, "says version True"),
        (rule(), "The segment has no conditions."),
        (rule({"match": "any", "conditions": []}), "Group 1 has no conditions."),
        (rule(IS_SET, match="some"), "The segment's own “match” is 'some'; expected all, any, none, at_least."),
        (rule(IS_SET, match="at_least", at_least=2), "own “at_least” is 2; expected 1–1."),
        (rule(IS_SET, at_least=1), "own “at_least” is 1; expected nothing"),
        (rule(7), "Condition 1 is 7; a JSON object"),
        (rule({**IS_SET, "windows": {}}), "Condition 1: “key” is 'windows'"),
        (rule({**IS_SET, "value": [[1]]}), "Condition 1: “value” is [1]"),
        (rule({**IS_SET, "value": "a\0b"}), "Condition 1: “value”"),
        (rule({**IS_SET, "value": "\ud800"}), "Condition 1: “value”"),
        (rule({**IS_SET, "value": float("nan")}), "Condition 1: “value” is nan"),
        (rule({**IS_SET, "value": ["x"] * (MAX_VALUES + 1)}), "“value” is 1001; expected a list of at most 1,000"),
        (rule({**IS_SET, "id": "a"}, {**IS_SET, "id": "a"}), "Condition 2: “id” is 'a'"),
        (rule({**IS_SET, "window": {"kind": "soon"}}), "Condition 1: “window”"),
        (rule({**IS_SET, "include_unknown": 1}), "“include_unknown” is 1; expected true, false."),
    ],
)
def test_a_fault_of_structure_is_said_with_its_place(brand: Brand, document: Any, said: str) -> None:
    assert any(said in fault for fault in faults(document, brand)), faults(document, brand)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"measure": "order.cnt", "operator": "at_least", "value": 1}, "The nearest is orders.count."),
        ({"measure": "users.owner_id", "operator": "is_set"}, "needs users.owner_id, which the export does not bring"),
        ({"measure": "users.city", "operator": "at_least", "value": 1}, "City does not take the operator at_least"),
        ({"measure": "users.city", "operator": "equals", "value": 3}, "expects a text, and was given 3"),
        ({"measure": "users.points", "operator": "equals", "value": True}, "expects a number, and was given True"),
        ({"measure": "users.points", "operator": "equals", "value": 10**16}, "expects a number"),
        ({"measure": "users.points", "operator": "between", "value": [2, 1]}, "a list of two, smaller first"),
        ({"measure": "orders.net_revenue", "operator": "at_least", "value": 0.001}, "at most two decimals"),
        ({"measure": "users.birth_date", "operator": "on", "value": "2025-02-30"}, "a day, as 2026-01-31"),
        ({"measure": "users.birth_date", "operator": "anniversary_in_month", "value": 13}, "a month from 1 to 12"),
        ({"measure": "users.tags", "operator": "has_any", "value": []}, "a list, each a text"),
        ({"measure": "users.phone", "operator": "starts_with", "value": "138"}, "would reveal contact details"),
        ({**IS_SET, "include_unknown": True}, "already says what happens to people without a value"),
        ({**IS_SET, "window": {"kind": "last_days", "days": 7}}, "so it takes no window"),
        (
            {"measure": "orders.count", "operator": "at_least", "value": 1, "window": {"kind": "last_days", "days": 0}},
            "the window last_days expects “days”, a whole number from 1",
        ),
        (
            {
                "measure": "orders.count",
                "operator": "at_least",
                "value": 1,
                "where": [{"column": "chanel", "operator": "equals", "value": "app"}],
            },
            "cannot be filtered by 'chanel'. The nearest is channel.",
        ),
    ],
)
def test_a_fault_against_the_store_is_said_with_its_place(brand: Brand, condition: dict[str, Any], said: str) -> None:
    found = faults(rule(IS_SET, {"match": "any", "conditions": [condition]}), brand)
    assert [fault for fault in found if "Condition 2.1" in fault and said in fault], found


def test_all_faults_are_said_at_once(brand: Brand) -> None:
    found = faults(rule({"measure": "x", "operator": "is_set"}, {"operator": "is_set"}, 7, match="some"), brand)
    assert len(found) == 4


def test_a_rule_as_deep_as_allowed_compiles_and_one_deeper_is_refused(brand: Brand) -> None:
    assert brand.members(nested(MAX_DEPTH), date(2025, 3, 1)) is not None
    assert "lies too deep" in faults(nested(MAX_DEPTH + 1), brand)[0]
    assert "lies too deep" in faults(nested(200), brand)[0]


def test_a_rule_of_ten_thousand_conditions_is_refused_in_one_sentence(brand: Brand) -> None:
    (fault,) = faults(rule(*[IS_SET] * 10_000), brand)
    assert f"at most {MAX_NODES:,} conditions" in fault


def test_a_rule_that_would_need_too_many_passes_is_refused_by_place(brand: Brand) -> None:
    windows = [{"kind": "last_days", "days": days} for days in range(1, MAX_PASSES + 2)]
    conditions = [{"measure": "orders.count", "operator": "equals", "value": 0, "window": window} for window in windows]
    (fault,) = faults(rule(*conditions), brand)
    assert "Condition 61 is one too many" in fault
    day = date(2025, 3, 1)
    document = rule(*conditions[:MAX_PASSES])
    assert brand.members(document, day) == brand.oracle.members(document, day)


def test_a_rule_as_large_as_allowed_selects_people(brand: Brand) -> None:
    conditions = [{"measure": "users.points", "operator": "equals", "value": number} for number in range(MAX_NODES)]
    day = date(2025, 3, 1)
    document = rule(*conditions, match="any")
    assert brand.members(document, day) == brand.oracle.members(document, day)


@settings(FIXED, max_examples=300)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["match", "conditions", "measure", "operator", "value", "window", "where", "kind", "id"]
                ),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_whatever_json_arrives_the_answer_is_a_rule_or_sentences(document: Any) -> None:
    with suppress(SegmentError):
        assert isinstance(parse_segment({"version": 1, "match": "all", "conditions": [document]}), Segment)
