"""Shares of people: one rate, and the difference of two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import hypot, sqrt

import numpy as np
from scipy.stats import fisher_exact, norm
from statsmodels.stats.proportion import proportion_confint

from queries.stats.estimate import ENOUGH_PEOPLE, Estimate, Significance, Status, unknown

WILSON = "Wilson"
NEWCOMBE = "Newcombe hybrid score"
POOLED_Z = "pooled z"
FISHER = "Fisher exact"
_LEAST_EXPECTED = 5  # under it the normal approximation of a cell fails, and Fisher's exact test is used


def rate(successes: int, n: int, *, confidence: float = 0.95) -> Estimate:
    """Share of `n` people who did it, with Wilson's interval; hidden under 30 people.

    Wilson (1927): at p = 2 % and n = 50 it covers 92 %, where the usual formula covers 64 %.
    """
    _check(successes, n)
    if n == 0:
        return unknown(Status.EMPTY, method=WILSON)
    if n < ENOUGH_PEOPLE:
        return unknown(Status.TOO_SMALL, n=successes, denominator=n, method=WILSON)
    low, high = wilson(successes, n, confidence=confidence)
    return Estimate(successes / n, successes, n, low, high, WILSON, Status.OK)


def rates(counts: Sequence[tuple[int, int]], *, confidence: float = 0.95) -> list[Estimate]:
    """`rate` of many pairs of successes and people at once: one by one, a thousand take a tenth of a second."""
    enough = [pair for pair in counts if pair[1] >= ENOUGH_PEOPLE]
    ends: Iterator[tuple[float, float]] = iter(())
    if enough:
        found = proportion_confint(*np.array(enough, dtype=np.int64).T, alpha=1 - confidence, method="wilson")
        ends = zip(*(end.tolist() for end in found), strict=True)
    return [_rate(*pair, ends) if pair[1] >= ENOUGH_PEOPLE else rate(*pair) for pair in counts]


def _check(successes: int, n: int) -> None:
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n}")


def _rate(successes: int, n: int, ends: Iterator[tuple[float, float]]) -> Estimate:
    _check(successes, n)
    low, high = next(ends)
    low, high = (0.0 if successes == 0 else low), (1.0 if successes == n else high)
    return Estimate(successes / n, successes, n, low, high, WILSON, Status.OK)


def wilson(successes: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Both ends. At 0 and at n the outer end is exactly 0 and 1, which floating point would miss."""
    low, high = proportion_confint(successes, n, alpha=1 - confidence, method="wilson")
    return (0.0 if successes == 0 else float(low)), (1.0 if successes == n else float(high))


def rate_difference(successes: int, n: int, base_successes: int, base_n: int, *, confidence: float = 0.95) -> Estimate:
    """Rate minus base rate, in shares, with the hybrid score interval: method 10 of Newcombe (1998).

    `n` and `denominator` are the people of the first and of the base group.
    """
    if n == 0 or base_n == 0:
        return unknown(Status.EMPTY, n=n, denominator=base_n, method=NEWCOMBE)
    if min(n, base_n) < ENOUGH_PEOPLE:
        return unknown(Status.TOO_SMALL, n=n, denominator=base_n, method=NEWCOMBE)
    low, high = newcombe(successes, n, base_successes, base_n, confidence=confidence)
    value = successes / n - base_successes / base_n
    return Estimate(value, n, base_n, low, high, NEWCOMBE, Status.OK)


def newcombe(
    successes: int, n: int, base_successes: int, base_n: int, *, confidence: float = 0.95
) -> tuple[float, float]:
    share, base = successes / n, base_successes / base_n
    low, high = wilson(successes, n, confidence=confidence)
    base_low, base_high = wilson(base_successes, base_n, confidence=confidence)
    difference = share - base
    return (
        difference - hypot(share - low, base_high - base),
        difference + hypot(high - share, base - base_low),
    )


def rate_test(successes: int, n: int, base_successes: int, base_n: int) -> Significance:
    """Whether two rates differ, two-sided: pooled z, or Fisher's exact test where an expected cell is under 5."""
    if n == 0 or base_n == 0:
        return Significance(None, POOLED_Z)
    both, whole = successes + base_successes, n + base_n
    expected = min(n, base_n) * min(both, whole - both) / whole
    if expected < _LEAST_EXPECTED:
        table = [[successes, n - successes], [base_successes, base_n - base_successes]]
        return Significance(float(fisher_exact(table).pvalue), FISHER)
    share = both / whole
    error = sqrt(share * (1 - share) * (1 / n + 1 / base_n))
    z = (successes / n - base_successes / base_n) / error
    return Significance(float(2 * norm.sf(abs(z))), POOLED_Z)
