"""The effect on the reached: by division, by simulation, and where hardly anybody was reached."""

from __future__ import annotations

import numpy as np
import pytest

from queries.stats import Status
from queries.stats.cuped import PairedSums
from queries.stats.reached import FIELLER, ON_THE_REACHED, effect_on_reached


def sums(outcome: np.ndarray, reached: np.ndarray) -> PairedSums:
    parts = (outcome.sum(), reached.sum(), (outcome**2).sum(), (reached**2).sum(), (outcome * reached).sum())
    return PairedSums(len(outcome), *(int(part) for part in parts))


def campaign(share: float, draws: np.random.Generator) -> tuple[PairedSums, PairedSums]:
    """Delivery reaches a share of people, who would have bought more anyway, and gives each of them 5 more."""
    reached = draws.random(3_000) < share
    outcome = draws.poisson(np.where(reached, 15 + 5, 10))
    would_be = draws.random(1_500) < share
    return sums(outcome, reached.astype(int)), sums(draws.poisson(np.where(would_be, 15, 10)), np.zeros(1_500, int))


def test_the_effect_is_spread_over_those_reached() -> None:
    group, base = PairedSums(100, 300, 80, 2_000, 80, 260), PairedSums(50, 110, 0, 900, 0, 0)
    found = effect_on_reached(group, base)
    assert found.value == pytest.approx(0.8 / 0.8)
    assert found.method == ON_THE_REACHED


@pytest.mark.parametrize(("share", "method"), [(0.8, ON_THE_REACHED), (0.2, FIELLER)])
def test_the_interval_covers_the_effect_on_the_reached(share: float, method: str) -> None:
    draws, covered = np.random.default_rng(1), []
    for _ in range(800):
        found = effect_on_reached(*campaign(share, draws))
        covered.append((found.ci_low or 99) <= 5 <= (found.ci_high or -99))
        assert found.method == method
    assert 0.925 < np.mean(covered) < 0.99  # too often where those reached buy more anyway: the division ignores it


def test_fieller_is_wider_on_the_side_of_fewer_reached() -> None:
    found = effect_on_reached(*campaign(0.05, np.random.default_rng(2)))
    assert found.value is not None
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert found.ci_low < found.value < found.ci_high


@pytest.mark.parametrize(
    ("group", "status"),
    [
        (PairedSums(0, 0, 0, 0, 0, 0), Status.EMPTY),
        (PairedSums(90, 50, 0, 80, 0, 0), Status.TOO_SMALL),
        (PairedSums(90, 50, 2, 80, 2, 3), Status.TOO_SMALL),
        (PairedSums(90, 0, 90, 0, 90, 0), Status.ZERO_VARIANCE),
    ],
)
def test_where_nobody_more_was_reached_nothing_is_known(group: PairedSums, status: Status) -> None:
    found = effect_on_reached(group, PairedSums(90, 0, 0, 0, 0, 0))
    assert (found.value, found.status) == (None, status)
