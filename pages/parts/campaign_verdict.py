"""A campaign's result in one sentence, the gates it had to pass, and what limits it."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from data.sentence import Share
from pages.locale import figures
from pages.parts.campaign_choice import is_open, still_open
from pages.parts.opened import store
from pages.parts.session import language, say, spoken
from pages.parts.verdict import Gate, gates, verdict
from queries.campaigns import CampaignResult
from queries.stats import ENOUGH_PEOPLE, Estimate, Status


def show_campaign_verdict(campaign: CampaignResult, *, is_segment: bool) -> None:
    """An effect is named only with a fair control group, a closed window and people enough."""
    if campaign.is_before_data:
        _say_it_began_before()
        return
    is_judged = campaign.difference.is_known and not is_open(campaign)
    limits = campaign.remarks[1:] if is_judged or campaign.control is None else ()
    verdict(_verdict(campaign), [_what_is_known(campaign), *map(spoken, limits)])
    if is_segment:
        st.caption(
            say(
                "Only people of the chosen segment. A segment that looks at what happened after the assignment is "
                "itself a result of the campaign, and no fair comparison."
            )
        )
    gates(tuple(_gates(campaign)))


def _say_it_began_before() -> None:
    verdict(
        say(
            "This campaign began before the data do, on {day}. Who bought then is not in them, so there is no result.",
            day=store().manifest.data_start,
        )
    )


def _verdict(campaign: CampaignResult) -> str:
    if campaign.difference.status is Status.NOT_RANDOMISED:
        return spoken(campaign.remarks[0])
    if is_open(campaign):
        return say(
            "Provisional: {people} person is still within their {days} days. There is no verdict before they end.",
            plural="Provisional: {people} people are still within their {days} days. "
            "There is no verdict before they end.",
            count="people",
            people=still_open(campaign),
            days=campaign.window_days,
        )
    if not campaign.difference.is_known:
        return spoken(campaign.remarks[0])
    return _effect(campaign, campaign.difference, campaign.incremental_buyers)


def _effect(campaign: CampaignResult, difference: Estimate, buyers: Estimate) -> str:
    low, high = difference.ci_low or 0.0, difference.ci_high or 0.0
    gained = figures.points(difference.value or 0.0, language())
    if low <= 0 <= high:
        return say(
            "No effect on buying within {days} days could be shown: the difference to the control group is {points}, "
            "with a 95% interval of {low} to {high}.",
            days=campaign.window_days,
            points=gained,
            low=figures.points(low, language()),
            high=figures.points(high, language()),
        )
    if low > 0:
        return say(
            "**{points}** more people bought within {days} days than in the control group (95% interval {low} to "
            "{high}): about {people} more buyers ({fewest} to {most}).",
            points=gained,
            days=campaign.window_days,
            low=figures.points(low, language()),
            high=figures.points(high, language()),
            people=round(buyers.value or 0),
            fewest=round(buyers.ci_low or 0),
            most=round(buyers.ci_high or 0),
        )
    return say(
        "**{points}**: fewer people bought within {days} days than in the control group (95% interval {low} to "
        "{high}), about {people} fewer buyers ({fewest} to {most}).",
        points=gained,
        days=campaign.window_days,
        low=figures.points(low, language()),
        high=figures.points(high, language()),
        people=round(-(buyers.value or 0)),
        fewest=round(-(buyers.ci_high or 0)),
        most=round(-(buyers.ci_low or 0)),
    )


def _what_is_known(campaign: CampaignResult) -> str:
    """Counts, which are true whatever can be judged from them."""
    recipients = campaign.recipients
    if recipients.complete == 0:
        return say("Nobody’s window has ended yet.")
    if campaign.control is None:
        return say(
            "{converted} of {people} recipients bought within {days} days. That counts who bought, not who bought "
            "because of the campaign.",
            converted=recipients.converted,
            people=recipients.complete,
            days=campaign.window_days,
        )
    return say(
        "{converted} of {people} recipients and {control_converted} of {control_people} in the control group bought "
        "within {days} days.",
        converted=recipients.converted,
        people=recipients.complete,
        days=campaign.window_days,
        control_converted=campaign.control.converted,
        control_people=campaign.control.complete,
    )


def _gates(campaign: CampaignResult) -> Iterator[Gate]:
    if campaign.control is None:
        yield Gate(say("No control group"), False, say("Keep some people back at random next time."))
    else:
        yield Gate(say("Control group kept back"), True)
        yield _split(campaign)
    if is_open(campaign):
        yield Gate(say("Window still open, people: {people}", people=still_open(campaign)), False)
    else:
        yield Gate(say("Window ended"), True)
    if campaign.people_in_both:
        yield Gate(say("People in both groups: {people}", people=campaign.people_in_both), False)
    elif campaign.control:
        yield Gate(say("Nobody in both groups"), True)
    if campaign.control and not is_open(campaign):
        yield from _enough(campaign)


def _split(campaign: CampaignResult) -> Gate:
    control, people = campaign.control.people if campaign.control else 0, campaign.recipients.people
    share = say("{share} of the people are in the control group.", share=Share(control / max(1, control + people)))
    p_value = campaign.sample_ratio.p_value
    if p_value is None:
        return Gate(say("Split could not be checked"), None, share)
    if campaign.sample_ratio.is_broken:
        return Gate(say("Split is not as planned (p < 0.001)"), False, share)
    return Gate(say("Split as planned (p = {p})", p=f"{p_value:.2f}"), True, share)


def _enough(campaign: CampaignResult) -> Iterator[Gate]:
    smallest = min(campaign.recipients.complete, campaign.control.complete if campaign.control else 0)
    if smallest >= ENOUGH_PEOPLE:
        yield Gate(say("Enough people to compare"), True)
    else:
        yield Gate(say("Too few people to compare"), False, say("At least {people} in each.", people=ENOUGH_PEOPLE))
    if campaign.net_per_person.is_known:
        yield Gate(say("Enough buyers to compare money"), True)
    elif campaign.difference.is_known:
        yield Gate(say("Too few buyers to compare money"), None, say("At least 100 buyers in each group."))
