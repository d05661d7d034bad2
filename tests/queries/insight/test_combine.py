"""A rule made of rules selects what the set operation on their people gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import SegmentError
from queries.insight import Join, combined, exactly
from queries.segments import Segment, evaluate, look_up
from queries.segments.overlap import overlaps
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import SHELF, rule_of
from tests.queries.segments.test_against_oracle import AS_OF_DAYS, FIXED
from tests.queries.segments.trees import Rules

OPERATIONS: dict[Join, Callable[[set[str], set[str]], set[str]]] = {
    Join.UNION: set.union,
    Join.INTERSECTION: set.intersection,
    Join.DIFFERENCE: set.difference,
    Join.ONLY_ONE: set.symmetric_difference,
}
RULE: dict[str, Any] = {"version": 1, "match": "all", "conditions": [{"measure": "users.city", "operator": "is_set"}]}


def documents(brand: Brand) -> st.SearchStrategy[dict[str, Any]]:
    """Rules without a limit, which belongs to a whole segment."""
    return Rules(brand.catalog).documents().map(lambda found: {key: found[key] for key in found if key != "limit"})


def people(brand: Brand, rule: Segment, as_of: date) -> set[str]:
    found = evaluate(brand.engine, look_up(rule, SHELF), as_of=as_of)
    return {brand.ids[number] for number in found.user_numbers()}


def test_the_new_rule_selects_what_sets_of_people_give(brand: Brand) -> None:
    @settings(FIXED, max_examples=10)
    @given(documents(brand), documents(brand), AS_OF_DAYS)
    def check(first: dict[str, Any], second: dict[str, Any], as_of: date) -> None:
        sets = [brand.oracle.members(document, as_of) for document in (first, second)]
        rules = {"0": rule_of(first), "1": rule_of(second)}
        for join, operation in OPERATIONS.items():
            assert people(brand, combined(join, rules), as_of) == operation(sets[0], sets[1])

    check()


def test_a_bar_of_an_overlap_is_a_rule_of_its_own(brand: Brand) -> None:
    """The exclusive counts of an overlap are the sizes of these rules."""

    @settings(FIXED, max_examples=8)
    @given(st.fixed_dictionaries({name: documents(brand).map(rule_of) for name in "abc"}), AS_OF_DAYS)
    def check(rules: dict[str, Segment], as_of: date) -> None:
        for each in overlaps(brand.engine, rules, as_of=as_of).exclusive:
            assert len(people(brand, exactly(each.names, rules), as_of)) == each.people

    check()


def test_a_rule_with_a_limit_is_refused_by_its_name() -> None:
    limited = rule_of({**RULE, "limit": {"count": 3, "by": "random", "name": "a"}})
    with pytest.raises(SegmentError, match="first has a limit"):
        combined(Join.UNION, {"first": limited, "second": rule_of(RULE)})


def test_conditions_of_two_rules_may_have_had_the_same_ids() -> None:
    named = {**RULE, "conditions": [{"id": "a", **RULE["conditions"][0]}]}
    assert combined(Join.ONLY_ONE, {"a": rule_of(named), "b": rule_of(named)}).root.conditions


@pytest.mark.parametrize(("join", "how_many"), [(Join.UNION, 1), (Join.ONLY_ONE, 3)])
def test_too_few_and_too_many_are_refused(join: Join, how_many: int) -> None:
    with pytest.raises(SegmentError, match=f"{how_many} were given"):
        combined(join, {str(number): rule_of(RULE) for number in range(how_many)})
