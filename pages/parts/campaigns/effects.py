"""What a campaign changed: buyers, money, totals and return, with intervals; then each variant against control."""

from __future__ import annotations

import streamlit as st

from pages.parts.campaigns.told.effects import (
    SEVERAL,
    lines_table,
    main_lines,
    notes,
    other_lines,
    other_notes,
    variants_table,
)
from pages.parts.campaigns.told.reached import reached_table, reached_told
from pages.parts.drawing import chart_card
from pages.parts.session import in_a_row, plain, say, spoken
from pages.parts.tables import plain_table
from queries.campaigns import CampaignEffect, Terms
from queries.campaigns.reached import Reached


def show_effects(found: CampaignEffect, terms: Terms) -> None:
    """Of all recipients together. Provisional intervals are wider and say so in their header."""
    assert found.overall is not None
    effect, confidence = found.overall, found.gates.confidence
    with chart_card("campaign_effects", say("What the campaign changed")):
        plain_table(lines_table([*main_lines(effect, terms)], confidence), download=plain("What the campaign changed"))
        for note in notes(effect):
            st.caption(spoken(note))
    with chart_card("campaign_checked", say("The same in other ways, to see how firm it is")):
        plain_table(lines_table([*other_lines(effect)], confidence), download=plain("The same in other ways"))
        for note in other_notes(effect):
            st.caption(spoken(note))
    if found.reached is not None:
        _show_reached(found.reached, confidence)


def _show_reached(found: Reached, confidence: float) -> None:
    with chart_card("campaign_reached", say("The effect on those who were reached")):
        plain_table(reached_table(found, confidence), download=plain("Effect on those reached"))
        st.caption(in_a_row(reached_told(found)))


def show_variants(found: CampaignEffect) -> None:
    """Each variant alone, where there is more than one."""
    if len(found.variants) < 2:
        return
    with chart_card("campaign_variants", say("Each variant against the control group")):
        plain_table(variants_table(found), download=plain("Variants"))
        st.caption(spoken(SEVERAL))
