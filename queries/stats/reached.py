"""The effect on those who were reached, from groups as assigned: a control group may not be cut to who would be."""

from __future__ import annotations

from math import sqrt

from scipy.stats import norm

from queries.stats.cuped import PairedSums
from queries.stats.estimate import Estimate, Status, unknown

ON_THE_REACHED = "effect on the reached"
FIELLER = "effect on the reached, Fieller"
_FEW_REACHED = 0.5  # below it the share itself is too uncertain to be taken as known


def effect_on_reached(group: PairedSums, base: PairedSums, *, confidence: float = 0.95) -> Estimate:
    """Difference of the outcomes over the difference of the shares reached (Imbens and Angrist 1994). In place of
    `before` the sums hold who was reached: 1 or 0. It supposes that a message not delivered changes nothing.

    Where under half are reached the interval is Fieller's (1954), which takes the shares as found, not as known. It
    has no end where hardly anybody more was reached than in the base: then unknown.
    """
    if min(group.n, base.n) < 2:
        status = Status.TOO_SMALL if min(group.n, base.n) else Status.EMPTY
        return unknown(status, n=group.n, denominator=base.n, method=ON_THE_REACHED)
    outcome = group.outcome / group.n - base.outcome / base.n
    reached = group.before / group.n - base.before / base.n
    own, share, joint = (left + right for left, right in zip(_errors(group), _errors(base), strict=True))
    z = float(norm.ppf((1 + confidence) / 2))
    if reached <= 0 or reached**2 <= z**2 * share:
        return unknown(Status.TOO_SMALL, n=group.n, denominator=base.n, method=ON_THE_REACHED)
    if own == 0:
        return unknown(Status.ZERO_VARIANCE, n=group.n, denominator=base.n, method=ON_THE_REACHED)
    if reached >= _FEW_REACHED:
        low, high = ((outcome + side * z * sqrt(own)) / reached for side in (-1, 1))
        return Estimate(outcome / reached, group.n, base.n, low, high, ON_THE_REACHED, Status.OK)
    # the roots of (outcome − θ·reached)² = z²·(own − 2θ·joint + θ²·share)
    square, middle, rest = reached**2 - z**2 * share, outcome * reached - z**2 * joint, outcome**2 - z**2 * own
    half = sqrt(middle**2 - square * rest)
    low, high = (middle - half) / square, (middle + half) / square
    return Estimate(outcome / reached, group.n, base.n, low, high, FIELLER, Status.OK)


def _errors(sums: PairedSums) -> tuple[float, float, float]:
    """Variances of both means and their covariance."""
    return tuple(float(part / ((sums.n - 1) * sums.n)) for part in sums.centred)  # type: ignore[return-value]
