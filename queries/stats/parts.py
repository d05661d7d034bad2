"""A part against the whole that it belongs to: shares, means and ratios, with intervals that know of the overlap.

Part and whole share people, so their difference is (1 − w) times that of part and rest, where w is the part's weight in
the whole: the whole's mean is w · part + (1 − w) · rest. Part and rest share nobody, so the usual interval of their
difference holds, and it shrinks by the same factor. The weight is taken as known.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

from scipy.stats import t

from queries.stats.estimate import ENOUGH_PEOPLE, Estimate, Status, unknown
from queries.stats.experiments import Sums, mean_difference
from queries.stats.rates import rate_difference
from queries.stats.ratios import RatioSums, ratio_difference

STUDENT = "Student"


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


def ratio_against_whole(part: RatioSums, whole: RatioSums, *, confidence: float = 0.95) -> Estimate:
    """Ratio of the part minus ratio of the whole; the weight is the part's share of what is divided by."""
    rest = RatioSums(*(every - own for every, own in zip(_numbers(whole), _numbers(part), strict=True)))
    found = ratio_difference(part, rest, confidence=confidence)
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
