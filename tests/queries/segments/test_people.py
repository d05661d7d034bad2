"""Bits of people joined by a group are the sets of people joined by it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.segments.people import Bits, People, joined
from queries.segments.tree import Match
from tests.queries.segments.test_against_oracle import FIXED

PEOPLE = 21  # no whole number of bytes
SETS = st.frozensets(st.integers(0, PEOPLE - 1))


def bits(numbers: frozenset[int]) -> Bits:
    return np.packbits([number in numbers for number in range(PEOPLE)])


@settings(FIXED, max_examples=100)
@given(st.lists(SETS, min_size=1, max_size=5), SETS, st.integers(1, 5))
def test_groups_of_bits_are_groups_of_sets(members: list[frozenset[int]], everyone: frozenset[int], k: int) -> None:
    held = {number: sum(number in member for member in members) for number in everyone}
    expected = {
        Match.ALL: {number for number in everyone if held[number] == len(members)},
        Match.ANY: {number for number in everyone if held[number]},
        Match.NONE: {number for number in everyone if not held[number]},
        Match.AT_LEAST: {number for number in everyone if held[number] >= k},
    }
    for match, people in expected.items():
        found = People(joined(match, [bits(member) for member in members], k, bits(everyone)), PEOPLE)
        assert (found.user_numbers().tolist(), found.count) == (sorted(people), len(people))


@pytest.mark.parametrize("match", list(Match))
def test_joining_changes_none_of_the_joined(match: Match) -> None:
    members, everyone = [bits(frozenset({1, 2})), bits(frozenset({2, 3}))], bits(frozenset(range(PEOPLE)))
    before = [member.copy() for member in (*members, everyone)]
    joined(match, members, 1, everyone)
    assert all(np.array_equal(now, then) for now, then in zip((*members, everyone), before, strict=True))
