"""After the window: how soon people came back, by group as assigned, and whether purchases were only pulled forward."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.charts.curves import curves
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.parts.campaigns.choice import name_of
from pages.parts.campaigns.words import arm_name, days, interval_text, money, points, value_text
from pages.parts.definitions import definition_line
from pages.parts.drawing import Table, chart_card, draw, theme
from pages.parts.files import file_name_of
from pages.parts.repurchase.compare import curves_text
from pages.parts.session import language, plain, say
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns import Known
from queries.campaigns.afterwards import Afterwards
from queries.stats import Estimate, Survival

HEADERS = {
    "group": Label("Group", "组别", "組別"),
    "days": Label("Days since the assignment", "距分配天数", "距分配天數"),
    "at_risk": Label("Still watched and waiting", "仍在观察且未下单", "仍在觀察且未下單"),
    "share": Label("Ordered by then", "累计下单率", "累計下單率"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
}
_POINTS = pa.schema(
    [("group", pa.string()), ("since", pa.int64())]
    + [(name, pa.float64()) for name in ("rate", "low", "high")]
    + [(name, pa.string()) for name in ("since_text", "rate_text", "evidence")]
)
_TABLE = pa.schema(
    [("group", pa.string()), ("days", pa.int64()), ("at_risk", pa.int64())]
    + [(name, pa.float64()) for name in ("share", "ci_low", "ci_high")]
)


def show_afterwards(known: Known, found: Afterwards, audience: Audience) -> None:
    """Never of buyers only: whom a campaign made buy differ from those who would have."""
    _show_curves(known, found, audience)
    with chart_card("campaign_later", say("What came afterwards: recipients less control group")):
        lines = tuple(later_lines(found))
        plain_table(
            {
                plain("Measure"): [name for name, _, _ in lines],
                plain("Difference"): [value for _, value, _ in lines],
                plain("Interval, 95%"): [interval for _, _, interval in lines],
            },
            download=plain("After the campaign"),
        )
        st.caption(_pulled_forward(found))
        st.caption(
            say(
                "All people assigned, buyers or not. Repurchase among buyers alone would compare different people, so "
                "it is not shown as an effect."
            )
        )


def later_lines(found: Afterwards) -> list[tuple[str, str, str]]:
    """Measure, difference and interval."""
    told: list[tuple[str, Estimate]] = [
        (plain("Days sooner to the next order, of the first {days}", days=horizon), one)
        for horizon, one in found.days_saved.items()
    ]
    lines = [(name, value_text(one, days), interval_text(one, days)) for name, one in told]
    early, late, twice = found.early, found.late, found.second_order
    return [
        *lines,
        (plain("Net revenue per person, days 0–7"), value_text(early, money), interval_text(early, money)),
        (plain("Net revenue per person, days 8–90"), value_text(late, money), interval_text(late, money)),
        (plain("Bought on two days or more within 90 days"), value_text(twice, points), interval_text(twice, points)),
    ]


def _pulled_forward(found: Afterwards) -> str:
    early, late = found.early, found.late
    if early.ci_low is None or late.ci_high is None or late.ci_low is None:
        return say("Whether purchases were only pulled forward is known once 90 days have passed for everyone.")
    if early.ci_low > 0 and late.ci_high < 0:
        return say("More was spent in the first days and less after them: purchases were pulled forward.")
    if early.ci_low > 0 and late.ci_low > 0:
        return say("More was spent in the first days and also after them: purchases were not only pulled forward.")
    return say("The days after the first week show no clear difference, so nothing says that purchases moved.")


def _show_curves(known: Known, found: Afterwards, audience: Audience) -> None:
    drawn = {arm_name(arm): curve for arm, curve in found.waits.items() if curve.ended_by(0).is_known}
    if len(drawn) < 2:
        return
    words = Words(
        language(),
        x=HEADERS["days"].in_language(language()),
        y=HEADERS["share"].in_language(language()),
        unit=Unit.SHARE,
    )
    last = max(curve.observed_days for curve in drawn.values())
    title = say("Time to the next order, by group")
    draw(
        "campaign_curve",
        curves(words, theme(), evidence=plain("Rests on"), first=0, last=last, groups=tuple(drawn), is_step=True),
        pa.Table.from_pylist(_points(drawn), schema=_POINTS),
        _table(known, drawn),
        title=title,
        alt=title,
        note=curves_text(None if found.log_rank is None else found.log_rank.p_value),
        definition=definition_line("campaign_curve", audience.as_of),
    )


def _points(drawn: Mapping[str, Survival]) -> list[dict[str, object]]:
    return [
        {
            "group": name,
            "since": day,
            "rate": share.value,
            "low": share.value if share.ci_low is None else share.ci_low,
            "high": share.value if share.ci_high is None else share.ci_high,
            "since_text": figures.whole(day, language()),
            "rate_text": figures.share(share.value or 0.0, language()),
            "evidence": plain("{people} still waiting", people=int(curve.at_risk[day])),
        }
        for name, curve in drawn.items()
        for day in range(curve.observed_days + 1)
        for share in [curve.ended_by(day)]
    ]


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
