"""How contract-like retention goes on: the shifted beta-geometric model of customers who leave by chances of their own.

Fader and Hardie (2007), "How to project customer retention", Journal of Interactive Marketing 21(1). Each customer
leaves every period with the same chance, these chances are spread as a beta, and who left does not come back. That fits
subscriptions and unbroken streaks. It is wrong where people come and go, as buyers do: their curve is no survival.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaln

LEAST_PERIODS = 4
LEAST_PEOPLE = 30
BOUND = 12.0  # of the logarithms of both parameters


@dataclass(frozen=True)
class Left:
    """Of the people watched up to a period, 1 and later: who left in it, and who were still there when watching ended
    with it."""

    period: int
    left: int
    still_there: int


@dataclass(frozen=True)
class ShiftedBetaGeometric:
    """`alpha` and `beta` of the chances to leave; `log_likelihood` of what they were fitted to."""

    alpha: float
    beta: float
    log_likelihood: float

    def staying(self, periods: int) -> float:
        """The share that is there after so many periods: B(α, β + t) / B(α, β)."""
        return float(np.exp(betaln(self.alpha, self.beta + periods) - betaln(self.alpha, self.beta)))

    def staying_on(self, period: int) -> float:
        """Of those there before it, the share that is there after it: (β + t − 1) / (α + β + t − 1)."""
        return (self.beta + period - 1) / (self.alpha + self.beta + period - 1)


def shifted_beta_geometric(watched: Sequence[Left]) -> ShiftedBetaGeometric | None:
    """By maximum likelihood, from everyone however long watched. None under four periods or 30 people, and where nobody
    left or nobody stayed: then nothing says how chances differ."""
    periods = np.array([one.period for one in watched], np.int64)
    left = np.array([one.left for one in watched], np.int64)
    there = np.array([one.still_there for one in watched], np.int64)
    is_seen = left + there > 0
    if not is_seen.any() or periods[is_seen].max() < LEAST_PERIODS or (left + there).sum() < LEAST_PEOPLE:
        return None
    if left.sum() == 0 or there.sum() == 0:
        return None

    def unlikely(logs: NDArray[np.float64]) -> float:
        alpha, beta = np.exp(logs)
        whole = betaln(alpha, beta)
        leaves = betaln(alpha + 1, beta + periods - 1) - whole
        stays = betaln(alpha, beta + periods) - whole
        return -float((left * leaves).sum() + (there * stays).sum())

    bounds = [(-BOUND, BOUND)] * 2
    starts = [minimize(unlikely, at, method="L-BFGS-B", bounds=bounds) for at in ((0.0, 0.0), (0.0, 2.0))]
    best = minimize(
        unlikely, min(starts, key=lambda found: float(found.fun)).x, method="Nelder-Mead", bounds=bounds,
        options={"xatol": 1e-7, "fatol": 1e-9},
    )  # fmt: skip
    alpha, beta = np.exp(best.x)
    return ShiftedBetaGeometric(float(alpha), float(beta), -float(best.fun))
