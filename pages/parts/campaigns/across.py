"""Campaigns beside each other, by time: effect, money, cost, return, power; and what to expect of the next one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts.campaigns.asked import asked_effect
from pages.parts.campaigns.conversion import draw_differences
from pages.parts.campaigns.programme import show_programme
from pages.parts.campaigns.report import offer_across_report
from pages.parts.campaigns.told.across import (
    FAIR_ONLY,
    POOLING,
    READING,
    Across,
    beside_each_other,
    expected,
    newest,
    too_few,
)
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import chart_card
from pages.parts.session import plain, say, spoken
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns import Known, Terms

ACROSS_KEY = "camp_across"


def show_across(campaigns: Sequence[Known], audience: Audience, margin: float) -> None:
    """Asked only when switched on: it judges every campaign."""
    label = say("Judge all campaigns beside each other")
    if not st.toggle(label, key=ACROSS_KEY, bind="query-params", persist_state="session"):
        return
    across = Across([(one, asked_effect(one, audience, Terms(one.cost, margin))) for one in newest(campaigns)], margin)
    if across.differences:
        draw_differences(
            "campaigns_timeline",
            say("Difference in buyers, campaign by campaign, the newest first"),
            across.differences,
            plain("all"),
            0.95,
            note=spoken(FAIR_ONLY),
            definition=how_counted("campaign_difference", audience.as_of),
        )
    offer_across_report(across, audience)
    with chart_card("campaigns_across", say("Campaigns beside each other")):
        plain_table(beside_each_other(across), download=plain("Campaigns beside each other"))
        st.caption(spoken(READING))
    with chart_card("campaigns_expected", say("What to expect of the next campaign, by one’s own history")):
        reason = too_few(across)
        if reason is None:
            plain_table(expected(across), download=plain("What to expect"))
        st.caption(spoken(reason or POOLING))
    show_programme(audience)
