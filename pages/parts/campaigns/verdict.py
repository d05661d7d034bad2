"""A campaign's result in one sentence, what limits it, and the checks it had to pass."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from data.ledger import CONTROL
from pages.parts.navigation import page_of
from pages.parts.plan import planned
from pages.parts.repurchase.compare import p_text
from pages.parts.session import say, spoken
from pages.parts.verdict import Gate, gates, verdict
from queries.campaigns import CampaignEffect, Gates, Standing
from queries.stats.money import Finding


def show_campaign_verdict(found: CampaignEffect, *, is_segment: bool) -> None:
    """The sentence comes from the door; counts stand below it, true whatever can be judged from them."""
    counted = _counted(found)
    verdict(spoken(found.verdict), [*([counted] if counted else []), *map(spoken, found.limits)])
    if is_segment:
        st.caption(
            say(
                "Only people of the chosen segment. A segment that looks at what happened after the assignment is "
                "itself a result of the campaign, and no fair comparison."
            )
        )
    gates(tuple(gates_of(found)))
    if found.gates.standing is Standing.NO_CONTROL:
        _next_time()


def _next_time() -> None:
    st.page_link(
        page_of(planned("lists")),
        label=say("Draw the next list with a control group"),
        icon=":material/science:",
    )


def _counted(found: CampaignEffect) -> str:
    known = found.gates
    if not sum(found.people.values()) or known.standing in (Standing.NOBODY, Standing.BEFORE_DATA, Standing.NOT_YET):
        return ""
    sent = sum(people for arm, people in found.people.items() if arm != CONTROL)
    bought = sum(people for arm, people in found.buyers.items() if arm != CONTROL)
    if not found.people.get(CONTROL):
        return say(
            "{converted} of {people} recipients bought within {days} days. That counts who bought, not who bought "
            "because of the campaign.",
            converted=bought,
            people=sent,
            days=known.observed_days,
        )
    return say(
        "{converted} of {people} recipients and {control_converted} of {control_people} in the control group bought "
        "within {days} days.",
        converted=bought,
        people=sent,
        days=known.observed_days,
        control_converted=found.buyers[CONTROL],
        control_people=found.people[CONTROL],
    )


def gates_of(found: CampaignEffect) -> Iterator[Gate]:
    """What had to hold, in the order in which it is asked."""
    known = found.gates
    if known.standing in (Standing.NOBODY, Standing.BEFORE_DATA):
        yield Gate(say("Nothing to compare"), False)
        return
    if known.people.get(CONTROL):
        yield Gate(say("Control group kept back: {people}", people=known.people[CONTROL]), True)
        yield _split(known)
    else:
        yield Gate(say("No control group"), False, say("Keep some people back at random next time."))
    yield _apart(known)
    if known.people.get(CONTROL):
        yield _before(known)
    yield _window(known)
    if found.overall is not None:
        yield _buyers(found)


def _split(known: Gates) -> Gate:
    p = known.sample_ratio.p_value
    if p is None:
        return Gate(say("Split could not be checked"), None, say("The planned shares are not known."))
    if known.sample_ratio.is_broken:
        return Gate(say("Split is not as planned (p < 0.001)"), False)
    if known.sample_ratio.is_doubtful:
        return Gate(say("Split is unusual (p = {p})", p=p_text(p)), None)
    return Gate(say("Split as planned (p = {p})", p=f"{p:.2f}"), True)


def _apart(known: Gates) -> Gate:
    in_two = max(known.in_two_arms, known.crossed)
    if known.standing is Standing.CONTAMINATED:
        return Gate(say("In two groups or written to all the same: {people}", people=in_two), False)
    if in_two:
        return Gate(say("Few people in two groups: {people}", people=in_two), None)
    return Gate(say("Nobody in two groups"), True)


def _before(known: Gates) -> Gate:
    p = known.before.p_value
    if p is None:
        return Gate(say("Time before could not be compared"), None)
    if known.differed_before:
        return Gate(say("Groups differed already before (p < 0.001)"), False)
    return Gate(say("Groups were alike before (p = {p})", p=f"{p:.2f}"), True)


def _window(known: Gates) -> Gate:
    match known.standing:
        case Standing.NOT_YET:
            return Gate(say("Window has only begun"), False)
        case Standing.ROLLING:
            return Gate(say("People enter day by day; without result yet: {people}", people=known.incomplete), None)
        case _ if known.observed_days < known.window_days:
            days, window = known.observed_days, known.window_days
            return Gate(say("Window open: {days} of {window} days", days=days, window=window), False)
    return Gate(say("Window of {days} days ended", days=known.window_days), True)


def _buyers(found: CampaignEffect) -> Gate:
    assert found.overall is not None
    if not found.overall.difference.is_known:
        return Gate(say("Too few people to compare"), False, say("At least 30 in each group."))
    if found.overall.money.finding is Finding.TOO_FEW_BUYERS:
        return Gate(say("Too few buyers to compare money"), None, say("At least 100 buyers in each group."))
    return Gate(say("Enough buyers to compare money"), True)
