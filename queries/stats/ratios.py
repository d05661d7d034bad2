"""Ratios of sums over people, such as the average order value, by the delta method."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

from scipy.stats import norm

from queries.stats.estimate import ENOUGH_PEOPLE, Estimate, Significance, Status, unknown

DELTA = "delta method"
CLUSTERED = "delta method, clustered by person"


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


def ratio_difference(group: RatioSums, base: RatioSums, *, confidence: float = 0.95) -> Estimate:
    """Ratio minus base ratio. Of two groups of a campaign this is mix, not an effect: the campaign also changes who is
    divided by, for instance who buys at all."""
    if min(group.n, base.n) < ENOUGH_PEOPLE or min(group.under, base.under) <= 0:
        return unknown(Status.TOO_SMALL, n=group.n, denominator=base.n, method=DELTA)
    half = float(norm.ppf((1 + confidence) / 2)) * sqrt(group.variance + base.variance)
    value = group.ratio - base.ratio
    return Estimate(value, group.n, base.n, value - half, value + half, DELTA, Status.OK)


def ratio_test(group: RatioSums, base: RatioSums) -> Significance:
    """Whether two ratios differ, two-sided, by the normal approximation of the same variances."""
    difference = ratio_difference(group, base)
    variance = group.variance + base.variance if difference.value is not None else 0.0
    if difference.value is None or variance <= 0:
        return Significance(None, DELTA)
    return Significance(float(2 * norm.sf(abs(difference.value) / sqrt(variance))), DELTA)
