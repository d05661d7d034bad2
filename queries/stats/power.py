"""Before a campaign: how many people it takes to see a difference, and which difference these people can show."""

from __future__ import annotations

from math import ceil

from scipy.optimize import brentq
from scipy.stats import norm

POWER = 0.8
_LEAST = 1e-12  # from 0 the search would not start where the base is 0


def people_needed(
    base: float, expected: float, *, control_share: float = 0.5, power: float = POWER, variants: int = 1
) -> int:
    """People of all groups together for a difference of two rates to be found with that power, two-sided at 5 %.

    Unpooled normal approximation (METRICS §6.15). With halves it is twice the textbook's n per arm. `variants` share
    what is not kept back, and each is compared with the control group at 5 % divided by their number (Bonferroni).
    """
    if not 0 <= base < 1 or not 0 <= expected <= 1 or base == expected:
        raise ValueError((base, expected, control_share))
    spread = base * (1 - base), expected * (1 - expected)
    return _people(*spread, expected - base, control_share, power, variants)


def people_needed_for_money(
    deviation: float, rise: float, *, control_share: float = 0.5, power: float = POWER, variants: int = 1
) -> int:
    """The same for money per person, whose standard deviation is known from the segment's own history (those who buy
    nothing included). Skewed spending needs more: 355 times its squared skewness in each group (METRICS §6.3)."""
    if deviation <= 0 or rise == 0:
        raise ValueError((deviation, rise, control_share))
    return _people(deviation**2, deviation**2, rise, control_share, power, variants)


def _people(
    base_variance: float, variance: float, rise: float, control_share: float, power: float, variants: int
) -> int:
    if not 0 < control_share < 1 or variants < 1:
        raise ValueError((control_share, variants))
    per_person = variants * variance / (1 - control_share) + base_variance / control_share
    return ceil(_criterion(power, variants) ** 2 * per_person / rise**2)


def detectable_difference(
    base: float, treated: int, control: int, *, power: float = POWER, variants: int = 1
) -> float | None:
    """The smallest rise of the rate, in shares, that would be found with that power; None when not even a rise to
    everyone would be, or everyone does already. `treated` are those of one of the variants."""
    if not 0 <= base <= 1:
        raise ValueError(base)
    if not treated or not control or base == 1:
        return None

    def short_of(rise: float) -> float:
        rate = base + rise
        error = float((rate * (1 - rate) / treated + base * (1 - base) / control) ** 0.5)
        return rise - _criterion(power, variants) * error

    largest = 1 - base
    return float(brentq(short_of, _LEAST, largest)) if short_of(largest) > 0 else None


def detectable_money(
    deviation: float, treated: int, control: int, *, power: float = POWER, variants: int = 1
) -> float | None:
    """The smallest rise of money per person that would be found with that power."""
    if not treated or not control:
        return None
    return _criterion(power, variants) * deviation * float((1 / treated + 1 / control) ** 0.5)


def _criterion(power: float, variants: int) -> float:
    return float(norm.ppf(1 - 0.025 / variants) + norm.ppf(power))
