"""Checks and effects of randomised groups: sample ratio, difference of means."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from scipy.stats import chi2, t

from queries.stats.estimate import Estimate, Significance, Status, unknown

SRM_ALARM = 0.001  # GrowthBook's threshold: one false alarm in a thousand sound experiments
SRM_DOUBT = 0.01
BEFORE_ALARM = 0.001  # groups that differed before anything was sent (METRICS §6.1)
MOST_IN_BOTH = 0.01  # over this share of people in two groups the assignment is not to be trusted (METRICS §6.1)
SRM_SMALLEST_ARM = 8  # under eight expected people the chi-square approximation says nothing
WELCH = "Welch"


@dataclass(frozen=True)
class SampleRatio:
    """Whether the groups have the sizes they were planned to have. None: too few people to tell."""

    p_value: float | None

    @property
    def is_broken(self) -> bool:
        return self.p_value is not None and self.p_value < SRM_ALARM

    @property
    def is_doubtful(self) -> bool:
        """Not broken, and yet such a split comes by chance less than once in a hundred campaigns: a warning."""
        return self.p_value is not None and SRM_ALARM <= self.p_value < SRM_DOUBT


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


def is_contaminated(in_both: int, people: int) -> bool:
    """Whether too many of the people assigned, themselves included, stand in two groups at once."""
    return in_both > MOST_IN_BOTH * people


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
    """Mean minus base mean with Welch's interval. For skewed money its p-value is wrong (METRICS §0.2): `money` has
    the one of a permutation."""
    status = _comparable(group, base)
    if status is not Status.OK:
        return unknown(status, n=group.n, denominator=base.n, method=WELCH)
    own, other = group.variance / group.n, base.variance / base.n
    half = float(t.ppf((1 + confidence) / 2, freedom((own, group.n), (other, base.n)))) * sqrt(own + other)
    value = group.mean - base.mean
    return Estimate(value, group.n, base.n, value - half, value + half, WELCH, Status.OK)


def mean_test(group: Sums, base: Sums) -> Significance:
    """Welch's two-sided test: for what is not skewed, such as the same people before the campaign."""
    if _comparable(group, base) is not Status.OK:
        return Significance(None, WELCH)
    own, other = group.variance / group.n, base.variance / base.n
    distance = abs(group.mean - base.mean) / sqrt(own + other)
    return Significance(float(2 * t.sf(distance, freedom((own, group.n), (other, base.n)))), WELCH)


def freedom(*parts: tuple[float, int]) -> float:
    """Satterthwaite's degrees of freedom of a sum of independent variances, each with the people it was found of."""
    total = sum(variance for variance, _ in parts)
    return total**2 / sum(variance**2 / (n - 1) for variance, n in parts)


def _comparable(group: Sums, base: Sums) -> Status:
    if group.n == 0 or base.n == 0:
        return Status.EMPTY
    if min(group.n, base.n) < 2:
        return Status.TOO_SMALL
    return Status.OK if group.variance + base.variance > 0 else Status.ZERO_VARIANCE
