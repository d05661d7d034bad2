"""People found condition by condition and kept are exactly whom the whole rule selects, whatever is kept by then."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import Cancelled
from data.settings import Settings
from queries.engines import DuckDBEngine
from queries.engines.duck import NOTHING_BESIDE
from queries.segments import condition_counts, evaluate, leaves
from queries.segments.kept import Kept
from tests.queries.segments.cases import examples
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import rule_of
from tests.queries.segments.test_against_oracle import AS_OF_DAYS, FIXED
from tests.queries.segments.trees import Rules

DAY = date(2025, 3, 10)
Document = dict[str, Any]


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    nothing_yet = Kept()
    monkeypatch.setattr(leaves, "KEPT", nothing_yet)
    return nothing_yet


def ids(brand: Brand, document: Document, as_of: date, engine: DuckDBEngine | None = None) -> set[str]:
    people = evaluate(engine or brand.engine, rule_of(document, brand.catalog), as_of=as_of)
    found = {brand.ids[number] for number in people.user_numbers()}
    assert people.count == len(found)
    return found


def having(operator: str, value: object = None, measure: str = "orders.count") -> Document:
    condition = {"measure": measure, "operator": operator} | ({} if value is None else {"value": value})
    return {"version": 1, "match": "all", "conditions": [condition]}


@pytest.mark.parametrize("number", range(4))
def test_random_rules_select_whom_oracle_and_sql_select(brands: tuple[Brand, ...], number: int) -> None:
    brand = brands[number]

    @settings(FIXED, max_examples=150)
    @given(Rules(brand.catalog).documents(), AS_OF_DAYS)
    def check(document: Document, as_of: date) -> None:
        assert ids(brand, document, as_of) == brand.oracle.members(document, as_of) == brand.members(document, as_of)

    check()


def test_every_measure_with_every_operator_selects_whom_the_sql_selects(brand: Brand) -> None:
    for name, document in examples(brand.catalog):
        for match in ("all", "none"):
            asked = {**document, "match": match}
            assert ids(brand, asked, DAY) == brand.members(asked, DAY), name


def test_what_is_kept_of_one_version_never_answers_for_another(brands: tuple[Brand, ...]) -> None:
    @settings(FIXED, max_examples=60)
    @given(Rules(brands[0].catalog).documents(), AS_OF_DAYS)
    def check(document: Document, as_of: date) -> None:
        for brand in brands:
            assert ids(brand, document, as_of) == brand.oracle.members(document, as_of)

    check()


@pytest.mark.parametrize("limit", [0, 40, 3_000, 2 * 10**9])
def test_a_rule_edited_again_and_again_selects_as_if_asked_afresh(
    brand: Brand, kept: Kept, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(brand.engine, "cache_limit", limit)
    condition = st.sampled_from(["orders.count", "orders.net_revenue", "users.city", "users.tags", "opens.count"])
    conditions = condition.flatmap(Rules(brand.catalog).condition)
    edits = st.lists(st.tuples(st.integers(0, 2), conditions, AS_OF_DAYS), min_size=1, max_size=8)

    @settings(FIXED, max_examples=25)
    @given(st.lists(conditions, min_size=3, max_size=3), edits)
    def check(members: list[Document], edits: list[tuple[int, Document, date]]) -> None:
        for place, edited, as_of in edits:
            members[place] = edited
            document = {"version": 1, "match": "any", "conditions": members}
            assert ids(brand, document, as_of) == brand.members(document, as_of)
            assert kept.nbytes <= limit

    check()


def test_many_threads_find_what_one_finds(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brand.engine, "cache_limit", 2_000)
    documents = [document for _, document in examples(brand.catalog)][:120]
    expected = [brand.members(document, DAY) for document in documents]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: ids(brand, documents[number % 120], DAY), range(480)))
    assert found == expected * 4


def test_another_threshold_or_operator_reads_no_event_again(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate(brand.engine, rule_of(having("at_least", 2)), as_of=DAY)
    asked: list[str] = []
    query = brand.engine.query

    def overheard(sql: str, beside: Mapping[str, pa.Table] = NOTHING_BESIDE) -> pa.Table:
        asked.append(sql)
        return query(sql, beside)

    monkeypatch.setattr(brand.engine, "query", overheard)
    for document in (having("at_least", 3), having("equals", 0), having("between", [1, 4])):
        assert ids(brand, document, DAY) == brand.oracle.members(document, DAY)
    assert len(asked) == 3
    assert not any("orders" in sql for sql in asked)


def test_nothing_is_asked_again_for_the_same_rule(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate(brand.engine, rule_of(having("at_least", 2)), as_of=DAY)
    monkeypatch.setattr(brand.engine, "query", None)
    assert evaluate(brand.engine, rule_of(having("at_least", 2)), as_of=DAY).count > 0


def test_a_cancelled_evaluation_keeps_nothing_and_the_next_one_is_right(brand: Brand, kept: Kept) -> None:
    cursor = brand.engine.cursor()
    cursor.cancel()
    with pytest.raises(Cancelled):
        evaluate(cursor, rule_of(having("at_least", 2)), as_of=DAY)
    assert kept.nbytes == 0
    assert ids(brand, having("at_least", 2), DAY) == brand.members(having("at_least", 2), DAY)


def test_what_is_given_out_cannot_be_written_into(brand: Brand) -> None:
    evaluate(brand.engine, rule_of(having("at_least", 2)), as_of=DAY)
    everyone = leaves.Leaves(brand.engine, DAY).everyone
    with pytest.raises(ValueError, match="read-only"):
        everyone[0] = 0


def test_nobody_and_everybody_can_be_evaluated(brand: Brand) -> None:
    nobody = evaluate(brand.engine, rule_of(having("at_least", 10_000)), as_of=DAY)
    assert (nobody.count, nobody.user_numbers().tolist()) == (0, [])
    assert (
        evaluate(brand.engine, rule_of(having("at_least", 0)), as_of=DAY).count
        == condition_counts(brand.engine, rule_of(having("at_least", 0)), as_of=DAY).everyone
    )


def test_people_are_numbered_upwards(brand: Brand) -> None:
    numbers = evaluate(brand.engine, rule_of(having("at_least", 1)), as_of=DAY).user_numbers()
    assert np.all(np.diff(numbers) > 0)


def test_a_size_is_read_in_thousands() -> None:
    assert Settings(cache_limit="2GB").cache_bytes == 2_000_000_000
