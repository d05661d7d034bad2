"""What a campaign must not cost: people who leave, complaints, refunds, discounts nobody had to be given."""

from __future__ import annotations

import streamlit as st

from pages.parts.campaigns.told.guardrails import discount, guardrails_table
from pages.parts.drawing import chart_card
from pages.parts.session import plain, say, spoken
from pages.parts.tables import plain_table
from queries.campaigns.guardrails import Guardrails


def show_guardrails(found: Guardrails) -> None:
    """As a table with a reading."""
    with chart_card("campaign_guardrails", say("What it may have cost: recipients less control group")):
        plain_table(guardrails_table(found), download=plain("Guardrails"))
        given = discount(found)
        if given is not None:
            st.caption(spoken(given))
