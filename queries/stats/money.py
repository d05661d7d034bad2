"""Money per person assigned, of two groups: the difference, whether it is more than chance, and how far to trust it.

The mean of money rests on few large orders. So the decision is a permutation's, the interval is Welch's, and where the
two contradict each other neither wins: inconclusive (METRICS §0.2, §6.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

import numpy as np

from queries.stats.estimate import Estimate, Significance, unknown
from queries.stats.exact import dot
from queries.stats.experiments import Sums, mean_difference
from queries.stats.permutation import Amounts, permutation_test

ENOUGH_BUYERS = 100  # in the smaller group; with fewer the largest order decides
PEOPLE_PER_SQUARED_SKEWNESS = 355  # Kohavi et al. (2014): so many, and Welch's interval covers as it says
CAP_QUANTILE = 0.999  # of those who spent


class Finding(StrEnum):
    """What a comparison allows one to say."""

    RAISED = "raised"
    LOWERED = "lowered"
    NOT_SHOWN = "not_shown"
    INCONCLUSIVE = "inconclusive"
    TOO_FEW_BUYERS = "too_few_buyers"


@dataclass(frozen=True, eq=False)
class Spending:
    """Of `n` people assigned, the whole minor units that each who bought spent; the others spent nothing."""

    n: int
    amounts: Amounts

    def __post_init__(self) -> None:
        if len(self.amounts) > self.n:
            raise ValueError(f"{len(self.amounts)} buyers of {self.n} people")

    @property
    def buyers(self) -> int:
        return len(self.amounts)

    @property
    def sums(self) -> Sums:
        return Sums(self.n, int(self.amounts.sum()), dot(self.amounts, self.amounts))

    @property
    def skewness(self) -> float | None:
        """Of all `n` people, those who spent nothing included."""
        if not self.buyers:
            return None
        amounts, mean = self.amounts.astype(float), float(self.amounts.sum()) / self.n
        rest = self.n - self.buyers
        second = (float(((amounts - mean) ** 2).sum()) + rest * mean**2) / self.n
        third = (float(((amounts - mean) ** 3).sum()) - rest * mean**3) / self.n
        return third / second**1.5 if second > 0 else None

    def capped_at(self, largest: int) -> Spending:
        return Spending(self.n, np.minimum(self.amounts, largest))


@dataclass(frozen=True)
class MoneyEffect:
    """`difference` is in minor units per person assigned. `capped_difference` is the same with the amounts of the
    largest spenders cut: a line of sensitivity, not a result. Where `people_for_normal` exceeds a group, the interval
    leans on fewer people than the skewness of spending asks for (amber)."""

    difference: Estimate
    significance: Significance
    finding: Finding
    capped_difference: Estimate
    people_for_normal: int | None
    is_skewed: bool


def money_effect(group: Spending, base: Spending, *, seed: int, alpha: float = 0.05) -> MoneyEffect:
    """Of a group against the control group; `alpha` both decides and sets the intervals."""
    difference = mean_difference(group.sums, base.sums, confidence=1 - alpha)
    significance = permutation_test(group.amounts, group.n, base.amounts, base.n, seed=seed, alpha=alpha)
    needed = _people_for_normal(group, base)
    return MoneyEffect(
        difference,
        significance,
        _finding(group, base, difference, significance, alpha),
        _capped_difference(group, base, confidence=1 - alpha),
        needed,
        needed is not None and min(group.n, base.n) < needed,
    )


def _finding(
    group: Spending, base: Spending, difference: Estimate, significance: Significance, alpha: float
) -> Finding:
    if min(group.buyers, base.buyers) < ENOUGH_BUYERS or significance.p_value is None:
        return Finding.TOO_FEW_BUYERS
    if difference.value is None or difference.ci_low is None or difference.ci_high is None:
        return Finding.NOT_SHOWN
    excludes_zero = not difference.ci_low <= 0 <= difference.ci_high
    if excludes_zero != significance.is_below(alpha):
        return Finding.INCONCLUSIVE
    if not excludes_zero:
        return Finding.NOT_SHOWN
    return Finding.RAISED if difference.value > 0 else Finding.LOWERED


def _people_for_normal(group: Spending, base: Spending) -> int | None:
    """In each group, by the larger skewness of the two."""
    skewness = [found for found in (group.skewness, base.skewness) if found is not None]
    return ceil(PEOPLE_PER_SQUARED_SKEWNESS * max(skewness, key=abs) ** 2) if skewness else None


def _capped_difference(group: Spending, base: Spending, *, confidence: float) -> Estimate:
    if not group.buyers + base.buyers:
        difference = mean_difference(group.sums, base.sums, confidence=confidence)
        return unknown(difference.status, n=group.n, denominator=base.n, method=difference.method)
    largest = int(np.quantile(np.concatenate([group.amounts, base.amounts]), CAP_QUANTILE, method="lower"))
    return mean_difference(group.capped_at(largest).sums, base.capped_at(largest).sums, confidence=confidence)
