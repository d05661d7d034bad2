"""Checks and effects of randomised groups: sample ratio, difference of means."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from scipy.stats import chi2, t

from queries.stats.estimate import Estimate, Status, unknown

SRM_ALARM = 0.001  # GrowthBook's threshold: one false alarm in a thousand sound experiments
SRM_SMALLEST_ARM = 8  # under eight expected people the chi-square approximation says nothing
WELCH = "Welch"


@dataclass(frozen=True)
class SampleRatio:
    """Whether the groups have the sizes they were planned to have. None: too few people to tell."""

    p_value: float | None

    @property
    def is_broken(self) -> bool:
        return self.p_value is not None and self.p_value < SRM_ALARM


def srm(counts: tuple[int, ...], shares: tuple[float, ...]) -> SampleRatio:
    """Chi-square of the group sizes against their planned shares, which need not add up to 1.

    A group of planned share 0 takes no part: counting its people would raise a false alarm.
    """
    planned = [(count, share) for count, share in zip(counts, shares, strict=True) if share > 0]
    people, whole = sum(count for count, _ in planned), sum(share for _, share in planned)
    expected = [people * share / whole for _, share in planned]
    if len(planned) < 2 or min(expected) < SRM_SMALLEST_ARM:
        return SampleRatio(None)
    distance = sum((count - ideal) ** 2 / ideal for (count, _), ideal in zip(planned, expected, strict=True))
    return SampleRatio(float(chi2.sf(distance, df=len(planned) - 1)))


@dataclass(frozen=True)
class Sums:
    """What is enough to know of a sample: how many, their sum, the sum of their squares. Exact whole numbers."""

    n: int
    total: int
    squares: int

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def variance(self) -> float:
        """Of the sample (n − 1). Exact before the last division: floats would cancel at large sums."""
        return float(Fraction(self.n * self.squares - self.total**2, self.n * (self.n - 1)))


def mean_difference(group: Sums, base: Sums, *, confidence: float = 0.95) -> Estimate:
    """Mean minus base mean with Welch's interval. No p-value: for skewed money Welch's is wrong (METRICS §0.2)."""
    if group.n == 0 or base.n == 0:
        return unknown(Status.EMPTY, n=group.n, denominator=base.n, method=WELCH)
    if min(group.n, base.n) < 2:
        return unknown(Status.TOO_SMALL, n=group.n, denominator=base.n, method=WELCH)
    own, other = group.variance / group.n, base.variance / base.n
    if own + other == 0:
        return unknown(Status.ZERO_VARIANCE, n=group.n, denominator=base.n, method=WELCH)
    # Satterthwaite's degrees of freedom
    freedom = (own + other) ** 2 / (own**2 / (group.n - 1) + other**2 / (base.n - 1))
    half = float(t.ppf((1 + confidence) / 2, freedom)) * sqrt(own + other)
    value = group.mean - base.mean
    return Estimate(value, group.n, base.n, value - half, value + half, WELCH, Status.OK)
