"""Effects of many campaigns together: what one may expect of the next, and each with the luck of its draw taken off.

Campaigns differ truly (variance τ² by DerSimonian and Laird 1986) and by chance. Their mean carries the interval of
Hartung and Knapp (2001), which holds with few campaigns; each effect is drawn to the mean by the share of its variance
that is chance (partial pooling: Morris 1983). The largest of many results is mostly a lucky one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.stats import norm, t

from queries.stats.estimate import Estimate, Status, unknown

POOLED = "DerSimonian-Laird, Hartung-Knapp"
SHRUNK = "partial pooling"
FEWEST_EFFECTS = 4


@dataclass(frozen=True)
class Measured:
    """The effect of one campaign, with the standard error of it."""

    value: float
    error: float
    n: int
    denominator: int


@dataclass(frozen=True)
class Pooled:
    """`between` is τ, how much campaigns truly differ; `shrunk` are the effects in the order given."""

    mean: Estimate
    between: float | None
    shrunk: tuple[Estimate, ...]


def pooled(effects: Sequence[Measured], *, confidence: float = 0.95) -> Pooled:
    """From four campaigns on; of fewer their mean says nothing about the next."""
    people, others = sum(one.n for one in effects), sum(one.denominator for one in effects)
    if len(effects) < FEWEST_EFFECTS or any(one.error <= 0 for one in effects):
        status = Status.TOO_SMALL if effects else Status.EMPTY
        return Pooled(unknown(status, n=people, denominator=others, method=POOLED), None, ())
    values, variances = np.array([one.value for one in effects]), np.array([one.error**2 for one in effects])
    between = _between(values, variances)
    weights = 1 / (variances + between)
    mean = float(weights @ values / weights.sum())
    # Hartung and Knapp, never narrower than the plain interval
    inflation = max(1.0, float(weights @ (values - mean) ** 2) / (len(effects) - 1))
    error = sqrt(inflation / float(weights.sum()))
    half = float(t.ppf((1 + confidence) / 2, len(effects) - 1)) * error
    found = Estimate(mean, people, others, mean - half, mean + half, POOLED, Status.OK)
    return Pooled(found, sqrt(between), tuple(_shrunk(one, mean, between, effects, confidence) for one in effects))


def _between(values: np.ndarray, variances: np.ndarray) -> float:
    weights = 1 / variances
    mean = float(weights @ values / weights.sum())
    excess = float(weights @ (values - mean) ** 2) - (len(values) - 1)
    return max(0.0, excess / float(weights.sum() - (weights**2).sum() / weights.sum()))


def _shrunk(one: Measured, mean: float, between: float, effects: Sequence[Measured], confidence: float) -> Estimate:
    """Morris (1983), equations 4.2 and 5.2: drawn to the mean by nearly B = own variance / (own variance + τ²), less
    because τ² is estimated; that uncertainty widens the interval of an effect far from the mean."""
    count, spread = len(effects), one.error**2 + between
    typical = sum(other.error**2 for other in effects) / count + between
    chance = (count - 3) / (count - 1) * one.error**2 / spread
    value = one.value + chance * (mean - one.value)
    own = one.error**2 * (1 - (count - 1) / count * chance)
    error = sqrt(own + 2 / (count - 3) * chance**2 * typical / spread * (one.value - mean) ** 2)
    half = float(norm.ppf((1 + confidence) / 2)) * error
    return Estimate(value, one.n, one.denominator, value - half, value + half, SHRUNK, Status.OK)
