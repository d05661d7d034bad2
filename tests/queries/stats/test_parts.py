"""A part against its whole: the identities that define it, another way to compute it, how often its interval holds."""

from __future__ import annotations

import numpy as np
import pytest

from queries.stats import (
    RatioSums,
    Status,
    Sums,
    clustered_share,
    mean,
    mean_against_whole,
    ratio,
    ratio_against_whole,
    share_against_whole,
    wilson,
)


def sums(values: np.ndarray) -> Sums:
    return Sums(len(values), int(values.sum()), int((values**2).sum()))


def ratio_sums(over: np.ndarray, under: np.ndarray) -> RatioSums:
    return RatioSums(
        len(over),
        int(over.sum()),
        int(under.sum()),
        int((over**2).sum()),
        int((under**2).sum()),
        int((over * under).sum()),
    )


def test_the_difference_is_that_of_the_shares_as_they_are_shown() -> None:
    found = share_against_whole(60, 100, 300, 1000)
    assert found.value == pytest.approx(60 / 100 - 300 / 1000)
    assert (found.n, found.denominator) == (100, 1000)


def test_a_part_that_is_nearly_everyone_cannot_be_told_from_the_whole() -> None:
    assert share_against_whole(500, 980, 510, 1000).status is Status.TOO_SMALL
    assert share_against_whole(500, 1000, 500, 1000).status is Status.EMPTY
    assert mean_against_whole(Sums(990, 990, 990), Sums(1000, 1000, 1000)).status is Status.TOO_SMALL


def test_means_and_ratios_differ_by_what_is_shown() -> None:
    rng = np.random.default_rng(3)
    orders, net = rng.poisson(2, 400) + 1, rng.integers(1, 9000, 400)
    part, whole = slice(0, 90), slice(0, 400)
    by_mean = mean_against_whole(sums(net[part]), sums(net[whole]))
    assert by_mean.value == pytest.approx(net[part].mean() - net.mean())
    by_ratio = ratio_against_whole(ratio_sums(net[part], orders[part]), ratio_sums(net[whole], orders[whole]))
    assert by_ratio.value == pytest.approx(net[part].sum() / orders[part].sum() - net.sum() / orders.sum())


def test_the_spread_of_a_ratio_is_that_of_its_residuals() -> None:
    rng = np.random.default_rng(4)
    orders, net = rng.poisson(2, 300) + 1, rng.integers(1, 9000, 300)
    r = net.sum() / orders.sum()
    expected = np.var(net - r * orders, ddof=1) / (300 * orders.mean() ** 2)
    assert ratio_sums(net, orders).variance == pytest.approx(expected)


def test_too_few_or_nothing_to_divide_by_is_no_number() -> None:
    assert ratio(RatioSums(100, 0, 0, 0, 0, 0)).status is Status.EMPTY
    assert ratio(RatioSums(10, 50, 10, 500, 10, 50)).status is Status.TOO_SMALL
    assert mean(Sums(29, 29, 29)).status is Status.TOO_SMALL
    assert mean(Sums(0, 0, 0)).status is Status.EMPTY


def test_the_interval_of_a_share_against_the_whole_holds_in_95_of_100_cases() -> None:
    rng = np.random.default_rng(5)
    part_n, rest_n, p, q = 200, 600, 0.3, 0.2
    truth = (1 - part_n / (part_n + rest_n)) * (p - q)
    held = 0
    for _ in range(1500):
        own, others = int(rng.binomial(part_n, p)), int(rng.binomial(rest_n, q))
        found = share_against_whole(own, part_n, own + others, part_n + rest_n)
        assert found.ci_low is not None
        assert found.ci_high is not None
        held += found.ci_low <= truth <= found.ci_high
    assert 0.935 < held / 1500 < 0.97


def test_the_interval_of_a_recurring_share_knows_that_cases_of_one_person_are_alike() -> None:
    """Persons with a chance of their own and up to 24 cases: Wilson's interval of the cases covers far too rarely."""
    rng = np.random.default_rng(6)
    held, held_by_cases, rounds = 0, 0, 800
    for _ in range(rounds):
        chances, cases = rng.beta(1, 3, 300), rng.integers(1, 25, 300)
        found = clustered_share(ratio_sums(rng.binomial(cases, chances), cases))
        assert found.ci_low is not None
        assert found.ci_high is not None
        held += found.ci_low <= 0.25 <= found.ci_high
        low, high = wilson(found.n, found.denominator)
        held_by_cases += low <= 0.25 <= high
    assert 0.92 < held / rounds < 0.97
    assert held_by_cases / rounds < 0.75


def test_a_recurring_share_stays_between_none_and_all() -> None:
    found = clustered_share(ratio_sums(np.array([1] + [0] * 39), np.array([9] + [2] * 39)))
    assert (found.n, found.denominator, found.ci_low) == (1, 87, 0.0)
    assert clustered_share(RatioSums(29, 5, 50, 5, 100, 9)).status is Status.TOO_SMALL
