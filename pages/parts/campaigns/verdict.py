"""A campaign's result in one sentence, what limits it, and the checks it had to pass."""

from __future__ import annotations

import streamlit as st

from pages.parts.campaigns.told.checks import SEGMENT_ONLY, checks_of, counted
from pages.parts.campaigns.told.next import what_it_cost, what_next
from pages.parts.navigation import page_of
from pages.parts.plan import planned
from pages.parts.session import say, spoken
from pages.parts.verdict import Gate, gates, verdict
from queries.campaigns import CampaignEffect, Standing, Terms


def show_campaign_verdict(found: CampaignEffect, terms: Terms, *, is_segment: bool) -> None:
    """The sentence comes from the door; counts stand below it, true whatever can be judged from them."""
    told = counted(found)
    remarks = [*([told] if told else []), *what_it_cost(found, terms), *found.limits]
    verdict(spoken(found.verdict), map(spoken, remarks))
    if is_segment:
        st.caption(spoken(SEGMENT_ONLY))
    gates([Gate(spoken(one.text), one.is_passed, spoken(one.help) if one.help else None) for one in checks_of(found)])
    step = what_next(found)
    if step:
        st.markdown(f":material/arrow_forward: **{say('Next')}** · {spoken(step)}")
    if found.gates.standing is Standing.NO_CONTROL and not found.gates.is_kept_back_elsewhere:
        _next_time()


def _next_time() -> None:
    st.page_link(
        page_of(planned("lists")),
        label=say("Draw the next list with a control group"),
        icon=":material/science:",
    )
