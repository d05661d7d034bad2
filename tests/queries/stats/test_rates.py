"""Shares and their differences: against publications, a second implementation, exact coverage and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from queries.stats import Status, newcombe, rate, rate_difference, wilson
from queries.stats.rates import FISHER, POOLED_Z, rate_test


@pytest.mark.parametrize(("n", "published"), [(50, 0.922), (200, 0.931)])
def test_wilson_covers_rare_events_as_published(n: int, published: float) -> None:
    """METRICS §1, at p = 2 %, by simulation there; computed exactly from the binomial distribution here."""
    covered = [k for k in range(n + 1) if wilson(k, n)[0] <= 0.02 <= wilson(k, n)[1]]
    assert binom.pmf(covered, n, 0.02).sum() == pytest.approx(published, abs=0.0025)


# Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10.
NEWCOMBE_1998 = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]


@pytest.mark.parametrize(("a", "m", "b", "n", "low", "high"), NEWCOMBE_1998)
def test_newcombe_gives_his_own_examples(a: int, m: int, b: int, n: int, low: float, high: float) -> None:
    assert newcombe(a, m, b, n) == pytest.approx((low, high), abs=0.00006)


@pytest.mark.parametrize(
    ("a", "m", "b", "n"), [(56, 70, 48, 80), (180, 9000, 12, 1000), (5, 50, 0, 50), (0, 40, 7, 30)]
)
def test_newcombe_equals_statsmodels(a: int, m: int, b: int, n: int) -> None:
    second = confint_proportions_2indep(a, m, b, n, method="newcomb", compare="diff")
    assert newcombe(a, m, b, n) == pytest.approx(second, abs=1e-12)


@pytest.mark.parametrize(("share", "base"), [(0.02, 0.02), (0.05, 0.02), (0.006, 0.006)])
def test_newcombe_covers_the_truth_with_a_small_control(share: float, base: float) -> None:
    draws = np.random.default_rng(20260901)
    bought, bought_base = draws.binomial(4500, share, 1500), draws.binomial(500, base, 1500)
    intervals = [newcombe(int(a), 4500, int(b), 500) for a, b in zip(bought, bought_base, strict=True)]
    covered = np.mean([low <= share - base <= high for low, high in intervals])
    assert 0.935 <= covered <= 0.985


def test_five_against_none_of_fifty_is_ten_points() -> None:
    """METRICS §1: no zero effect and no p = 1, as another library answers."""
    difference = rate_difference(5, 50, 0, 50)
    assert difference.value == pytest.approx(0.1)
    assert difference.ci_low is not None
    assert 0 < difference.ci_low + 0.05 < 0.1


def test_nobody_has_no_rate() -> None:
    assert (rate(0, 0).value, rate(0, 0).status) == (None, Status.EMPTY)


def test_under_thirty_people_the_rate_is_hidden_and_the_counts_stay() -> None:
    hidden = rate(12, 29)
    assert (hidden.value, hidden.ci_low, hidden.status) == (None, None, Status.TOO_SMALL)
    assert (hidden.n, hidden.denominator) == (12, 29)


def test_thirty_people_are_enough() -> None:
    assert rate(12, 30).value == pytest.approx(0.4)


@pytest.mark.parametrize(("successes", "bound"), [(0, 0.0), (40, 1.0)])
def test_the_outer_end_at_none_and_all_is_exact(successes: int, bound: float) -> None:
    assert bound in wilson(successes, 40)


def test_a_difference_needs_thirty_people_on_both_sides() -> None:
    assert rate_difference(5, 1000, 1, 29).status is Status.TOO_SMALL


def test_a_difference_to_an_empty_group_is_empty() -> None:
    assert rate_difference(5, 1000, 0, 0).status is Status.EMPTY


def test_more_successes_than_people_is_a_defect() -> None:
    with pytest.raises(ValueError, match="31 successes of 30"):
        rate(31, 30)


@pytest.mark.parametrize(("a", "m", "b", "n"), [(56, 70, 48, 80), (180, 9000, 12, 1000), (8279, 45_489, 8502, 44_700)])
def test_two_rates_are_tested_as_statsmodels_does(a: int, m: int, b: int, n: int) -> None:
    found = rate_test(a, m, b, n)
    assert found.method == POOLED_Z
    assert found.p_value == pytest.approx(proportions_ztest([a, b], [m, n])[1], rel=1e-9)


def test_five_against_none_of_fifty_is_tested_exactly() -> None:
    """METRICS §1: p = 0.056 by Fisher, as an expected cell is 2.5."""
    found = rate_test(5, 50, 0, 50)
    assert (found.method, round(found.p_value or 0, 3)) == (FISHER, 0.056)


@pytest.mark.parametrize(("a", "m", "b", "n"), [(0, 0, 1, 5), (1, 5, 0, 0)])
def test_a_rate_is_not_tested_against_nobody(a: int, m: int, b: int, n: int) -> None:
    assert rate_test(a, m, b, n).p_value is None


@pytest.mark.parametrize(("successes", "n"), [(0, 400), (400, 400)])
def test_groups_that_all_did_the_same_differ_by_chance(successes: int, n: int) -> None:
    assert rate_test(successes, n, successes, n).p_value == 1.0


@pytest.mark.parametrize(("n", "base_n"), [(5_000, 5_000), (18_000, 2_000)])
def test_useless_campaigns_differ_in_conversion_no_oftener_than_promised(n: int, base_n: int) -> None:
    draws = np.random.default_rng(4)
    bought, base = draws.binomial(n, 0.02, 4_000), draws.binomial(base_n, 0.02, 4_000)
    alarms = [rate_test(int(a), n, int(b), base_n).is_below(0.05) for a, b in zip(bought, base, strict=True)]
    assert np.mean(alarms) == pytest.approx(0.05, abs=0.0105)  # three errors of 4,000 campaigns
