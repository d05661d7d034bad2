"""Whom a campaign won, beside others who came in the same month: what they bought later. A comparison, no effect."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.parts.asking import computed
from pages.parts.campaigns.asked import ledger_state
from pages.parts.campaigns.told.won import (
    CAME_AGAIN,
    NOBODY,
    NOT_AN_EFFECT,
    SINCE_FIRST,
    WHO,
    newcomers_table,
    waits_drawn,
    waits_of,
)
from pages.parts.campaigns.words import name_of
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import Table, chart_card, draw_in_card, theme
from pages.parts.files import file_name_of
from pages.parts.session import language, plain, say, settings, spoken
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns import Known
from queries.campaigns.judged import won_by
from queries.campaigns.won import Won
from queries.stats import Survival

HEADERS = {
    "group": Label("Group", "组别", "組別"),
    "days": SINCE_FIRST,
    "at_risk": Label("Still watched and waiting", "仍在观察且未复购", "仍在觀察且未複購"),
    "share": CAME_AGAIN,
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
}
_ROWS = pa.schema(
    [("group", pa.string()), ("days", pa.int64()), ("at_risk", pa.int64())]
    + [(name, pa.float64()) for name in ("share", "ci_low", "ci_high")]
)


def show_won(known: Known, audience: Audience) -> None:
    """Only for campaigns that were sent to somebody."""
    if not known.recipients:
        return
    found = asked_won(known, audience)
    with chart_card("campaign_won", say("New customers won, beside others of the same month")):
        if not found.cohorts:
            st.caption(spoken(NOBODY))
            return
        st.markdown(spoken(NOT_AN_EFFECT))
        plain_table(newcomers_table(found), download=plain("New customers won"))
        drawn = waits_of(found)
        if drawn:
            _draw(known, drawn, audience)
        st.caption(spoken(WHO))


def asked_won(known: Known, audience: Audience) -> Won:
    house = settings()
    return computed(
        "campaign_won",
        lambda cursor: won_by(cursor, house, known, audience),
        audience,
        campaign=known.campaign_id,
        ledger=ledger_state(),
    )


def _draw(known: Known, drawn: Mapping[str, Survival], audience: Audience) -> None:
    drawing = waits_drawn(drawn, theme())
    draw_in_card(
        "campaign_won",
        drawing.spec,
        drawing.rows,
        _file(known, drawn),
        alt=say("New customers won, beside others of the same month"),
        definition=how_counted("campaign_won", audience.as_of),
    )


def _file(known: Known, drawn: Mapping[str, Survival]) -> Table:
    rows = [
        {
            "group": name,
            "days": day,
            "at_risk": int(curve.at_risk[day]),
            "share": share.value,
            "ci_low": share.ci_low,
            "ci_high": share.ci_high,
        }
        for name, curve in drawn.items()
        for day in range(curve.observed_days + 1)
        for share in [curve.ended_by(day)]
    ]
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    name = file_name_of(plain("Campaign"), name_of(known), plain("new customers"))
    return Table(pa.Table.from_pylist(rows, schema=_ROWS), headers, name)
