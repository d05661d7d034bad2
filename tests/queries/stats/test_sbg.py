"""The shifted beta-geometric model against the paper that proposes it, products of chances, and planted ones.

Fader and Hardie (2007), table 1: customers of 1,000 who were still there after each year, in two segments.
"""

from __future__ import annotations

from math import isclose

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.stats.sbg import Left, ShiftedBetaGeometric, shifted_beta_geometric

REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173)
HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394)
YEARS = 7


def watched(there: tuple[int, ...]) -> list[Left]:
    last = len(there) - 1
    return [Left(t, there[t - 1] - there[t], there[t] if t == last else 0) for t in range(1, last + 1)]


def fitted(there: tuple[int, ...]) -> ShiftedBetaGeometric:
    found = shifted_beta_geometric(watched(there))
    assert found
    return found


@pytest.mark.parametrize(
    ("there", "alpha", "beta"), [(REGULAR, 0.704, 1.182), (HIGH_END, 0.668, 3.806)], ids=["regular", "high end"]
)
def test_both_segments_are_fitted_as_published(there: tuple[int, ...], alpha: float, beta: float) -> None:
    found = fitted(there[: YEARS + 1])
    assert (round(found.alpha, 3), round(found.beta, 3)) == (alpha, beta)


def test_the_likelihood_is_as_published() -> None:
    assert round(fitted(REGULAR[: YEARS + 1]).log_likelihood, 2) == -1680.27


@pytest.mark.parametrize(("there", "error"), [(REGULAR, 0.015), (HIGH_END, 0.028)], ids=["regular", "high end"])
def test_years_8_to_12_are_projected_as_closely_as_published(there: tuple[int, ...], error: float) -> None:
    found = fitted(there[: YEARS + 1])
    apart = [abs(1000 * found.staying(t) / there[t] - 1) for t in range(YEARS + 1, 13)]
    assert round(float(np.mean(apart)), 3) == error


@given(st.floats(0.05, 20), st.floats(0.05, 20), st.integers(1, 40))
@settings(max_examples=40)
def test_who_stays_is_the_product_of_who_stays_on(alpha: float, beta: float, periods: int) -> None:
    model = ShiftedBetaGeometric(alpha, beta, 0.0)
    chances = [model.staying_on(t) for t in range(1, periods + 1)]
    assert isclose(model.staying(periods), float(np.prod(chances)), rel_tol=1e-9)


def test_people_watched_for_less_time_do_not_move_what_is_found() -> None:
    """Twenty cohorts, each a period younger: the same chances are found as when all are watched to the end."""
    alpha, beta, random = 0.8, 2.4, np.random.default_rng(3)
    lived = random.geometric(random.beta(alpha, beta, 40_000))
    until = random.integers(4, 24, len(lived))
    left = np.bincount(lived[lived <= until], minlength=25)
    there = np.bincount(until[lived > until], minlength=25)
    found = shifted_beta_geometric([Left(t, int(left[t]), int(there[t])) for t in range(1, 25)])
    assert found
    assert (found.alpha, found.beta) == pytest.approx((alpha, beta), rel=0.08)


@pytest.mark.parametrize(
    "seen",
    [
        [],
        [Left(3, 40, 60)],
        [Left(1, 5, 0), Left(4, 4, 20)],
        [Left(1, 0, 0), Left(6, 0, 90)],
        [Left(1, 50, 0), Left(5, 40, 0)],
    ],
    ids=["nothing", "three periods", "few people", "nobody left", "nobody stayed"],
)
def test_too_little_gives_no_projection(seen: list[Left]) -> None:
    assert shifted_beta_geometric(seen) is None
