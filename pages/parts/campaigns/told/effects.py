"""What a campaign changed: buyers, money, totals and return, with intervals; then each variant against control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.sentence import Sentence, Share
from pages.locale import figures
from pages.locale.reader import language, plain
from pages.parts.campaigns.words import (
    Columns,
    arm_name,
    confidence_text,
    interval_text,
    money,
    people,
    points,
    relative,
    share,
    short_money,
    value_text,
)
from pages.parts.chance import p_text
from queries.campaigns import CampaignEffect, Effect, Terms
from queries.stats import Status
from queries.stats.several import confidence_of_each

SEVERAL = Sentence(
    "Several variants are several chances to be lucky. So intervals are wider, all hold together, and "
    "p-values are corrected over variants and both goals (Holm). No variant is called the best by chance."
)
MIX = Sentence(
    "Order value compares buyers, and the two groups of buyers are different people: it shows the mix, not an effect."
)
NO_PART = Sentence("No part has 30 people in each group: nothing can be compared within parts.")


@dataclass(frozen=True)
class Line:
    """One measure in words."""

    name: str
    value: str
    interval: str
    p: str = "–"


def lines_table(lines: Sequence[Line], confidence: float) -> Columns:
    return {
        plain("Measure"): [line.name for line in lines],
        plain("Difference"): [line.value for line in lines],
        plain("Interval, {confidence}", confidence=confidence_text(confidence)): [line.interval for line in lines],
        plain("p"): [line.p for line in lines],
    }


def main_lines(effect: Effect, terms: Terms) -> Iterator[Line]:
    """Buyers, money, totals and return, of all recipients together."""
    shares = plain(
        "Share who bought ({treated} against {control})",
        treated=value_text(effect.conversion, share),
        control=value_text(effect.base_conversion, share),
    )
    p, money_p = p_text(effect.significance.p_value), p_text(effect.money.significance.p_value)
    yield Line(shares, value_text(effect.difference, points), interval_text(effect.difference, points), p)
    yield Line(plain("Relative lift of buyers over the control group"), *_both(effect, "relative"))
    yield Line(plain("More buyers in total"), value_text(effect.buyers, people), interval_text(effect.buyers, people))
    difference = effect.money.difference
    yield Line(
        plain("Net revenue per person assigned"),
        value_text(difference, money),
        interval_text(difference, money),
        money_p if difference.is_known else "–",
    )
    yield Line(plain("Relative lift of net revenue over the control group"), *_both(effect, "relative_money"))
    yield Line(
        plain("More net revenue in total"), value_text(effect.net, short_money), interval_text(effect.net, short_money)
    )
    if terms.cost is not None:
        name = plain(
            "Return on the cost of {cost} at a margin of {margin}",
            cost=short_money(terms.cost).lstrip("+"),
            margin=Share(terms.margin),
        )
        yield Line(name, *_both(effect, "return_on_cost"))


def _both(effect: Effect, name: str) -> tuple[str, str]:
    found = getattr(effect, name)
    return value_text(found, relative), interval_text(found, relative)


def other_lines(effect: Effect) -> Iterator[Line]:
    """The money once more, with less noise or without the largest orders."""
    ways = [
        (plain("Net revenue per person, what was spent before taken out (CUPED)"), effect.adjusted.difference),
        (plain("Net revenue per person, like spenders compared with like"), effect.stratified.difference),
        (plain("Net revenue per order, buyers only"), effect.order_value),
    ]
    if effect.money.difference.is_known:
        capped = plain("Net revenue per person, the largest 0.1% of spenders capped")
        ways.insert(2, (capped, effect.money.capped_difference))
    for name, found in ways:
        yield Line(name, value_text(found, money), interval_text(found, money))


def notes(effect: Effect) -> Iterator[Sentence]:
    """Over whom totals go, and why there is no return where there is none."""
    yield Sentence(
        "Recipients less control group, of all people assigned, reached or not. Totals are the difference per "
        "person times the recipients counted here ({people}).",
        {"people": effect.complete},
    )
    if effect.return_on_cost.status is Status.EMPTY:
        yield Sentence("No cost is known, so there is no return on it. Enter one under “Cost and margin”.")


def other_notes(effect: Effect) -> Iterator[Sentence]:
    """How much of the noise each way takes out, and what order value is not."""
    cuped, stratified = effect.adjusted.variance_saved, effect.stratified.variance_saved
    yield Sentence(
        "Share of the variance saved: {cuped} by taking out the spending of the 90 days before, {stratified} by "
        "comparing like with like in {strata} groups of it.",
        {
            "cuped": None if cuped is None else Share(max(cuped, 0.0)),
            "stratified": None if stratified is None else Share(max(stratified, 0.0)),
            "strata": effect.stratified.strata,
        },
    )
    yield MIX


def variants_table(found: CampaignEffect) -> Columns:
    """Each variant alone; p-values hold over all of them and both goals (Holm)."""
    variants = found.variants
    confidence = confidence_of_each(len(variants), confidence=found.gates.confidence)
    return {
        plain("Variant"): [arm_name(one.arm) for one in variants],
        plain("People"): [figures.whole(one.complete, language()) for one in variants],
        plain("Bought"): [value_text(one.conversion, share) for one in variants],
        plain("Difference"): [value_text(one.difference, points) for one in variants],
        plain("Interval, {confidence}", confidence=confidence_text(confidence)): [
            interval_text(one.difference, points) for one in variants
        ],
        plain("p (Holm)"): [p_text(one.adjusted_p) for one in variants],
        plain("Net revenue per person"): [value_text(one.money.difference, money) for one in variants],
        plain("Interval of net revenue"): [interval_text(one.money.difference, money) for one in variants],
        plain("p of net revenue (Holm)"): [p_text(one.adjusted_money_p) for one in variants],
    }


def chances(parts: int, confidence: float) -> Sentence:
    """What to think of a part that stands out among several."""
    return Sentence(
        "{parts} parts are {parts} chances to be lucky: intervals are so wide ({confidence}) that all hold together. A "
        "part that stands out is an idea for the next campaign, no finding.",
        {"parts": parts, "confidence": confidence_text(confidence)},
    )
