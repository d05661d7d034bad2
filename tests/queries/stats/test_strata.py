"""Post-stratification: by hand, its merging, and what it promises."""

from __future__ import annotations

import numpy as np
import pytest

from queries.stats import Status, Sums, mean_difference
from queries.stats.strata import Stratum, post_stratified


def sums(values: np.ndarray) -> Sums:
    return Sums(len(values), int(values.sum()), int((values**2).sum()))


def test_the_difference_is_that_of_like_and_like_by_the_size_of_the_strata() -> None:
    """Half of the group and a fifth of the base are rich: apart they differ by 2, together by 32."""
    poor = Stratum(Sums(100, 1_200, 15_000), Sums(400, 4_000, 42_000))
    rich = Stratum(Sums(100, 11_200, 1_260_000), Sums(100, 11_000, 1_215_000))
    found = post_stratified([poor, rich])
    assert found.difference.value == pytest.approx(2.0)
    assert (found.strata, found.merged) == (2, 0)
    assert mean_difference(Sums(200, 12_400, 1_275_000), Sums(500, 15_000, 1_257_000)).value == pytest.approx(32.0)


def test_small_strata_become_one() -> None:
    small = [Stratum(Sums(n, 2 * n, 5 * n), Sums(20, 20, 30)) for n in (5, 20, 40)]
    found = post_stratified([Stratum(Sums(300, 600, 1_500), Sums(100, 100, 150)), *small])
    assert (found.strata, found.merged) == (2, 2)
    assert found.difference.value == pytest.approx(1.0)


def test_a_rest_too_small_joins_the_smallest_other() -> None:
    tiny = Stratum(Sums(3, 6, 15), Sums(2, 2, 3))
    large = [Stratum(Sums(n, 2 * n, 5 * n), Sums(100, 100, 150)) for n in (300, 100)]
    found = post_stratified([*large, tiny])
    assert (found.strata, found.merged, found.difference.n) == (2, 1, 403)


def test_one_stratum_is_the_plain_difference() -> None:
    group, base = Sums(300, 600, 1_500), Sums(100, 100, 150)
    found, plain = post_stratified([Stratum(group, base)]), mean_difference(group, base)
    assert (found.difference.value, found.difference.ci_low) == pytest.approx((plain.value, plain.ci_low))
    assert found.variance_saved == pytest.approx(0)


def test_it_saves_what_lies_between_the_strata_and_keeps_its_promise() -> None:
    draws, covered, saved = np.random.default_rng(5), [], []
    for _ in range(800):
        layer, is_treated = draws.integers(0, 4, 1_000), draws.random(1_000) < 0.8
        spent = draws.poisson(10 + 10 * layer + 3 * is_treated)
        parts = [[spent[(layer == one) & (is_treated == side)] for side in (True, False)] for one in range(4)]
        found = post_stratified(Stratum(sums(group), sums(base)) for group, base in parts)
        covered.append((found.difference.ci_low or 9) <= 3 <= (found.difference.ci_high or -9))
        saved.append(found.variance_saved or 0)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.0235)
    assert np.mean(saved) == pytest.approx(125 / (125 + 27), abs=0.03)


@pytest.mark.parametrize(
    ("strata", "status"),
    [
        ([], Status.EMPTY),
        ([Stratum(Sums(500, 5, 5), Sums(0, 0, 0))], Status.EMPTY),
        ([Stratum(Sums(500, 5, 5), Sums(29, 5, 5))], Status.TOO_SMALL),
        ([Stratum(Sums(500, 0, 0), Sums(50, 0, 0))], Status.ZERO_VARIANCE),
    ],
)
def test_what_cannot_be_compared_has_no_value(strata: list[Stratum], status: Status) -> None:
    found = post_stratified(strata)
    assert (found.difference.value, found.difference.status, found.variance_saved) == (None, status, None)
