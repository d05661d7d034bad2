"""The groups of a campaign after it: who bought in each week or 30 days, and what they spent day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.parts.asking import computed
from pages.parts.campaigns.asked import ledger_state
from pages.parts.campaigns.told.arms import (
    AS_ASSIGNED,
    PERIOD_NAMES,
    SAME_PEOPLE,
    UNCOMPARED,
    drawn_periods,
    periods_table,
    retention,
    spending,
    spending_told,
    still_open,
)
from pages.parts.campaigns.words import arm_names, name_of
from pages.parts.controls import one_of
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import Table, chart_card, draw_in_card, theme
from pages.parts.files import file_name_of
from pages.parts.session import in_a_row, language, plain, say, settings, spoken
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns import CampaignEffect, Gates, Known
from queries.campaigns.by_arm import COMPARED, FOLLOWED, HORIZONS, WEEK, ByArm, Spent
from queries.campaigns.judged import followed_by_arm
from queries.stats.several import confidence_of_each

PERIOD_KEY, SPENT_KEY = "camp_period", "camp_spent"
SO_FAR = 0
HEADERS = {
    "group": Label("Group", "组别", "組別"),
    "first": Label("From day", "起始天", "起始天"),
    "last": Label("To day", "截止天", "截止天"),
    "people": Label("People whose period is over", "该期已结束人数", "該期已結束人數"),
    "bought": Label("Bought", "购买人数", "購買人數"),
    "share": Label("Share", "占比", "占比"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
    "complete_on": Label("Known for everybody from", "全员可知日期", "全員可知日期"),
    "day": Label("Days since the assignment", "距分配天数", "距分配天數"),
    "value": Label("Net revenue per person, added up", "人均累计净收入", "人均累計淨收入"),
}
_SHARES = [(name, pa.float64()) for name in ("share", "ci_low", "ci_high")]
_PERIODS = pa.schema(
    [("group", pa.string())]
    + [(name, pa.int64()) for name in ("first", "last", "people", "bought")]
    + _SHARES
    + [("complete_on", pa.date32())]
)
_SPENT = pa.schema(
    [("group", pa.string()), ("day", pa.int64()), ("people", pa.int64())]
    + [(name, pa.float64()) for name in ("value", "ci_low", "ci_high")]
)


def show_arms(known: Known, found: CampaignEffect, audience: Audience) -> None:
    """Nothing where the groups are not what they were drawn to be."""
    if found.gates.standing not in FOLLOWED:
        return
    with chart_card("campaign_retention", say("Who bought, period by period after the assignment")):
        length = _period()
        _show_periods(known, asked_by_arm(known, audience, found.gates, SO_FAR), found.gates, audience, length)
    with chart_card("campaign_spent", say("Net revenue per person assigned, added up")):
        days = one_of(SPENT_KEY, _horizons(), SO_FAR, label=say("Followed for"))
        spent = asked_by_arm(known, audience, found.gates, days).spent
        if spent is None:
            st.caption(say("Not one whole day has passed for enough people."))
        else:
            _show_spent(known, spent, audience)


def _period() -> int:
    return one_of(
        PERIOD_KEY,
        {length: label.in_language(language()) for length, label in PERIOD_NAMES.items()},
        WEEK,
        label=say("Period"),
    )


def _horizons() -> Mapping[int, str]:
    return {SO_FAR: say("So far"), **{days: say("{days} days", days=days) for days in HORIZONS}}


def asked_by_arm(known: Known, audience: Audience, gates: Gates, days: int = SO_FAR) -> ByArm:
    house = settings()
    return computed(
        "campaign_by_arm",
        lambda cursor: followed_by_arm(cursor, house, known, audience, gates, days=days or None),
        audience,
        campaign=known.campaign_id,
        days=days,
        standing=gates.standing,
        ledger=ledger_state(),
    )


def _show_periods(known: Known, found: ByArm, gates: Gates, audience: Audience, length: int) -> None:
    shown = drawn_periods(found, length)
    confidence = confidence_of_each(len(found.periods[length]), confidence=gates.confidence)
    opened = still_open(found, length, audience.as_of)
    notes = [*([] if gates.standing in COMPARED else [UNCOMPARED]), AS_ASSIGNED, *([opened] if opened else [])]
    if shown:
        drawing = retention(shown, length, theme())
        draw_in_card(
            "campaign_retention",
            drawing.spec,
            drawing.rows,
            _periods_file(known, found, length),
            alt=say("Who bought, period by period after the assignment"),
            note=in_a_row(notes),
            definition=how_counted("campaign_retention", audience.as_of),
        )
    elif opened:
        st.caption(spoken(opened))
    if found.periods[length]:
        plain_table(periods_table(found, length, confidence=confidence))


def _periods_file(known: Known, found: ByArm, length: int) -> Table:
    names = arm_names(found.periods[length][0].shares)
    rows = [
        {
            "group": names[arm],
            "first": one.first,
            "last": one.last,
            "people": share.denominator if share.denominator else None,
            "bought": share.n if share.denominator else None,
            "share": share.value,
            "ci_low": share.ci_low,
            "ci_high": share.ci_high,
            "complete_on": one.complete_on,
        }
        for one in found.periods[length]
        for arm, share in one.shares.items()
    ]
    return _file(rows, _PERIODS, file_name_of(plain("Campaign"), name_of(known), plain("by period")))


def _show_spent(known: Known, spent: Spent, audience: Audience) -> None:
    told = in_a_row(spending_told(spent, audience.as_of))
    drawing = spending(spent, theme())
    if drawing is None:
        st.caption(told)
        st.caption(say("Under 30 people in each group have been followed for so long: nothing is drawn of them."))
        return
    st.markdown(told)
    draw_in_card(
        "campaign_spent",
        drawing.spec,
        drawing.rows,
        _spent_file(known, spent),
        alt=say("Net revenue per person assigned, added up"),
        note=spoken(SAME_PEOPLE),
        definition=how_counted("campaign_spent", audience.as_of),
    )


def _spent_file(known: Known, spent: Spent) -> Table:
    names = arm_names(spent.cents)
    rows = [
        {
            "group": names[arm],
            "day": day,
            "people": spent.people[arm],
            **{
                name: None if value is None else value / 100
                for name, value in zip(
                    ("value", "ci_low", "ci_high"), (found.value, found.ci_low, found.ci_high), strict=True
                )
            },
        }
        for arm, curve in spent.cents.items()
        for day, found in enumerate(curve)
    ]
    return _file(rows, _SPENT, file_name_of(plain("Campaign"), name_of(known), plain("net revenue per person")))


def _file(rows: Sequence[Mapping[str, object]], schema: pa.Schema, name: str) -> Table:
    headers = {column: HEADERS[column].in_language(language()) for column in schema.names}
    return Table(pa.Table.from_pylist(list(rows), schema=schema), headers, name)
