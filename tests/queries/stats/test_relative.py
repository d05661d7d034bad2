"""Relative lift: against a second implementation of the logarithm's interval, and its coverage with a small base."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from queries.stats import Status, Sums
from queries.stats.relative import relative_mean, relative_rate


def test_the_relative_lift_of_a_rate_is_the_log_interval_of_statsmodels() -> None:
    found = relative_rate(660, 18_000, 60, 2_000)
    low, high = confint_proportions_2indep(660, 18_000, 60, 2_000, method="log", compare="ratio")
    assert found.value == pytest.approx(660 / 18_000 / (60 / 2_000) - 1)
    assert (found.ci_low, found.ci_high) == pytest.approx((low - 1, high - 1), abs=0.002)  # normal there, Student here


def test_it_misses_on_both_sides_with_a_base_of_six_in_a_thousand() -> None:
    """METRICS §6.4: the plain delta method covers 93.8 % and misses on one side only; this 95.5 %."""
    draws = np.random.default_rng(8)
    bought, base = draws.binomial(18_000, 0.006, 4_000), draws.binomial(2_000, 0.006, 4_000)
    found = [relative_rate(int(a), 18_000, int(b), 2_000) for a, b in zip(bought, base, strict=True) if b]
    above = np.mean([(one.ci_low or 0) > 0 for one in found])
    below = np.mean([(one.ci_high or 0) < 0 for one in found])
    assert above + below == pytest.approx(0.045, abs=0.0105)
    assert min(above, below) > 0.008


def test_it_covers_the_truth_of_means() -> None:
    draws, covered = np.random.default_rng(3), []
    for _ in range(2_000):
        spend, base = draws.gamma(2, 55, 900).astype(int), draws.gamma(2, 50, 300).astype(int)
        found = relative_mean(*(Sums(len(x), int(x.sum()), int((x * x).sum())) for x in (spend, base)))
        covered.append((found.ci_low or 0) <= 0.1 <= (found.ci_high or 0))
    assert np.mean(covered) == pytest.approx(0.95, abs=0.016)


@pytest.mark.parametrize(
    ("group", "base", "status"),
    [
        (Sums(100, 50, 90), Sums(100, 0, 0), Status.NO_BASE),
        (Sums(100, 0, 0), Sums(100, 50, 90), Status.TOO_SMALL),
        (Sums(0, 0, 0), Sums(100, 50, 90), Status.EMPTY),
        (Sums(100, 50, 90), Sums(1, 5, 25), Status.TOO_SMALL),
        (Sums(50, 50, 50), Sums(40, 40, 40), Status.ZERO_VARIANCE),
    ],
)
def test_what_has_no_ratio_has_no_relative_lift(group: Sums, base: Sums, status: Status) -> None:
    found = relative_mean(group, base)
    assert (found.value, found.ci_low, found.status) == (None, None, status)
