"""CUPED: against the regression it is, and what it promises."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from queries.stats import Status
from queries.stats.cuped import PairedSums, cuped


def people(n: int, *, lift: float, explains: float, draws: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    before = draws.poisson(100, n)
    after = np.rint(explains * (before - 100) + draws.poisson(100, n) + lift).astype(np.int64)
    return after, before


def sums(after: np.ndarray, before: np.ndarray) -> PairedSums:
    products = int((after * before).sum())
    return PairedSums(
        len(after), int(after.sum()), int(before.sum()), int((after**2).sum()), int((before**2).sum()), products
    )


def test_it_is_the_regression_on_group_and_before() -> None:
    draws = np.random.default_rng(1)
    groups = people(900, lift=4, explains=0.8, draws=draws), people(300, lift=0, explains=0.8, draws=draws)
    after, before = (np.concatenate(part) for part in zip(*groups, strict=True))
    design = np.column_stack([np.ones(1_200), np.repeat([1, 0], [900, 300]), before])
    fitted = sm.OLS(after, design).fit()
    found = cuped(sums(*groups[0]), sums(*groups[1]))
    assert (found.difference.value, found.theta) == pytest.approx((fitted.params[1], fitted.params[2]))


def test_what_is_known_before_narrows_the_interval_and_keeps_its_promise() -> None:
    draws, covered, saved = np.random.default_rng(2), [], []
    for _ in range(1_000):
        group, base = people(400, lift=2, explains=1, draws=draws), people(100, lift=0, explains=1, draws=draws)
        found = cuped(sums(*group), sums(*base))
        covered.append((found.difference.ci_low or 9) <= 2 <= (found.difference.ci_high or -9))
        saved.append(found.variance_saved or 0)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.021)
    assert np.mean(saved) == pytest.approx(0.5, abs=0.02)


def test_what_explains_nothing_is_called_no_gain() -> None:
    draws = np.random.default_rng(3)
    found = cuped(*(sums(*people(5_000, lift=0, explains=0, draws=draws)) for _ in range(2)))
    assert found.variance_saved == pytest.approx(0, abs=0.002)
    assert not found.has_gain


def test_what_does_not_vary_leaves_the_plain_difference() -> None:
    group, base = np.array([1, 2, 3, 9]), np.array([0, 2, 2, 1])
    found = cuped(sums(group, np.zeros(4, int)), sums(base, np.zeros(4, int)))
    assert (found.theta, found.difference.value, found.variance_saved) == (0.0, 2.5, 0.0)


@pytest.mark.parametrize(
    ("group", "status"),
    [
        (PairedSums(0, 0, 0, 0, 0, 0), Status.EMPTY),
        (PairedSums(1, 4, 2, 16, 4, 8), Status.TOO_SMALL),
        (PairedSums(50, 0, 0, 0, 0, 0), Status.ZERO_VARIANCE),
    ],
)
def test_what_cannot_be_compared_has_no_value(group: PairedSums, status: Status) -> None:
    found = cuped(group, PairedSums(50, 0, 0, 0, 0, 0))
    assert (found.difference.value, found.difference.status, found.variance_saved) == (None, status, None)
