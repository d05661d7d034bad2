"""Without a control group: several ways to compare those who were sent to with those who were not, side by side.

None of them knows why people were chosen, so none is an effect. On NSW, where the truth is +1,794, comparing with a
survey gives −8,498 plainly and +699 to +3,621 with care (METRICS §0.4). So they are shown as a range, each also on a
time before the campaign when it can have done nothing (`grade`), and in words that promise no cause.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from queries.stats.cuped import PairedSums
from queries.stats.estimate import ENOUGH_PEOPLE, Estimate, Status, unknown
from queries.stats.experiments import Sums, freedom, mean_difference
from queries.stats.propensity import chance_to_be_chosen, one_hot

NAIVE, STRATIFIED, WEIGHTED = "plain difference", "like with like", "weighted by the chance to be chosen"
DIFFERENCES = "difference in differences"
LARGEST_IMBALANCE = 0.1  # standardised difference of means (METRICS §6.14)

Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Alike:
    """People who share every known trait, such as layers of recency, frequency and money: of those sent to (`group`)
    and of the others who could have been (`base`)."""

    traits: tuple[Hashable, ...]
    group: PairedSums
    base: PairedSums


@dataclass(frozen=True)
class WithoutControl:
    """Differences per person sent to, each a way to read the same people; `low` and `high` are their range.

    `matched_share` of those sent to have somebody like them among the others; the weights leave the others worth
    `effective_people`. `imbalance` is the largest standardised difference of a trait that weighting leaves.
    """

    naive: Estimate
    stratified: Estimate
    weighted: Estimate
    differences: Estimate
    matched_share: float | None
    effective_people: float | None
    imbalance_before: float | None
    imbalance: float | None

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        return (self.naive, self.stratified, self.weighted, self.differences)

    @property
    def low(self) -> float | None:
        return min((one.value for one in self.estimates if one.value is not None), default=None)

    @property
    def high(self) -> float | None:
        return max((one.value for one in self.estimates if one.value is not None), default=None)


class Grade(StrEnum):
    """B: a difference, not proven caused. C: before and after counts only."""

    B = "B"
    C = "C"


def grade(found: WithoutControl, placebo: WithoutControl, *, is_rule_known: bool) -> Grade:
    """`placebo` are the same people read on a time before: a careful reading that sees something there sees what the
    choice of people did. B also needs likeness after weighting, and that it is known how people were chosen."""
    careful = (placebo.stratified, placebo.weighted, placebo.differences)
    is_silent = all(
        one.ci_low is not None and one.ci_high is not None and one.ci_low <= 0 <= one.ci_high for one in careful
    )
    is_alike = found.imbalance is not None and found.imbalance < LARGEST_IMBALANCE
    return Grade.B if is_rule_known and is_silent and is_alike else Grade.C


def without_control(people: Sequence[Alike], *, confidence: float = 0.95) -> WithoutControl:
    """All readings of the same people. Unknown with under 30 people on a side."""
    group, base = _together([one.group for one in people]), _together([one.base for one in people])
    if min(group.n, base.n) < ENOUGH_PEOPLE:
        status = Status.TOO_SMALL if min(group.n, base.n) else Status.EMPTY
        nothing = unknown(status, n=group.n, denominator=base.n)
        return WithoutControl(nothing, nothing, nothing, nothing, None, None, None, None)
    traits = one_hot([one.traits for one in people])
    treated, others = (np.array([getattr(one, side).n for one in people], float) for side in ("group", "base"))
    share = chance_to_be_chosen(traits, treated, others)
    weights = others * share / (1 - share)
    naive = mean_difference(_outcomes(group), _outcomes(base), confidence=confidence)
    return WithoutControl(
        naive,
        like_with_like(people, confidence=confidence),
        weighted_by_chance(people, share / (1 - share), confidence=confidence),
        difference_in_differences(group, base, confidence=confidence),
        sum(one.group.n for one in people if _is_matched(one)) / group.n,
        float(weights.sum() ** 2 / (weights * share / (1 - share)).sum()),
        _imbalance(traits, treated, others),
        _imbalance(traits, treated, weights),
    )


def like_with_like(people: Sequence[Alike], *, confidence: float = 0.95) -> Estimate:
    """Σ n_s·Δ_s / Σ n_s over kinds of people found on both sides, n_s of them sent to."""
    matched = [one for one in people if _is_matched(one)]
    sent, others = sum(one.group.n for one in matched), sum(one.base.n for one in matched)
    if not matched:
        return unknown(Status.EMPTY, method=STRATIFIED)
    parts = [(one.group.n / sent, _outcomes(one.group), _outcomes(one.base)) for one in matched]
    errors = [(w**2 * side.variance / side.n, side.n) for w, own, other in parts for side in (own, other)]
    value, variance = sum(w * (own.mean - other.mean) for w, own, other in parts), sum(error for error, _ in errors)
    if variance == 0:
        return unknown(Status.ZERO_VARIANCE, n=sent, denominator=others, method=STRATIFIED)
    half = float(t.ppf((1 + confidence) / 2, freedom(*errors))) * sqrt(variance)
    return Estimate(value, sent, others, value - half, value + half, STRATIFIED, Status.OK)


def weighted_by_chance(people: Sequence[Alike], odds: Shares, *, confidence: float = 0.95) -> Estimate:
    """The others weigh by their odds to be chosen, so that they resemble those sent to (Hirano, Imbens and Ridder 2003:
    the effect on those sent to). The odds are taken as known."""
    group = _outcomes(_together([one.group for one in people]))
    n, totals, squares = (
        np.array([getattr(one.base, name) for one in people], float) for name in ("n", "outcome", "outcome_squares")
    )
    weight = float((odds * n).sum())
    mean = float((odds * totals).sum()) / weight
    variance = float((odds**2 * (squares - 2 * mean * totals + mean**2 * n)).sum()) / weight**2
    value, others = group.mean - mean, int(n.sum())
    half = float(norm.ppf((1 + confidence) / 2)) * sqrt(group.variance / group.n + max(variance, 0.0))
    if half == 0:
        return unknown(Status.ZERO_VARIANCE, n=group.n, denominator=others, method=WEIGHTED)
    return Estimate(value, group.n, others, value - half, value + half, WEIGHTED, Status.OK)


def difference_in_differences(group: PairedSums, base: PairedSums, *, confidence: float = 0.95) -> Estimate:
    """What changed from before to after among those sent to, minus what changed among the others."""
    found = mean_difference(_changes(group), _changes(base), confidence=confidence)
    return Estimate(found.value, found.n, found.denominator, found.ci_low, found.ci_high, DIFFERENCES, found.status)


def _is_matched(one: Alike) -> bool:
    """Two on each side, so that a variance is known."""
    return min(one.group.n, one.base.n) >= 2


def _together(parts: Sequence[PairedSums]) -> PairedSums:
    names = ("n", "outcome", "before", "outcome_squares", "before_squares", "products")
    return PairedSums(*(sum(getattr(part, name) for part in parts) for name in names))


def _outcomes(sums: PairedSums) -> Sums:
    return Sums(sums.n, sums.outcome, sums.outcome_squares)


def _changes(sums: PairedSums) -> Sums:
    squares = sums.outcome_squares - 2 * sums.products + sums.before_squares
    return Sums(sums.n, sums.outcome - sums.before, squares)


def _imbalance(traits: Shares, treated: Shares, others: Shares) -> float | None:
    """The largest standardised difference of a trait, |p − q| / √((p(1 − p) + q(1 − q)) / 2)."""
    own, other = (weights @ traits / weights.sum() for weights in (treated, others))
    spread = np.sqrt((own * (1 - own) + other * (1 - other)) / 2)
    return float(np.max(np.abs(own - other) / spread, where=spread > 0, initial=0.0)) if traits.shape[1] else None
