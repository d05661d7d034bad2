"""Overlaps are those of the sets of people, counted one person at a time."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.segments import overlap
from queries.segments.overlap import Overlaps, overlaps, overlaps_of
from tests.queries.segments.cases import examples
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import rule_of
from tests.queries.segments.test_against_oracle import FIXED

DAY = date(2025, 3, 10)
PEOPLE = 21  # no whole number of bytes
Sets = dict[str, frozenset[int]]
SETS = st.dictionaries(st.text(max_size=3), st.frozensets(st.integers(0, PEOPLE - 1)), max_size=6)


def overlaps_of_sets(sets: Sets, everyone: int) -> Overlaps:
    bits = {name: np.packbits([number in people for number in range(everyone)]) for name, people in sets.items()}
    return overlaps_of(bits, np.packbits(np.ones(everyone, np.bool_)))


def counted(sets: Sets, everyone: int) -> dict[tuple[str, ...], int]:
    return Counter(tuple(name for name, people in sets.items() if person in people) for person in range(everyone))


def assert_are_those_of_sets(found: Overlaps, sets: Sets, everyone: int) -> None:
    expected = counted(sets, everyone)
    assert (found.everyone, found.outside) == (everyone, expected.pop((), 0))
    assert {row.names: row.people for row in found.exclusive} == expected
    assert found.combinations == len(expected)
    for first in sets:
        for second in sets:
            assert found.both(first, second) == len(sets[first] & sets[second])


@settings(FIXED, max_examples=100)
@given(SETS)
def test_overlaps_are_those_of_sets(sets: Sets) -> None:
    assert_are_those_of_sets(overlaps_of_sets(sets, PEOPLE), sets, PEOPLE)


def test_very_many_segments_and_people_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap, "BYTES_AT_ONCE", 16)
    chance, everyone = np.random.default_rng(1), 1_003
    sets = {f"segment {number}": frozenset(chance.integers(0, everyone, 40).tolist()) for number in range(130)}
    assert_are_those_of_sets(overlaps_of_sets(sets, everyone), sets, everyone)


def test_the_largest_combination_comes_first() -> None:
    found = overlaps_of_sets({"a": frozenset({1, 2}), "b": frozenset({2, 3, 4})}, PEOPLE)
    assert [(row.names, row.people) for row in found.exclusive] == [(("b",), 2), (("a",), 1), (("a", "b"), 1)]


def test_only_the_largest_combinations_are_named_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap, "MOST_COMBINATIONS", 1)
    found = overlaps_of_sets({"a": frozenset({1, 2}), "b": frozenset({2, 3, 4})}, PEOPLE)
    assert (found.combinations, [row.people for row in found.exclusive], found.outside) == (3, [2], PEOPLE - 4)


def test_overlaps_of_segments_are_those_of_their_members(brand: Brand) -> None:
    documents = dict(examples(brand.catalog)[::40])
    segments = {name: rule_of(document, brand.catalog) for name, document in documents.items()}
    found = overlaps(brand.engine, segments, as_of=DAY)
    members = {name: brand.members(document, DAY) for name, document in documents.items()}
    assert found.shared == {
        (first, second): len(members[first] & members[second]) for first in members for second in members
    }
