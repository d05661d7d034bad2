"""What a campaign cost against what it brought, and what to do next: sentences for any door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from data.ledger import CONTROL
from data.sentence import Money, Sentence, Share
from pages.parts.campaigns.words import interval_text, relative, value_text
from queries.campaigns import CampaignEffect, Effect, Standing, Terms
from queries.stats.power import detectable_difference

_NEXT = {
    Standing.NOT_YET: Sentence("Come back when newer data have been built."),
    Standing.NO_CONTROL: Sentence("Keep some people back at random next time: only then can be seen what it changes."),
    Standing.NO_RECIPIENTS: Sentence("Bring the record of who was sent to, on the page Lists."),
    Standing.BROKEN_SPLIT: Sentence(
        "Hold the list that was drawn against the record of who was sent to: if people fell out on one side only, "
        "bring the whole list."
    ),
    Standing.CONTAMINATED: Sentence("Find out who wrote to the control group, and send only from one list next time."),
}


def what_it_cost(found: CampaignEffect, terms: Terms) -> Iterator[Sentence]:
    """The return beside the cost; that there is none is said where a cost could be entered."""
    effect = found.overall
    if effect is None or not effect.difference.is_known:
        return
    if terms.cost is None:
        yield Sentence("No cost is known, so there is no return on it. Enter one under “Cost and margin”.")
    elif effect.return_on_cost.is_known:
        yield Sentence(
            "It cost {cost}; at a margin of {margin} the return on that is {value} ({interval}).",
            {
                "cost": Money(terms.cost),
                "margin": Share(terms.margin),
                "value": value_text(effect.return_on_cost, relative),
                "interval": interval_text(effect.return_on_cost, relative),
            },
        )


def what_next(found: CampaignEffect) -> Sentence | None:
    """One step that this result asks for; None where nobody can take one."""
    known = found.gates
    if known.standing is Standing.PROVISIONAL and known.last_date is not None:
        return Sentence(
            "Decide when data to {day} are there: the result is final then.",
            {"day": known.last_date + timedelta(days=known.window_days)},
        )
    if known.is_kept_back_elsewhere:
        return Sentence("Look at everyone: among them people were kept back.")
    if known.standing in _NEXT:
        return _NEXT[known.standing]
    effect = found.overall
    if effect is None or effect.difference.ci_low is None or effect.difference.ci_high is None:
        return None
    return _of_difference(effect, found.people[CONTROL])


def _of_difference(effect: Effect, control: int) -> Sentence | None:
    low, high = effect.difference.ci_low or 0.0, effect.difference.ci_high or 0.0
    if low > 0:
        return Sentence("Keep a control group again: that it works is known only of these people and this time.")
    if high < 0:
        return Sentence("Do not repeat it as it was: see below which variant or layer it put off.")
    base = effect.base_conversion.value
    least = None if base is None else detectable_difference(base, effect.complete, control)
    if least is None:
        return Sentence("Send to more people next time: so few can show no difference.")
    return Sentence(
        "A rise under {points} points would hardly have been seen with these people (power 80%). To see less, send to "
        "more people or keep more back.",
        {"points": round(100 * least, 1)},
    )
