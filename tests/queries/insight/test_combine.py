"""A rule made of rules selects what the set operation on their people gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import SegmentError
from queries.insight import Join, combined
from queries.segments import evaluate, parse_segment
from tests.queries.segments.conftest import Brand
from tests.queries.segments.test_against_oracle import AS_OF_DAYS, FIXED
from tests.queries.segments.trees import Rules

OPERATIONS: dict[Join, Callable[[set[str], set[str]], set[str]]] = {
    Join.UNION: set.union,
    Join.INTERSECTION: set.intersection,
    Join.DIFFERENCE: set.difference,
    Join.ONLY_ONE: set.symmetric_difference,
}
RULE: dict[str, Any] = {"version": 1, "match": "all", "conditions": [{"measure": "users.city", "operator": "is_set"}]}


@settings(FIXED, max_examples=10)
@given(data=st.data(), as_of=AS_OF_DAYS)
def test_the_new_rule_selects_what_sets_of_people_give(brand: Brand, data: st.DataObject, as_of: date) -> None:
    documents = [data.draw(Rules(brand.catalog).documents()) for _ in range(2)]
    sets = [brand.oracle.members(document, as_of) for document in documents]
    rules = {str(number): parse_segment(document) for number, document in enumerate(documents)}
    for join, operation in OPERATIONS.items():
        people = evaluate(brand.engine, combined(join, rules), as_of=as_of).user_numbers()
        assert {brand.ids[number] for number in people} == operation(sets[0], sets[1])


def test_conditions_of_two_rules_may_have_had_the_same_ids() -> None:
    named = {**RULE, "conditions": [{"id": "a", **RULE["conditions"][0]}]}
    assert combined(Join.ONLY_ONE, {"a": parse_segment(named), "b": parse_segment(named)}).root.conditions


@pytest.mark.parametrize(("join", "how_many"), [(Join.UNION, 1), (Join.ONLY_ONE, 3)])
def test_too_few_and_too_many_are_refused(join: Join, how_many: int) -> None:
    with pytest.raises(SegmentError, match=f"{how_many} were given"):
        combined(join, {str(number): parse_segment(RULE) for number in range(how_many)})
