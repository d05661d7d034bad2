"""Without a control group: several careful comparisons as a range, their check on the time before, and their grade."""

from __future__ import annotations

import streamlit as st

from pages.parts.campaigns.told.uncontrolled import before_table, range_of, readings_name, readings_table, reasons
from pages.parts.drawing import chart_card
from pages.parts.session import say, spoken
from pages.parts.tables import plain_table
from queries.campaigns import Uncontrolled
from queries.stats.observational import Grade, WithoutControl


def show_uncontrolled(found: Uncontrolled) -> None:
    """Grade C shows only why nothing can be said: the same comparison of a time when the campaign had done nothing."""
    with chart_card("campaign_uncontrolled", say("Beside people who were not sent to: difference, not proven caused")):
        st.markdown(spoken(found.verdict))
        if found.grade is Grade.B:
            _readings(found.buyers, found.buyers_before, is_money=False)
            _readings(found.money, found.money_before, is_money=True)
        elif found.buyers_before.low is not None:
            plain_table(before_table(found.buyers_before))
        for reason in reasons(found):
            st.caption(spoken(reason))


def _readings(after: WithoutControl, before: WithoutControl, *, is_money: bool) -> None:
    plain_table(readings_table(after, before, is_money=is_money), download=readings_name(is_money=is_money))
    reach = range_of(after, is_money=is_money)
    if reach is not None:
        st.caption(spoken(reach))
