"""How much more, in percent of the control group: intervals made on the scale of logarithms, where ratios are even.

The usual delta method on the ratio itself misses on one side only: with a base of 0.6 % and 2,000 people kept back it
covers 93.8 %, the logarithm 95.5 % (METRICS §6.4).
"""

from __future__ import annotations

from math import exp, log, sqrt

from scipy.stats import t

from queries.stats.estimate import Estimate, Status, unknown
from queries.stats.experiments import Sums, freedom

LOG_RATIO = "log ratio"


def relative_rate(successes: int, n: int, base_successes: int, base_n: int, *, confidence: float = 0.95) -> Estimate:
    """Rate over base rate, minus 1."""
    group, base = Sums(n, successes, successes), Sums(base_n, base_successes, base_successes)
    return relative_mean(group, base, confidence=confidence)


def relative_mean(group: Sums, base: Sums, *, confidence: float = 0.95) -> Estimate:
    """Mean over base mean, minus 1; none on a base of 0, and none of a group at 0, which has no logarithm."""
    status = _comparable(group, base)
    if status is not Status.OK:
        return unknown(status, n=group.n, denominator=base.n, method=LOG_RATIO)
    own, other = (part.variance / (part.n * part.mean**2) for part in (group, base))
    ratio = group.mean / base.mean
    half = float(t.ppf((1 + confidence) / 2, freedom((own, group.n), (other, base.n)))) * sqrt(own + other)
    low, high = (exp(log(ratio) + side) - 1 for side in (-half, half))
    return Estimate(ratio - 1, group.n, base.n, low, high, LOG_RATIO, Status.OK)


def _comparable(group: Sums, base: Sums) -> Status:
    if group.n == 0 or base.n == 0:
        return Status.EMPTY
    if base.total <= 0:
        return Status.NO_BASE
    if group.total <= 0 or min(group.n, base.n) < 2:
        return Status.TOO_SMALL
    return Status.OK if group.variance + base.variance > 0 else Status.ZERO_VARIANCE
