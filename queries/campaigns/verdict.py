"""The result of a campaign in one sentence, and what limits it, in words a marketer uses."""

from __future__ import annotations

from collections.abc import Iterator

from data.sentence import Gap, Money, Sentence, Share
from queries.campaigns.effect import Effect
from queries.campaigns.gates import Gates, Standing
from queries.stats import Estimate
from queries.stats.money import Finding

_KEPT_BACK_ELSEWHERE = Sentence(
    "Nobody of this audience was kept back, so it cannot be known what they would have bought without the campaign."
)
_WHY_NOTHING = {
    Standing.NOBODY: Sentence("Nobody of this audience had been assigned to this campaign by this day."),
    Standing.BEFORE_DATA: Sentence(
        "Everyone was assigned before the data begin. What they bought then is not known: no result."
    ),
    Standing.NO_CONTROL: Sentence(
        "No control group was kept back, so it cannot be known what people would have bought without the campaign."
    ),
    Standing.NO_RECIPIENTS: Sentence("Nobody was sent this campaign: there is only its control group."),
    Standing.NOT_YET: Sentence("Not one whole day has passed since the campaign was sent. Come back tomorrow."),
}


def verdict(gates: Gates, effect: Effect | None) -> Sentence:
    """What the campaign changed, or why that cannot be said."""
    if gates.is_kept_back_elsewhere:
        return _KEPT_BACK_ELSEWHERE
    if gates.standing in _WHY_NOTHING:
        return _WHY_NOTHING[gates.standing]
    if gates.standing is Standing.CONTAMINATED:
        return Sentence(
            "{people} people were in two groups at once, or kept back and written to all the same. That is more than 1 "
            "in 100, so the assignment cannot be trusted and no effect is shown.",
            {"people": max(gates.in_two_arms, gates.crossed)},
        )
    if gates.standing is Standing.BROKEN_SPLIT or effect is None:
        return Sentence(
            "The groups do not have the sizes they were drawn with, and chance does not explain this. They are not "
            "comparable, and no effect is shown."
        )
    return _of_effect(effect, gates)


def _of_effect(effect: Effect, gates: Gates) -> Sentence:
    found, days = effect.difference, gates.observed_days
    if found.value is None or found.ci_low is None or found.ci_high is None:
        return Sentence("Too few people have finished their {days} days to compare the groups.", {"days": days})
    gaps: dict[str, Gap] = {
        "low": round(100 * found.ci_low, 1),
        "high": round(100 * found.ci_high, 1),
        "days": days,
        "fairness": _fairness(gates),
    }
    if found.ci_low <= 0 <= found.ci_high:
        return Sentence(
            "No difference was found in how many people bought within {days} days: it lies between {low} and {high} "
            "points. {fairness}",
            gaps,
        )
    gaps |= {"points": f"{100 * found.value:+.1f}", "buyers": abs(round(effect.buyers.value or 0))}
    return _of_more(gaps, effect.net) if found.value > 0 else _of_fewer(gaps, effect.net)


def _of_more(gaps: dict[str, Gap], net: Estimate) -> Sentence:
    if net.value is None or net.ci_low is None or net.ci_high is None:
        return Sentence(
            "{points} points: more people bought within {days} days ({low} to {high}), about {buyers} more buyers. "
            "What this brought in money is not known. {fairness}",
            gaps,
        )
    return Sentence(
        "{points} points: more people bought within {days} days ({low} to {high}), about {buyers} more buyers; the "
        "change of net revenue is {net} ({net_low} to {net_high}). {fairness}",
        {**gaps, **_money(net.value, net.ci_low, net.ci_high)},
    )


def _of_fewer(gaps: dict[str, Gap], net: Estimate) -> Sentence:
    if net.value is None or net.ci_low is None or net.ci_high is None:
        return Sentence(
            "{points} points: fewer people bought within {days} days ({low} to {high}), about {buyers} buyers less. "
            "What this cost in money is not known. {fairness}",
            gaps,
        )
    return Sentence(
        "{points} points: fewer people bought within {days} days ({low} to {high}), about {buyers} buyers less; the "
        "change of net revenue is {net} ({net_low} to {net_high}). {fairness}",
        {**gaps, **_money(net.value, net.ci_low, net.ci_high)},
    )


