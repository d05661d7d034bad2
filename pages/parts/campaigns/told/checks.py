"""What had to hold before a campaign is judged, and what was counted whatever can be judged: sentences for any door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.ledger import CONTROL
from data.sentence import Sentence
from pages.parts.chance import p_text
from queries.campaigns import CampaignEffect, Gates, Standing
from queries.stats.money import Finding

SEGMENT_ONLY = Sentence(
    "Only people of the chosen segment. A segment that looks at what happened after the assignment is "
    "itself a result of the campaign, and no fair comparison."
)


@dataclass(frozen=True)
class Check:
    """`is_passed` None: it could not be checked."""

    text: Sentence
    is_passed: bool | None
    help: Sentence | None = None


def counted(found: CampaignEffect) -> Sentence | None:
    """None where nobody could have bought yet."""
    known = found.gates
    if not sum(found.people.values()) or known.standing in (Standing.NOBODY, Standing.BEFORE_DATA, Standing.NOT_YET):
        return None
    sent = sum(people for arm, people in found.people.items() if arm != CONTROL)
    bought = sum(people for arm, people in found.buyers.items() if arm != CONTROL)
    if not found.people.get(CONTROL):
        return Sentence(
            "{converted} of {people} recipients bought within {days} days. That counts who bought, not who bought "
            "because of the campaign.",
            {"converted": bought, "people": sent, "days": known.observed_days},
        )
    return Sentence(
        "{converted} of {people} recipients and {control_converted} of {control_people} in the control group bought "
        "within {days} days.",
        {
            "converted": bought,
            "people": sent,
            "days": known.observed_days,
            "control_converted": found.buyers[CONTROL],
            "control_people": found.people[CONTROL],
        },
    )


def checks_of(found: CampaignEffect) -> Iterator[Check]:
    """What had to hold, in the order in which it is asked."""
    known = found.gates
    if known.standing in (Standing.NOBODY, Standing.BEFORE_DATA):
        yield Check(Sentence("Nothing to compare"), False)
        return
    if known.people.get(CONTROL):
        yield Check(Sentence("Control group kept back: {people}", {"people": known.people[CONTROL]}), True)
        yield _split(known)
    else:
        yield Check(Sentence("No control group"), False, Sentence("Keep some people back at random next time."))
    yield _apart(known)
    if known.people.get(CONTROL):
        yield _before(known)
    yield _window(known)
    if found.overall is not None:
        yield _buyers(found)


def _split(known: Gates) -> Check:
    p = known.sample_ratio.p_value
    if p is None:
        return Check(Sentence("Split could not be checked"), None, Sentence("The planned shares are not known."))
    if known.sample_ratio.is_broken:
        return Check(Sentence("Split is not as planned (p < 0.001)"), False)
    if known.sample_ratio.is_doubtful:
        return Check(Sentence("Split is unusual (p = {p})", {"p": p_text(p)}), None)
    return Check(Sentence("Split as planned (p = {p})", {"p": f"{p:.2f}"}), True)


def _apart(known: Gates) -> Check:
    in_two = max(known.in_two_arms, known.crossed)
    if known.standing is Standing.CONTAMINATED:
        return Check(Sentence("In two groups or written to all the same: {people}", {"people": in_two}), False)
    if in_two:
        return Check(Sentence("Few people in two groups: {people}", {"people": in_two}), None)
    return Check(Sentence("Nobody in two groups"), True)


def _before(known: Gates) -> Check:
    p = known.before.p_value
    if p is None:
        return Check(Sentence("Time before could not be compared"), None)
    if known.differed_before:
        return Check(Sentence("Groups differed already before (p < 0.001)"), False)
    return Check(Sentence("Groups were alike before (p = {p})", {"p": f"{p:.2f}"}), True)


def _window(known: Gates) -> Check:
    match known.standing:
        case Standing.NOT_YET:
            return Check(Sentence("Window has only begun"), False)
        case Standing.ROLLING:
            return Check(
                Sentence("People enter day by day; without result yet: {people}", {"people": known.incomplete}), None
            )
        case _ if known.observed_days < known.window_days:
            days, window = known.observed_days, known.window_days
            return Check(Sentence("Window open: {days} of {window} days", {"days": days, "window": window}), False)
    return Check(Sentence("Window of {days} days ended", {"days": known.window_days}), True)


def _buyers(found: CampaignEffect) -> Check:
    assert found.overall is not None
    if not found.overall.difference.is_known:
        return Check(Sentence("Too few people to compare"), False, Sentence("At least 30 in each group."))
    if found.overall.money.finding is Finding.TOO_FEW_BUYERS:
        return Check(Sentence("Too few buyers to compare money"), None, Sentence("At least 100 buyers in each group."))
    return Check(Sentence("Enough buyers to compare money"), True)
