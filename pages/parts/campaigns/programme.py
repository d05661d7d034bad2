"""The programme as a whole: everyone against the global control group, quarter by quarter."""

from __future__ import annotations

import streamlit as st

from pages.parts.asking import computed
from pages.parts.campaigns.asked import ledger_state
from pages.parts.campaigns.conversion import draw_differences
from pages.parts.campaigns.told.programme import AS_DRAWN, NO_GROUP, doubts, named, programme_table
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import chart_card
from pages.parts.session import in_a_row, plain, say, settings, spoken
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns.programme import Quarter, programme_effect


def show_programme(audience: Audience) -> None:
    house = settings()
    quarters: tuple[Quarter, ...] = computed(
        "programme_effect",
        lambda cursor: programme_effect(cursor, house, as_of=audience.as_of, segment=audience.segment),
        audience,
        ledger=ledger_state(),
    )
    differences = named(quarters)
    if differences:
        draw_differences(
            "programme_quarters",
            say("All lists together: difference in buyers, quarter by quarter"),
            differences,
            plain("all lists"),
            0.95,
            note=spoken(AS_DRAWN),
            definition=how_counted("programme", audience.as_of),
        )
    with chart_card("programme", say("All lists together, against the global control group")):
        if not quarters:
            st.caption(spoken(NO_GROUP))
            return
        plain_table(programme_table(quarters), download=plain("All lists together"))
        st.caption(in_a_row((AS_DRAWN, *doubts(quarters))))
