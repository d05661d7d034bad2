"""What recipients did beyond the control group: buyers, money, totals and return, of one arm against control."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from queries.campaigns.behaviour import Behaviour, sums
from queries.campaigns.gates import Gates, Standing
from queries.stats import Estimate, Status, Sums, mean_difference, rate, rate_difference, unknown
from queries.stats.cuped import Adjusted, cuped
from queries.stats.estimate import Significance
from queries.stats.money import ENOUGH_BUYERS, MoneyEffect, money_effect
from queries.stats.rates import rate_test
from queries.stats.ratios import ratio_difference
from queries.stats.relative import relative_mean, relative_rate
from queries.stats.sequential import confidence_sequence
from queries.stats.several import confidence_of_each, holm_of
from queries.stats.strata import Stratified, Stratum, post_stratified
from queries.stats.totals import incremental, return_on_cost

PLANNED_PEOPLE = 5_000  # at which the sequence of a rolling campaign is tightest; GrowthBook's default, fixed up front


@dataclass(frozen=True)
class Effect:
    """Of one arm, or of all that were sent to together. Money is in minor units.

    `people` were assigned to the arm, whoever they are; `complete` of them are in the audience and their window is
    over. `conversion` and `base_conversion` are shares of people who bought; `difference`, `relative` and `buyers`
    compare them. `money` is per person assigned, `relative_money` its ratio. `buyers` and `net` are totals over those
    `complete`; `return_on_cost` sets what the margin leaves per person against the cost per person. `order_value` is a
    difference of mix, not an effect. `adjusted` takes the spending before out of `money`, `stratified` compares like
    with like. `base_spread` is the standard deviation of what people of the control group spent, None of fewer than
    100 buyers. The adjusted p-values hold over all arms and both goals together (Holm).
    """

    arm: str
    people: int
    complete: int
    conversion: Estimate
    base_conversion: Estimate
    difference: Estimate
    significance: Significance
    relative: Estimate
    buyers: Estimate
    money: MoneyEffect
    relative_money: Estimate
    net: Estimate
    return_on_cost: Estimate
    order_value: Estimate
    adjusted: Adjusted
    stratified: Stratified
    base_spread: float | None = None
    adjusted_p: float | None = None
    adjusted_money_p: float | None = None


@dataclass(frozen=True)
class Terms:
    """What a campaign cost in minor units (None: not known), the margin of its revenue, and the seed of its tests."""

    cost: int | None = None
    margin: float = 1.0
    seed: int = 0


def effect(
    arm: str, group: Behaviour, base: Behaviour, gates: Gates, terms: Terms, *, people: int, comparisons: int = 1
) -> Effect:
    """`group` and `base` are those whose window is over; `people` were assigned to the arm, and the cost is of them
    all. `comparisons` share the error of the intervals."""
    confidence = confidence_of_each(comparisons, confidence=gates.confidence)
    counts = group.buyers, len(group), base.buyers, len(base)
    difference, significance = _difference(group, base, gates, confidence)
    money = money_effect(group.spending, base.spending, seed=terms.seed, alpha=1 - confidence)
    per_person = _judged(money.difference, group, base)
    adjusted = cuped(group.net_and_before, base.net_and_before, confidence=confidence)
    stratified = post_stratified(_strata(group, base), confidence=confidence)
    return Effect(
        arm=arm,
        people=people,
        complete=len(group),
        conversion=rate(group.buyers, len(group)),
        base_conversion=rate(base.buyers, len(base)),
        difference=difference,
        significance=significance,
        relative=relative_rate(*counts, confidence=confidence),
        buyers=incremental(difference, len(group)),
        money=replace(money, difference=per_person),
        relative_money=_judged(relative_mean(group.net, base.net, confidence=confidence), group, base),
        net=incremental(per_person, len(group)),
        return_on_cost=_return(incremental(per_person, people), terms),
        order_value=ratio_difference(group.net_per_order, base.net_per_order, confidence=confidence),
        adjusted=replace(adjusted, difference=_judged(adjusted.difference, group, base)),
        stratified=replace(stratified, difference=_judged(stratified.difference, group, base)),
        base_spread=sqrt(base.net.variance) if base.buyers >= ENOUGH_BUYERS else None,
    )


def _return(net: Estimate, terms: Terms) -> Estimate:
    return unknown(Status.EMPTY) if terms.cost is None else return_on_cost(net, cost=terms.cost, margin=terms.margin)


def with_holm(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """Decisions over all arms and both goals at once (METRICS §6.8)."""
    found = tuple(effects)
    tests: dict[tuple[str, str], Significance] = {}
    for one in found:
        tests[one.arm, "buyers"] = one.significance
        tests[one.arm, "money"] = one.money.significance
    adjusted = holm_of(tests)
    return tuple(
        replace(one, adjusted_p=adjusted.get((one.arm, "buyers")), adjusted_money_p=adjusted.get((one.arm, "money")))
        for one in found
    )


def effects_by_part(
    group: Behaviour, base: Behaviour, parts: pa.Table, gates: Gates
) -> Mapping[str, tuple[Estimate, Estimate]]:
    """By layer or attribute, known before the assignment: the differences of buyers and of money per person, each at
    the confidence at which all parts hold together. `parts` has user_no and the name of its part."""
    known = parts.sort_by("user_no")
    numbers, names = known["user_no"].to_numpy(), np.asarray(known["part"].to_pylist(), object)
    labels = [_label(side, numbers, names) for side in (group, base)]
    shown = sorted({name for name in names.tolist() if name is not None})
    confidence = confidence_of_each(len(shown), confidence=gates.confidence)
    found = {}
    for name in shown:
        own, other = group.where(labels[0] == name), base.where(labels[1] == name)
        money = mean_difference(own.net, other.net, confidence=confidence)
        found[name] = _difference(own, other, gates, confidence)[0], _judged(money, own, other)
    return found


def _label(side: Behaviour, numbers: NDArray[np.int64], names: NDArray[np.object_]) -> NDArray[np.object_]:
    if len(numbers) == 0:
        return np.full(len(side), None, object)
    places = np.searchsorted(numbers, side.user_no).clip(max=len(numbers) - 1)
    found: NDArray[np.object_] = names[places]
    found[numbers[places] != side.user_no] = None
    return found


def _judged(found: Estimate, group: Behaviour, base: Behaviour) -> Estimate:
    """No money from under 100 buyers in a group (METRICS §6.3)."""
    if min(group.buyers, base.buyers) >= ENOUGH_BUYERS or not found.is_known:
        return found
    return unknown(Status.TOO_SMALL, n=found.n, denominator=found.denominator, method=found.method)


def _difference(group: Behaviour, base: Behaviour, gates: Gates, confidence: float) -> tuple[Estimate, Significance]:
    if gates.standing is Standing.ROLLING:
        bought = (Sums(len(side), side.buyers, side.buyers) for side in (group, base))
        found = confidence_sequence(*bought, planned=PLANNED_PEOPLE, alpha=1 - confidence)
        return found.difference, found.significance
    counts = group.buyers, len(group), base.buyers, len(base)
    return rate_difference(*counts, confidence=confidence), rate_test(*counts)


def _strata(group: Behaviour, base: Behaviour) -> list[Stratum]:
    """By what people spent in the 90 days before: nothing, and four equal parts of those who spent."""
    spent = np.concatenate([group.before_cents, base.before_cents])
    cuts = np.unique(np.quantile(spent[spent > 0], [0.25, 0.5, 0.75])) if (spent > 0).any() else np.array([])
    edges = np.concatenate([[1.0], cuts[cuts > 1]])
    layers = [np.digitize(side.before_cents, edges) for side in (group, base)]
    return [
        Stratum(*(sums(side.net_cents[own == layer]) for side, own in zip((group, base), layers, strict=True)))
        for layer in range(len(edges) + 1)
    ]
