"""A difference of means made within like and like: post-stratification (Miratrix, Sekhon and Yu 2013)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from math import sqrt

from scipy.stats import t

from queries.stats.estimate import ENOUGH_PEOPLE, Estimate, Status, unknown
from queries.stats.experiments import Sums, freedom

POST_STRATIFIED = "post-stratified"


@dataclass(frozen=True)
class Stratum:
    """The people of one layer in both groups."""

    group: Sums
    base: Sums

    @property
    def n(self) -> int:
        return self.group.n + self.base.n

    @property
    def is_large_enough(self) -> bool:
        return min(self.group.n, self.base.n) >= ENOUGH_PEOPLE


@dataclass(frozen=True)
class Stratified:
    """`merged` strata had too few people of a group to stand alone. `variance_saved` is against the plain difference;
    None where nothing is known."""

    difference: Estimate
    strata: int
    merged: int
    variance_saved: float | None


def post_stratified(strata: Iterable[Stratum], *, confidence: float = 0.95) -> Stratified:
    """Σ w_s·Δ_s, where w_s is the stratum's share of all people (METRICS §6.7). Strata must be known before assignment.

    Strata with under 30 people of a group become one; where that is still too small, the smallest other joins it.
    """
    given = [stratum for stratum in strata if stratum.n]
    kept = _merged(given)
    whole = reduce(_together, kept, Stratum(Sums(0, 0, 0), Sums(0, 0, 0)))
    if not all(stratum.is_large_enough for stratum in kept) or not kept:
        status = Status.TOO_SMALL if min(whole.group.n, whole.base.n) else Status.EMPTY
        nothing = unknown(status, n=whole.group.n, denominator=whole.base.n, method=POST_STRATIFIED)
        return Stratified(nothing, len(kept), len(given) - len(kept), None)
    errors = [(own * (stratum.n / whole.n) ** 2, n) for stratum in kept for own, n in _errors(stratum)]
    variance, plain = sum(own for own, _ in errors), sum(own for own, _ in _errors(whole))
    if variance == 0:
        nothing = unknown(Status.ZERO_VARIANCE, n=whole.group.n, denominator=whole.base.n, method=POST_STRATIFIED)
        return Stratified(nothing, len(kept), len(given) - len(kept), None)
    value = sum(stratum.n / whole.n * (stratum.group.mean - stratum.base.mean) for stratum in kept)
    half = float(t.ppf((1 + confidence) / 2, freedom(*errors))) * sqrt(variance)
    found = Estimate(value, whole.group.n, whole.base.n, value - half, value + half, POST_STRATIFIED, Status.OK)
    return Stratified(found, len(kept), len(given) - len(kept), 1 - variance / plain)


def _errors(stratum: Stratum) -> tuple[tuple[float, int], ...]:
    return tuple((part.variance / part.n, part.n) for part in (stratum.group, stratum.base))


def _merged(strata: list[Stratum]) -> list[Stratum]:
    large = sorted((stratum for stratum in strata if stratum.is_large_enough), key=lambda one: one.n, reverse=True)
    small = [stratum for stratum in strata if not stratum.is_large_enough]
    if not small:
        return large
    rest = reduce(_together, small)
    while large and not rest.is_large_enough:
        rest = _together(rest, large.pop())
    return [*large, rest]


def _together(one: Stratum, other: Stratum) -> Stratum:
    return Stratum(_added(one.group, other.group), _added(one.base, other.base))


def _added(one: Sums, other: Sums) -> Sums:
    return Sums(one.n + other.n, one.total + other.total, one.squares + other.squares)
