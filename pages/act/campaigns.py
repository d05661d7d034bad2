"""Campaigns: what a campaign changed, against the people it kept back."""

from __future__ import annotations

import streamlit as st

from data.sentence import Sentence
from pages.parts.asked_about import asked_audience
from pages.parts.campaigns.across import show_across
from pages.parts.campaigns.after import show_afterwards
from pages.parts.campaigns.arms import show_arms
from pages.parts.campaigns.asked import asked_campaigns, asked_effect, asked_uncontrolled
from pages.parts.campaigns.choice import asked_part, chosen_campaign
from pages.parts.campaigns.conversion import show_conversion
from pages.parts.campaigns.costs import asked_terms, with_costs
from pages.parts.campaigns.credit import show_credit, show_fatigue
from pages.parts.campaigns.effects import show_effects, show_variants
from pages.parts.campaigns.funnel import show_funnel
from pages.parts.campaigns.guardrails import show_guardrails
from pages.parts.campaigns.list import show_campaigns
from pages.parts.campaigns.overlap import show_overlap
from pages.parts.campaigns.prospect import show_prospect
from pages.parts.campaigns.report import offer_report
from pages.parts.campaigns.uncontrolled import show_uncontrolled
from pages.parts.campaigns.verdict import show_campaign_verdict
from pages.parts.campaigns.won import show_won
from pages.parts.frame import page_head, toolbar
from pages.parts.navigation import page_of
from pages.parts.opened import store
from pages.parts.plan import planned
from pages.parts.session import say
from pages.parts.states import failures_in_words, show_nothing
from pages.parts.verdict import method
from queries.campaigns import Standing
from queries.campaigns.by_arm import COMPARED

METHOD = (
    "conversion",
    "campaign_difference",
    "net_per_person",
    "campaign_curve",
    "campaign_retention",
    "campaign_spent",
    "campaign_won",
)

page_head("campaigns")
store()
with toolbar("campaigns_about"):
    choice = st.container(width="content")
    audience = asked_audience("campaigns")
    more = st.container(horizontal=True, width="content")
campaigns = asked_campaigns(audience)
if campaigns:
    with choice:
        campaign = chosen_campaign(campaigns, audience.as_of.toordinal())
    with more:
        by, terms = asked_part(), asked_terms(campaign, audience)
    found = asked_effect(campaign, audience, terms, by=by)
    show_campaign_verdict(found, terms, is_segment=audience.segment is not None)
    with failures_in_words():
        offer_report(campaign, found, terms, audience, by)
    show_conversion(campaign, found, audience, by)
    if found.overall and found.overall.difference.is_known:
        show_effects(found, terms)
        show_variants(found)
    if found.guardrails:
        show_guardrails(found.guardrails)
    if found.afterwards:
        show_afterwards(campaign, found.afterwards, audience)
    with failures_in_words():
        show_arms(campaign, found, audience)
    with failures_in_words():
        show_won(campaign, audience)
    if found.gates.standing is Standing.NO_CONTROL and not found.gates.is_kept_back_elsewhere:
        with failures_in_words():
            beside = asked_uncontrolled(campaign, audience)
            if beside is not None:
                show_uncontrolled(beside)
    with failures_in_words():
        show_funnel(campaign, audience)
    with failures_in_words():
        show_overlap(campaign, campaigns, audience, is_fair=found.gates.standing in COMPARED)
    with failures_in_words():
        show_credit(campaigns, audience)
    with failures_in_words():
        show_fatigue(audience)
    show_campaigns(campaigns)
    show_prospect(audience)
    with failures_in_words():
        show_across(with_costs(campaigns, audience), audience, terms.margin)
elif store().manifest.delivers("touches"):
    show_nothing(Sentence("No campaign had begun by that day."))
else:
    show_nothing(
        Sentence(
            "No campaign is known: the export holds no touches, no list has left from here, and no record of messages "
            "was uploaded."
        )
    )
    st.page_link(page_of(planned("lists")), label=say("Draw a list with a control group"), icon=":material/science:")
method(METHOD, audience.as_of)
