"""Campaigns: what a campaign changed, against the people it kept back."""

from __future__ import annotations

import streamlit as st

from data.sentence import Sentence
from pages.parts.asked_about import asked_audience
from pages.parts.asking import ask
from pages.parts.campaign_choice import chosen_campaign, has_outcome, show_campaigns
from pages.parts.campaign_conversion import show_conversion
from pages.parts.campaign_funnel import show_funnel, show_money
from pages.parts.campaign_verdict import show_campaign_verdict
from pages.parts.frame import page_head, toolbar
from pages.parts.opened import store
from pages.parts.states import show_nothing
from pages.parts.verdict import method
from queries.campaigns import campaign_results

page_head("campaigns")
store()
with toolbar("campaigns_about"):
    choice = st.container(width="content")
    audience = asked_audience("campaigns")
found = campaign_results(ask(), audience)
with choice:
    campaign = chosen_campaign(found) if found else None
if campaign:
    show_campaign_verdict(campaign, is_segment=audience.segment is not None)
    if has_outcome(campaign):
        show_conversion(campaign)
        show_money(campaign)
    show_funnel(campaign, audience)
    show_campaigns(found)
else:
    show_nothing(Sentence("No campaign had begun by that day."))
method(("conversion", "campaign_difference", "net_per_person"), audience.as_of)
