"""Hundreds of thousands of random rules: the SQL, the bits and the oracle select the same people (`make soak`).

Each seed is a brand of its own and a dot of progress. A failing rule is printed in its smallest form.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, note, settings

from queries.segments import evaluate, leaves
from queries.segments.kept import Kept
from tests.queries.segments.conftest import make_brand
from tests.queries.segments.saved import rule_of
from tests.queries.segments.test_against_oracle import AS_OF_DAYS, FIXED
from tests.queries.segments.trees import Rules

BRANDS, RULES = 400, 500


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 1_000 + BRANDS))
def test_sql_bits_and_oracle_select_the_same_people(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    brand = make_brand(tmp_path_factory, seed)
    # So little room that values come and go.
    monkeypatch.setattr(leaves, "KEPT", Kept())
    monkeypatch.setattr(brand.engine, "cache_limit", 10_000)

    @settings(FIXED, derandomize=False, max_examples=RULES)
    @given(Rules(brand.catalog).documents(), AS_OF_DAYS)
    def check(document: dict[str, Any], as_of: date) -> None:
        note(json.dumps(document, ensure_ascii=False))
        expected = brand.oracle.members(document, as_of)
        assert brand.members(document, as_of) == expected
        people = evaluate(brand.engine, rule_of(document, brand.catalog), as_of=as_of)
        assert {brand.ids[number] for number in people.user_numbers()} == expected
        assert people.count == len(expected)

    check()
