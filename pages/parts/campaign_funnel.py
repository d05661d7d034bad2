"""From assigned to bought, every share with its denominator by name; and the money per person, by group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from pages.locale import figures
from pages.parts.campaign_choice import has_outcome
from pages.parts.campaign_conversion import arms_of
from pages.parts.opened import store
from pages.parts.people import people_door
from pages.parts.session import currency, language, plain, say
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns import Arm, CampaignResult
from queries.segments import Condition, Group, Match, Segment


@dataclass(frozen=True)
class Step:
    """`people` out of `base`, who are named in `of_whom`; None where the export does not say."""

    name: str
    people: int | None
    base: int
    of_whom: str


def show_funnel(campaign: CampaignResult, audience: Audience) -> None:
    """What the recipients went through. Opens are of people where the export tells machines apart."""
    steps = tuple(_steps(campaign))
    with st.container(border=True, key="campaign_funnel"):
        st.markdown(f"**{say('From assigned to bought')}**")
        plain_table(
            {
                plain("Step"): [step.name for step in steps],
                plain("People"): [_whole(step.people) for step in steps],
                plain("Share"): [_share(step) for step in steps],
                plain("Of whom"): [step.of_whom if step.people is not None else "–" for step in steps],
            }
        )
        if campaign.recipients.opened is not None and not store().manifest.delivers("touches", "is_machine_open"):
            st.caption(say("Opens are inflated: the export does not say which were opened by machines."))
        if campaign.people_in_both == 0:
            recipients = recipients_of(campaign, audience)
            people_door("campaign_recipients", say("Recipients"), recipients, campaign.recipients.people)


def recipients_of(campaign: CampaignResult, audience: Audience) -> Audience:
    """The people addressed, by the rule that segments know. Somebody in both groups would be among them."""
    conditions: list[Condition | Group] = [Condition("messages.campaigns", "has_any", (campaign.campaign_id,))]
    if audience.segment is not None:
        conditions.append(audience.segment.root)
    return Audience(audience.as_of, Segment(Group(Match.ALL, tuple(conditions))))


def _steps(campaign: CampaignResult) -> Iterator[Step]:
    arm = campaign.recipients
    assigned = plain("{people} assigned", people=arm.people)
    sent_to, of_whom = arm.people, assigned
    if arm.delivered:
        sent_to, of_whom = arm.delivered, plain("{people} delivered", people=arm.delivered)
    yield Step(plain("Assigned"), arm.people, arm.people, assigned)
    yield Step(plain("Delivered"), arm.delivered, arm.people, assigned)
    yield Step(plain("Opened"), arm.opened, sent_to, of_whom)
    yield Step(plain("Clicked"), arm.clicked, sent_to, of_whom)
    if not has_outcome(campaign):
        return
    complete = plain("{people} assigned, window ended", people=arm.complete)
    yield Step(plain("Bought within the window"), arm.converted, arm.complete, complete)


def _whole(people: int | None) -> str:
    return plain("not in this export") if people is None else figures.whole(people, language())


def _share(step: Step) -> str:
    return "–" if step.people is None or step.base == 0 else figures.share(step.people / step.base, language())


def show_money(campaign: CampaignResult) -> None:
    """Net revenue of the window by group. Their difference appears only with 100 buyers in each."""
    arms = arms_of(campaign)
    with st.container(border=True, key="campaign_money"):
        st.markdown(f"**{say('Money, by group as assigned')}**")
        plain_table(
            {
                plain("Group"): [label.in_language(language()) for label, _, _ in arms],
                plain("People, window ended"): [_whole(arm.complete) for _, _, arm in arms],
                plain("Bought"): [_whole(arm.converted) for _, _, arm in arms],
                plain("Orders"): [_whole(arm.orders) for _, _, arm in arms],
                plain("Net revenue"): [_money(arm.net.total) for _, _, arm in arms],
                plain("Per person assigned"): [_per_person(arm) for _, _, arm in arms],
            }
        )
        st.caption(_difference_in_money(campaign))


def _per_person(arm: Arm) -> str:
    return _money(arm.net.total / arm.complete) if arm.complete else "–"


def _money(cents: float) -> str:
    return figures.money(round(cents), currency(), language())


def _difference_in_money(campaign: CampaignResult) -> str:
    found = campaign.net_per_person
    if campaign.control is None:
        return say("Without a control group this money is not credited to the campaign.")
    if found.value is None or found.ci_low is None or found.ci_high is None:
        return say("The groups’ money is not compared: it takes 100 buyers in each, and a closed, fair comparison.")
    return say(
        "Per person assigned, recipients brought {difference} against the control group (95% interval {low} to "
        "{high}). A few large orders can move this; it is no verdict.",
        difference=_signed(found.value),
        low=_signed(found.ci_low),
        high=_signed(found.ci_high),
    )


def _signed(cents: float) -> str:
    return ("+" if cents > 0 else "") + _money(cents)
