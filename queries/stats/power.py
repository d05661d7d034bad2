"""Before a campaign: how many people it takes to see a difference, and which difference these people can show."""

from __future__ import annotations

from math import ceil

from scipy.optimize import brentq
from scipy.stats import norm

POWER = 0.8
_LEAST = 1e-12  # from 0 the search would not start where the base is 0


def people_needed(base: float, expected: float, *, control_share: float = 0.5, power: float = POWER) -> int:
    """People of both groups together for a difference of two rates to be found with that power, two-sided at 5 %.

    Unpooled normal approximation (METRICS §6.15). With halves it is twice the textbook's n per arm.
    """
    if not 0 <= base < 1 or not 0 <= expected <= 1 or base == expected or not 0 < control_share < 1:
        raise ValueError((base, expected, control_share))
    variance = expected * (1 - expected) / (1 - control_share) + base * (1 - base) / control_share
    return ceil(_criterion(power) ** 2 * variance / (expected - base) ** 2)


def detectable_difference(base: float, treated: int, control: int, *, power: float = POWER) -> float | None:
    """The smallest rise of the rate, in shares, that would be found with that power; None when not even a rise to
    everyone would be."""
    if not 0 <= base < 1:
        raise ValueError(base)
    if not treated or not control:
        return None

    def short_of(rise: float) -> float:
        rate = base + rise
        return rise - _criterion(power) * float((rate * (1 - rate) / treated + base * (1 - base) / control) ** 0.5)

    largest = 1 - base
    return float(brentq(short_of, _LEAST, largest)) if short_of(largest) > 0 else None


def _criterion(power: float) -> float:
    return float(norm.ppf(0.975) + norm.ppf(power))
