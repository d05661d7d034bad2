"""A part against the whole that it belongs to: shares, means and ratios, with intervals that know of the overlap.

Part and whole share people, so their difference is (1 − w) times that of part and rest, where w is the part's weight in
the whole: the whole's mean is w · part + (1 − w) · rest. Part and rest share nobody, so the usual interval of their
difference holds, and it shrinks by the same factor. The weight is taken as known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

from scipy.stats import norm, t

from queries.stats.estimate import ENOUGH_PEOPLE, Estimate, Status, unknown
from queries.stats.experiments import Sums, mean_difference
from queries.stats.rates import rate_difference

STUDENT = "Student"
DELTA = "delta method"
CLUSTERED = "delta method, clustered by person"


def share_against_whole(
    successes: int, n: int, whole_successes: int, whole_n: int, *, confidence: float = 0.95
) -> Estimate:
    """Share of the part minus share of the whole. `denominator` is the whole. Too small under 30 in part or rest."""
    rest = rate_difference(successes, n, whole_successes - successes, whole_n - n, confidence=confidence)
    return _against_whole(rest, n, whole_n)


def mean_against_whole(part: Sums, whole: Sums, *, confidence: float = 0.95) -> Estimate:
    """Mean of the part minus mean of the whole, by Welch's interval of part and rest."""
    if min(part.n, whole.n - part.n) < ENOUGH_PEOPLE:
        return unknown(Status.TOO_SMALL, n=part.n, denominator=whole.n)
    return _against_whole(mean_difference(part, _rest(part, whole), confidence=confidence), part.n, whole.n)


def mean(found: Sums, *, confidence: float = 0.95) -> Estimate:
    """With Student's interval: rough for money, whose few large amounts skew it. Hidden under 30 people."""
    if found.n == 0:
        return unknown(Status.EMPTY, method=STUDENT)
    if found.n < ENOUGH_PEOPLE:
        return unknown(Status.TOO_SMALL, n=found.n, denominator=found.n, method=STUDENT)
    half = float(t.ppf((1 + confidence) / 2, found.n - 1)) * sqrt(found.variance / found.n)
    return Estimate(found.mean, found.n, found.n, found.mean - half, found.mean + half, STUDENT, Status.OK)


@dataclass(frozen=True)
class RatioSums:
    """Of `n` people: the sums of what is divided (`over`) and of what it is divided by (`under`), of their squares,
    and of their products. Exact whole numbers."""

    n: int
    over: int
    under: int
    over_squares: int
    under_squares: int
    products: int

    @property
    def ratio(self) -> float:
        return self.over / self.under

    @property
    def variance(self) -> float:
        """Of the ratio: (s²_M − 2R·s_MD + R²·s²_D) / (n·D̄²), METRICS §6.6. One division, so that nothing cancels."""
        over, under, n = self.over, self.under, self.n
        # Σ(over − R·under)² times under², in whole numbers; its mean is 0 by the choice of R.
        squares = self.over_squares * under**2 - 2 * over * under * self.products + over**2 * self.under_squares
        return n * squares / ((n - 1) * under**4)


def ratio(found: RatioSums, *, confidence: float = 0.95) -> Estimate:
    """Hidden under 30 people, and unknown where there is nothing to divide by."""
    if found.n == 0 or found.under == 0:
        return unknown(Status.EMPTY, denominator=found.n, method=DELTA)
    if found.n < ENOUGH_PEOPLE:
        return unknown(Status.TOO_SMALL, n=found.n, denominator=found.n, method=DELTA)
    half = float(norm.ppf((1 + confidence) / 2)) * sqrt(found.variance)
    return Estimate(found.ratio, found.n, found.n, found.ratio - half, found.ratio + half, DELTA, Status.OK)


def clustered_share(found: RatioSums, *, confidence: float = 0.95) -> Estimate:
    """A share of cases of which one person may have many, as in cohorts that recur: the persons are what varies, so
    Wilson's interval of the cases would be too narrow (METRICS §2). `n` are the cases that did it, of `denominator`
    cases; hidden under 30 persons.
    """
    judged = replace(ratio(found, confidence=confidence), n=found.over, denominator=found.under, method=CLUSTERED)
    if judged.ci_low is None or judged.ci_high is None:
        return judged
    return replace(judged, ci_low=max(judged.ci_low, 0.0), ci_high=min(judged.ci_high, 1.0))


def ratio_against_whole(part: RatioSums, whole: RatioSums, *, confidence: float = 0.95) -> Estimate:
    """Ratio of the part minus ratio of the whole; the weight is the part's share of what is divided by."""
    rest = RatioSums(*(every - own for every, own in zip(_numbers(whole), _numbers(part), strict=True)))
    if min(part.n, rest.n) < ENOUGH_PEOPLE or min(part.under, rest.under) <= 0:
        return unknown(Status.TOO_SMALL, n=part.n, denominator=whole.n, method=DELTA)
    half = float(norm.ppf((1 + confidence) / 2)) * sqrt(part.variance + rest.variance)
    value = part.ratio - rest.ratio
    found = Estimate(value, part.n, rest.n, value - half, value + half, DELTA, Status.OK)
    return _against_whole(found, part.under, whole.under, denominator=whole.n)


def _numbers(sums: RatioSums) -> tuple[int, ...]:
    return (sums.n, sums.over, sums.under, sums.over_squares, sums.under_squares, sums.products)


def _rest(part: Sums, whole: Sums) -> Sums:
    return Sums(whole.n - part.n, whole.total - part.total, whole.squares - part.squares)


def _against_whole(rest: Estimate, weight: int, of: int, *, denominator: int | None = None) -> Estimate:
    whole = of if denominator is None else denominator
    if not rest.is_known or rest.value is None or rest.ci_low is None or rest.ci_high is None:
        return replace(rest, denominator=whole)
    outside = 1 - weight / of
    return replace(
        rest,
        value=rest.value * outside,
        ci_low=rest.ci_low * outside,
        ci_high=rest.ci_high * outside,
        denominator=whole,
    )
