"""The compiled SQL selects exactly whom plain loops over the export's rows select."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from queries.segments import condition_counts, operators_for
from tests.queries.segments.conftest import Brand
from tests.queries.segments.oracle_judges import JUDGES, STANDINGS
from tests.queries.segments.oracle_values import VALUES
from tests.queries.segments.saved import rule_of
from tests.queries.segments.trees import Rules
from tests.queries.segments.worlds import FIRST_DAY, LAST_DAY

AS_OF_DAYS = st.integers(-2, (LAST_DAY - FIRST_DAY).days).map(lambda days: FIRST_DAY + timedelta(days=days))
FIXED = settings(
    deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize("number", range(4))
def test_random_rules_on_random_days_select_whom_the_oracle_selects(brands: tuple[Brand, ...], number: int) -> None:
    brand = brands[number]

    @settings(FIXED, max_examples=200)
    @given(Rules(brand.catalog).documents(), AS_OF_DAYS)
    def check(document: dict[str, Any], as_of: date) -> None:
        assert brand.members(document, as_of) == brand.oracle.members(document, as_of)

    check()


def test_every_measure_with_every_operator_selects_whom_the_oracle_selects(brand: Brand) -> None:
    rules = Rules(brand.catalog)

    @settings(FIXED, max_examples=3)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        for key in rules.measures:
            condition = data.draw(rules.condition(key))
            for match in ("all", "none"):
                document: dict[str, Any] = {"version": 1, "match": match, "conditions": [condition]}
                as_of = data.draw(AS_OF_DAYS)
                assert brand.members(document, as_of) == brand.oracle.members(document, as_of), document

    check()


def test_counts_per_condition_are_those_of_each_rule_by_itself(brand: Brand) -> None:
    @settings(FIXED, max_examples=40)
    @given(Rules(brand.catalog).documents(), AS_OF_DAYS)
    def check(document: dict[str, Any], as_of: date) -> None:
        counts = condition_counts(brand.engine, rule_of(document), as_of=as_of)
        assert counts.people == len(brand.oracle.members(document, as_of))
        limit = document.pop("limit", None)
        before = counts.people if counts.before_limit is None else counts.before_limit
        assert (before, counts.before_limit is None) == (len(brand.oracle.members(document, as_of)), limit is None)
        members: list[dict[str, Any]] = document["conditions"]
        alone = {found.place: found.alone for found in counts.conditions}
        running = {found.place: found.running for found in counts.conditions}
        for number, member in enumerate(members, 1):
            by_itself = {"match": "all", "conditions": [member]}
            assert alone[str(number)] == len(brand.oracle.members(by_itself, as_of))
            if document["match"] != "at_least":
                so_far = {**document, "conditions": members[:number]}
                assert running[str(number)] == len(brand.oracle.members(so_far, as_of))

    check()


def test_the_oracle_knows_every_operator_and_every_behaviour(brand: Brand) -> None:
    of_presence = {"is_set", "is_not_set", "is_unknown", "is_blank", "is_not_blank"}
    # Worlds hold neither uploaded lists nor questions in SQL: those have tests of their own.
    elsewhere = {"on_list", "not_on_list", "given_by_sql", "not_given_by_sql"}
    known = {*JUDGES, *STANDINGS, *of_presence, *elsewhere}
    assert {operator.key for measure in brand.catalog.available() for operator in operators_for(measure.type)} <= known
    counted = {key for key, measure in brand.catalog.measures.items() if measure.behaviour and not measure.is_habit}
    assert counted == set(VALUES)
