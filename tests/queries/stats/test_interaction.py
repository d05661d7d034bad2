"""Campaigns on the same people: does one change what the other does."""

from __future__ import annotations

import numpy as np
import pytest

from queries.stats import Status, Sums
from queries.stats.interaction import Side, interaction


def side(bought: int, n: int, base: int, base_n: int) -> Side:
    return Side(Sums(n, bought, bought), Sums(base_n, base, base), bought, base)


def test_the_difference_of_the_effects_is_tested() -> None:
    found = interaction(side(400, 2_000, 200, 2_000), side(250, 2_000, 200, 2_000))
    error = np.sqrt(sum(p * (1 - p) / 1_999 for p in (0.2, 0.1, 0.125, 0.1)))
    assert found.difference.value == pytest.approx(0.075)
    assert found.difference.ci_low == pytest.approx(0.075 - 1.959964 * error)
    assert found.z == pytest.approx(0.075 / error)
    assert found.significance.is_below(0.001)


def test_equal_effects_alarm_as_often_as_promised() -> None:
    draws = np.random.default_rng(2)
    bought = draws.binomial(2_000, [0.15, 0.1, 0.25, 0.2], (2_000, 4)).tolist()
    alarms = [interaction(side(a, 2_000, b, 2_000), side(c, 2_000, d, 2_000)).significance for a, b, c, d in bought]
    assert np.mean([one.is_below(0.05) for one in alarms]) == pytest.approx(0.05, abs=0.0147)


def test_under_a_hundred_buyers_in_one_of_the_four_groups_nothing_is_said() -> None:
    found = interaction(side(400, 2_000, 99, 2_000), side(250, 2_000, 200, 2_000))
    assert (found.difference.status, found.significance.p_value) == (Status.TOO_SMALL, None)


def test_groups_in_which_everybody_bought_have_no_error() -> None:
    everybody = side(500, 500, 500, 500)
    assert interaction(everybody, everybody).difference.status is Status.ZERO_VARIANCE
