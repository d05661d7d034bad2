"""Money per person assigned: what may be said of it, and what holds it back."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import skew

from queries.stats import Status, Sums
from queries.stats.money import Finding, Spending, money_effect


def spending(n: int, buyers: int, *, mean: float = 100.0, seed: int = 1) -> Spending:
    return Spending(n, np.random.default_rng(seed).poisson(mean, buyers).astype(np.int64))


def test_more_buyers_raise_money() -> None:
    found = money_effect(spending(5_000, 600), spending(5_000, 400, seed=2), seed=1)
    assert found.finding is Finding.RAISED
    assert found.difference.value == pytest.approx(4.0, abs=0.2)


def test_fewer_buyers_lower_money() -> None:
    assert money_effect(spending(5_000, 400), spending(5_000, 600), seed=1).finding is Finding.LOWERED


def test_many_variants_in_a_running_window_can_still_be_found() -> None:
    """Each is held against 0.1 % of a twelfth: so few redraws as usual could not tell anything rarer than 0.02 %."""
    found = money_effect(spending(5_000, 900), spending(5_000, 400, seed=2), seed=1, alpha=0.001 / 12)
    assert found.finding is Finding.RAISED


def test_the_same_buyers_show_no_difference() -> None:
    found = money_effect(spending(5_000, 500), spending(5_000, 500, seed=2), seed=1)
    assert found.finding is Finding.NOT_SHOWN


def test_under_a_hundred_buyers_in_the_smaller_group_money_is_not_judged() -> None:
    found = money_effect(spending(5_000, 900), spending(500, 99), seed=1)
    assert found.finding is Finding.TOO_FEW_BUYERS
    assert found.difference.value is not None


def test_interval_and_permutation_that_contradict_each_other_are_inconclusive() -> None:
    """A few large orders among the many treated and none among the few kept back: Welch sees a win, chance does not."""
    group = Spending(18_000, np.concatenate([np.full(897, 100), np.full(3, 40_000)]))
    found = money_effect(group, Spending(2_000, np.full(100, 100)), seed=3)
    assert found.difference.ci_low is not None
    effects = (found.difference.ci_low > 0, found.significance.is_below(0.05), found.finding)
    assert effects == (False, False, Finding.NOT_SHOWN)
    group = Spending(18_000, np.concatenate([np.full(893, 100), np.full(7, 12_000)]))
    found = money_effect(group, Spending(2_000, np.full(100, 100)), seed=3)
    assert found.difference.ci_low is not None
    assert (found.difference.ci_low > 0, found.significance.is_below(0.05)) == (True, False)
    assert found.finding is Finding.INCONCLUSIVE


def test_the_sums_are_exact_where_64_bits_overflow() -> None:
    large = Spending(3, np.array([4 * 10**9, 4 * 10**9 + 1], np.int64))
    assert large.sums == Sums(3, 8 * 10**9 + 1, 16 * 10**18 + (4 * 10**9 + 1) ** 2)


def test_skewness_counts_those_who_spent_nothing() -> None:
    own = spending(400, 30)
    assert own.skewness == pytest.approx(skew(np.concatenate([own.amounts, np.zeros(370)])))


def test_spending_of_few_among_many_is_called_skewed() -> None:
    found = money_effect(spending(5_000, 100), spending(5_000, 100, seed=2), seed=1)
    assert found.people_for_normal is not None
    assert found.people_for_normal > 5_000
    assert found.is_skewed


def test_the_cap_takes_the_largest_order_out_of_the_sensitivity_line() -> None:
    giant = Spending(5_000, np.append(spending(5_000, 500).amounts, 10**8))
    found = money_effect(giant, spending(5_000, 501), seed=1)
    assert found.difference.value is not None
    assert found.capped_difference.value is not None
    assert found.difference.value > 10_000
    assert abs(found.capped_difference.value) < 1


def test_nobody_who_bought_is_no_difference_of_zero() -> None:
    nobody = Spending(500, np.array([], np.int64))
    found = money_effect(nobody, nobody, seed=1)
    assert (found.difference.value, found.difference.status) == (None, Status.ZERO_VARIANCE)
    assert (found.capped_difference.status, found.finding) == (Status.ZERO_VARIANCE, Finding.TOO_FEW_BUYERS)


def test_more_buyers_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="2 buyers of 1"):
        Spending(1, np.array([1, 2]))