def _fairness(gates: Gates) -> Sentence:
    if gates.differed_before or gates.sample_ratio.is_doubtful:
        return Sentence("Whether the control group was fair is doubtful.")
    if gates.sample_ratio.p_value is None:
        return Sentence("Whether the control group was fair could not be checked.")
    return Sentence("The control group was fair.")


def _money(value: float, low: float, high: float) -> dict[str, Gap]:
    return {"net": Money(round(value)), "net_low": Money(round(low)), "net_high": Money(round(high))}


def limits(gates: Gates, effect: Effect | None) -> Iterator[Sentence]:
    """What a reader must know before they believe the verdict."""
    if gates.standing is Standing.PROVISIONAL:
        yield Sentence(
            "Provisional: {days} of {window} days are over. Until then only a difference that chance would hardly ever "
            "show counts, and intervals are wider (99.9 %).",
            {"days": gates.observed_days, "window": gates.window_days},
        )
    if gates.standing is Standing.ROLLING:
        yield Sentence(
            "People enter this campaign day by day. The interval holds on every day it is looked at, and is wider."
        )
    if gates.incomplete:
        yield Sentence(
            "{people} person is still within their {days} days and not yet in the result.",
            {"people": gates.incomplete, "days": gates.window_days},
            plural="{people} people are still within their {days} days and not yet in the result.",
            count="people",
        )
    if gates.before_data:
        yield Sentence(
            "{people} person was assigned before the data begin and is not in the result.",
            {"people": gates.before_data},
            plural="{people} people were assigned before the data begin and are not in the result.",
            count="people",
        )
    if gates.early and gates.start is not None:
        yield Sentence(
            "{people} person was assigned before the campaign began on {day}, and counts from that moment on.",
            {"people": gates.early, "day": gates.start},
            plural="{people} people were assigned before the campaign began on {day}, and count from that moment on.",
            count="people",
        )
    if gates.in_two_arms and gates.standing is not Standing.CONTAMINATED:
        yield Sentence("People in two groups, counted in none: {people}.", {"people": gates.in_two_arms})
    if gates.crossed and gates.standing is not Standing.CONTAMINATED:
        yield Sentence(
            "People kept back and written to all the same, counted as they were assigned: {people}.",
            {"people": gates.crossed},
        )
    yield from _doubts(gates)
    if effect is not None:
        yield from _of_refunds(gates)
        yield from _of_money(effect)


def _doubts(gates: Gates) -> Iterator[Sentence]:
    if gates.sample_ratio.is_doubtful:
        yield Sentence("The sizes of the groups are unusual: chance alone gives them less than once in 100 campaigns.")
    if gates.sample_ratio.p_value is None and gates.standing not in _WHY_NOTHING:
        yield Sentence("The split of the groups could not be checked: no shares are known, or too few people.")
    if gates.differed_before:
        yield Sentence("The groups bought differently already before the campaign, and chance hardly explains that.")


def _of_refunds(gates: Gates) -> Iterator[Sentence]:
    if gates.refunds_until is not None:
        yield Sentence(
            "Until {day} orders may still be refunded: buyers and money are as known today.",
            {"day": gates.refunds_until},
        )


def _of_money(effect: Effect) -> Iterator[Sentence]:
    if effect.money.finding is Finding.TOO_FEW_BUYERS:
        yield Sentence("Too few people bought to judge money: 100 buyers are needed in each group.")
    if effect.money.finding is Finding.INCONCLUSIVE:
        yield Sentence("The interval of net revenue and its test contradict each other: a few large orders decide.")
    if effect.money.finding not in (Finding.TOO_FEW_BUYERS, Finding.INCONCLUSIVE) and effect.money.is_skewed:
        yield Sentence(
            "Spending is so uneven that its interval is rough: it would need {people} people in each group.",
            {"people": effect.money.people_for_normal},
        )
    if not effect.adjusted.has_gain and effect.adjusted.variance_saved is not None:
        yield Sentence("What people spent before says nothing of what they spend now: taking it out gains nothing.")
    elif effect.adjusted.variance_saved is not None:
        yield Sentence(
            "Taking out what people spent before saves {share} of the variance.",
            {"share": Share(effect.adjusted.variance_saved)},
        )
