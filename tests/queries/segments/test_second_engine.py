"""ClickHouse, through sqlglot, selects the same people; the lint finds nothing that it would take otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from sqlglot import parse_one

from queries.audience import Audience
from queries.engines.portable import faults
from queries.relations import with_relations
from queries.segments import compile_segment
from tests.engines.clickhouse import ClickHouseEngine
from tests.queries.segments.cases import examples
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import rule_of
from tests.queries.segments.test_against_oracle import AS_OF_DAYS, FIXED
from tests.queries.segments.trees import Rules

DAY = date(2025, 3, 10)


def members_elsewhere(brand: Brand, document: dict[str, Any], as_of: date) -> set[str]:
    engine = ClickHouseEngine(brand.engine.version)
    people = parse_one("select audience.user_no as user_no from audience")
    audience = Audience(as_of, rule_of(document))
    sql = with_relations(people, audience, engine).sql(engine.dialect)  # type: ignore[arg-type]
    return {brand.ids[number] for number in engine.query(sql)["user_no"].to_pylist()}


def test_every_measure_with_every_operator_selects_the_same_people_in_clickhouse(brand: Brand) -> None:
    differing = [
        name
        for number, (name, document) in enumerate(examples(brand.catalog))
        if members_elsewhere(brand, document, day := DAY + timedelta(days=number % 40))
        != brand.oracle.members(document, day)
    ]
    assert differing == []


def test_random_rules_select_the_same_people_in_clickhouse(brand: Brand) -> None:
    @settings(FIXED, max_examples=60)
    @given(Rules(brand.catalog).documents(), AS_OF_DAYS)
    def check(document: dict[str, Any], as_of: date) -> None:
        assert members_elsewhere(brand, document, as_of) == brand.oracle.members(document, as_of)

    check()


def test_compiled_rules_keep_to_the_portable_subset(brand: Brand) -> None:
    for name, document in examples(brand.catalog):
        segment = rule_of({**document, "match": "none"}, brand.catalog)
        assert faults(compile_segment(segment, as_of=DAY, catalog=brand.catalog)) == (), name
