"""A difference of means with what was known before taken out of the noise: CUPED (Deng, Xu, Kohavi and Walker 2013).

What people spent before the campaign explains part of what they spend after it, and cannot be changed by it. Taking it
out leaves the effect and narrows its interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from scipy.stats import t

from queries.stats.estimate import Estimate, Status, unknown
from queries.stats.experiments import freedom

CUPED = "CUPED"
LEAST_GAIN = 0.01  # of the variance; a smaller one is said to be none


@dataclass(frozen=True)
class PairedSums:
    """Of `n` people: an outcome, and what was known of the same before they were assigned. Exact whole numbers."""

    n: int
    outcome: int
    before: int
    outcome_squares: int
    before_squares: int
    products: int

    @property
    def centred(self) -> tuple[Fraction, Fraction, Fraction]:
        """Σ(y − ȳ)², Σ(x − x̄)² and Σ(y − ȳ)(x − x̄)."""
        return (
            self.outcome_squares - Fraction(self.outcome**2, self.n),
            self.before_squares - Fraction(self.before**2, self.n),
            self.products - Fraction(self.outcome * self.before, self.n),
        )


@dataclass(frozen=True)
class Adjusted:
    """`variance_saved` is the share of the plain difference's variance that went; None where nothing is known."""

    difference: Estimate
    theta: float | None
    variance_saved: float | None

    @property
    def has_gain(self) -> bool:
        return self.variance_saved is not None and self.variance_saved >= LEAST_GAIN


def cuped(group: PairedSums, base: PairedSums, *, confidence: float = 0.95) -> Adjusted:
    """Difference of the means of Y − θ(X − X̄). θ = cov/var within the groups, pooled, so that the effect itself does
    not bend it; 0 where X does not vary."""
    if min(group.n, base.n) < 2:
        status = Status.EMPTY if min(group.n, base.n) == 0 else Status.TOO_SMALL
        return Adjusted(unknown(status, n=group.n, denominator=base.n, method=CUPED), None, None)
    (yy, xx, xy), (base_yy, base_xx, base_xy) = group.centred, base.centred
    theta = (xy + base_xy) / (xx + base_xx) if xx + base_xx else Fraction(0)
    own = _error(yy - 2 * theta * xy + theta**2 * xx, group.n)
    other = _error(base_yy - 2 * theta * base_xy + theta**2 * base_xx, base.n)
    plain = _error(yy, group.n) + _error(base_yy, base.n)
    if own + other <= 0:
        return Adjusted(unknown(Status.ZERO_VARIANCE, n=group.n, denominator=base.n, method=CUPED), None, None)
    value = float(_mean_adjusted(group, theta) - _mean_adjusted(base, theta))
    half = float(t.ppf((1 + confidence) / 2, freedom((own, group.n), (other, base.n)))) * sqrt(own + other)
    difference = Estimate(value, group.n, base.n, value - half, value + half, CUPED, Status.OK)
    return Adjusted(difference, float(theta), 1 - (own + other) / plain)


def _error(squares: Fraction, n: int) -> float:
    """Variance of a mean."""
    return float(squares / ((n - 1) * n))


def _mean_adjusted(sums: PairedSums, theta: Fraction) -> Fraction:
    return (sums.outcome - theta * sums.before) / sums.n
