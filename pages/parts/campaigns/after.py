"""After the window: how soon people came back, by group as assigned, and whether purchases were only pulled forward."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.parts.campaigns.told.after import EVERYONE, later_table, pulled_forward
from pages.parts.campaigns.told.drawn import DAYS_SINCE, ORDERED, waits, waits_drawn
from pages.parts.campaigns.words import name_of
from pages.parts.chance import curves_apart
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import Table, chart_card, draw, theme
from pages.parts.files import file_name_of
from pages.parts.session import language, plain, say, spoken
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns import Known
from queries.campaigns.afterwards import Afterwards
from queries.stats import Survival

HEADERS = {
    "group": Label("Group", "组别", "組別"),
    "days": DAYS_SINCE,
    "at_risk": Label("Still watched and waiting", "仍在观察且未下单", "仍在觀察且未下單"),
    "share": ORDERED,
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
}
_TABLE = pa.schema(
    [("group", pa.string()), ("days", pa.int64()), ("at_risk", pa.int64())]
    + [(name, pa.float64()) for name in ("share", "ci_low", "ci_high")]
)


def show_afterwards(known: Known, found: Afterwards, audience: Audience) -> None:
    """Never of buyers only: whom a campaign made buy differ from those who would have."""
    _show_curves(known, found, audience)
    with chart_card("campaign_later", say("What came afterwards: recipients less control group")):
        plain_table(later_table(found), download=plain("After the campaign"))
        st.caption(spoken(pulled_forward(found)))
        st.caption(spoken(EVERYONE))


def _show_curves(known: Known, found: Afterwards, audience: Audience) -> None:
    curves_by_group = waits_drawn(found)
    if len(curves_by_group) < 2:
        return
    drawing, title = waits(curves_by_group, theme()), say("Time to the next order, by group")
    draw(
        "campaign_curve",
        drawing.spec,
        drawing.rows,
        _table(known, curves_by_group),
        title=title,
        alt=title,
        note=spoken(curves_apart(None if found.log_rank is None else found.log_rank.p_value)),
        definition=how_counted("campaign_curve", audience.as_of),
    )


def _table(known: Known, drawn: Mapping[str, Survival]) -> Table:
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
    name = file_name_of(plain("Campaign"), name_of(known), plain("time to the next order"))
    return Table(pa.Table.from_pylist(rows, schema=_TABLE), headers, name)
