"""Whether one campaign works differently on the people of another one."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from scipy.stats import norm

from queries.stats.estimate import Estimate, Significance, Status, unknown
from queries.stats.experiments import Sums

INTERACTION = "interaction z"
ENOUGH_BUYERS = 100  # in each of the four groups


@dataclass(frozen=True)
class Side:
    """Recipients and control of a campaign among the people inside (or outside) another; buyers of each."""

    group: Sums
    base: Sums
    buyers: int
    base_buyers: int

    @property
    def effect(self) -> float:
        return self.group.mean - self.base.mean

    @property
    def variance(self) -> float:
        return self.group.variance / self.group.n + self.base.variance / self.base.n


@dataclass(frozen=True)
class Interaction:
    """`difference` is the effect inside minus the effect outside; `z` is that over its error."""

    difference: Estimate
    significance: Significance
    z: float | None = None


def interaction(inside: Side, outside: Side, *, confidence: float = 0.95) -> Interaction:
    """z = (τ_in − τ_out) / √(v_in + v_out), METRICS §6.12: both campaigns must have been assigned by chance,
    independently of each other."""
    fewest = min(inside.buyers, inside.base_buyers, outside.buyers, outside.base_buyers)
    people = inside.group.n + inside.base.n, outside.group.n + outside.base.n
    if fewest < ENOUGH_BUYERS:
        nothing = unknown(Status.TOO_SMALL, n=people[0], denominator=people[1], method=INTERACTION)
        return Interaction(nothing, Significance(None, INTERACTION))
    value, error = inside.effect - outside.effect, sqrt(inside.variance + outside.variance)
    if error == 0:
        nothing = unknown(Status.ZERO_VARIANCE, n=people[0], denominator=people[1], method=INTERACTION)
        return Interaction(nothing, Significance(None, INTERACTION))
    half = float(norm.ppf((1 + confidence) / 2)) * error
    found = Estimate(value, *people, value - half, value + half, INTERACTION, Status.OK)
    significance = Significance(float(2 * norm.sf(abs(value) / error)), INTERACTION)
    return Interaction(found, significance, value / error)
