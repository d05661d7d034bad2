"""Who bought, by group as assigned; beside it the differences against zero, of all, of variants and of parts."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.parts.campaigns.told.drawn import Named, conversions, differences, groups, own_differences
from pages.parts.campaigns.told.effects import NO_PART, chances
from pages.parts.campaigns.words import arm_names, name_of, part_name
from pages.parts.definition_texts import HowCounted, how_counted
from pages.parts.drawing import Table, draw, theme
from pages.parts.files import file_name_of
from pages.parts.segments.session import measures
from pages.parts.session import language, plain, say, spoken
from queries.audience import Audience
from queries.campaigns import CampaignEffect, Known
from queries.stats import ENOUGH_PEOPLE
from queries.stats.several import confidence_of_each

HEADERS = {
    "group": Label("Group", "组别", "組別"),
    "complete": Label("People, days ended", "观察期已结束人数", "觀察期已結束人數"),
    "converted": Label("Bought", "购买人数", "購買人數"),
    "value": Label("Value", "数值", "數值"),
    "ci_low": Label("Interval from", "区间下限", "區間下限"),
    "ci_high": Label("Interval to", "区间上限", "區間上限"),
    "conversion": Label("Conversion", "转化率", "轉換率"),
}


def show_conversion(known: Known, found: CampaignEffect, audience: Audience, by: str) -> None:
    """Groups of fewer than 30 people are counts, not shares. Differences are drawn only where gates let them."""
    if max(found.people.values(), default=0) < ENOUGH_PEOPLE:
        return
    if found.overall is None or not found.overall.difference.is_known:
        _show_groups(known, found, audience)
        return
    left, right = st.columns(2)
    with left:
        _show_groups(known, found, audience)
    with right:
        _show_differences(known, found, audience)
    if found.by_part:
        _show_parts(known, found, audience, by)


def _show_groups(known: Known, found: CampaignEffect, audience: Audience) -> None:
    drawing = groups(found, theme())
    if drawing is None:
        return
    title = say("Conversion by group")
    draw(
        "campaign_groups",
        drawing.spec,
        drawing.rows,
        _groups_table(known, found),
        title=title,
        alt=title,
        note=say("Of all people assigned whose days have ended, whether they were reached or not."),
        definition=how_counted("conversion", audience.as_of),
    )


def _show_differences(known: Known, found: CampaignEffect, audience: Audience) -> None:
    draw_differences(
        "campaign_difference",
        say("Recipients less control group"),
        own_differences(found),
        name_of(known),
        found.gates.confidence,
        note=say("Where the interval leaves out zero, chance alone does not explain the difference."),
        definition=how_counted("campaign_difference", audience.as_of),
    )


def _show_parts(known: Known, found: CampaignEffect, audience: Audience, by: str) -> None:
    """People as they were before the campaign. Money is drawn apart, of parts with 100 buyers in each group."""
    measure = measures().measures.get(by)
    parts = [(part_name(measure, part), both) for part, both in found.by_part.items()]
    confidence = confidence_of_each(len(parts), confidence=found.gates.confidence)
    warning = spoken(chances(len(parts), confidence))
    buyers = [(name, both[0]) for name, both in parts if both[0].is_known]
    money = [(name, both[1]) for name, both in parts if both[1].is_known]
    if not buyers:
        st.info(spoken(NO_PART))
        return
    definition = how_counted("campaign_difference", audience.as_of)
    title = say("Difference in buyers, part by part")
    draw_differences("campaign_parts", title, buyers, name_of(known), confidence, note=warning, definition=definition)
    if money:
        draw_differences(
            "campaign_parts_money",
            say("Difference in net revenue per person, part by part"),
            money,
            name_of(known),
            confidence,
            note=warning,
            definition=how_counted("net_per_person", audience.as_of),
            is_money=True,
        )


def draw_differences(
    key: str,
    title: str,
    named: Named,
    about: str,
    confidence: float,
    *,
    note: str,
    definition: HowCounted,
    is_money: bool = False,
) -> None:
    """Against a line at zero; `about` goes into the name of the file."""
    drawing = differences(named, confidence, theme(), is_money=is_money)
    columns = {
        "group": [name for name, _ in named],
        **{
            name: pa.array([_scaled(getattr(one, name), is_money) for _, one in named], pa.float64())
            for name in ("value", "ci_low", "ci_high")
        },
    }
    draw(
        key,
        drawing.spec,
        drawing.rows,
        _table(columns, about, title),
        title=title,
        alt=title,
        note=note,
        definition=definition,
    )


def _scaled(value: float | None, is_money: bool) -> float | None:
    return None if value is None else value / 100 if is_money else value


def _groups_table(known: Known, found: CampaignEffect) -> Table:
    by_arm = conversions(found)
    columns = {
        "group": list(arm_names(by_arm).values()),
        "complete": [found.people[arm] for arm in by_arm],
        "converted": [found.buyers[arm] for arm in by_arm],
        "conversion": pa.array([one.value for one in by_arm.values()], pa.float64()),
        "ci_low": pa.array([one.ci_low for one in by_arm.values()], pa.float64()),
        "ci_high": pa.array([one.ci_high for one in by_arm.values()], pa.float64()),
    }
    return _table(columns, name_of(known), plain("groups"))


def _table(columns: Mapping[str, object], about: str, what: str) -> Table:
    headers = {name: HEADERS[name].in_language(language()) for name in columns}
    return Table(pa.table(dict(columns)), headers, file_name_of(plain("Campaign"), about, what))
