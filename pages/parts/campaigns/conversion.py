"""Who bought, by group as assigned; beside it the differences against zero, of all, of variants and of parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

import pyarrow as pa
import streamlit as st

from data.ledger import CONTROL
from data.sentence import Label
from pages.charts import forest as drawn
from pages.charts.forest import EFFECT, TREATED, forest
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.parts.campaigns.choice import name_of, part_name
from pages.parts.campaigns.words import Written, arm_name, confidence_text, interval_text, points, share, short_money
from pages.parts.definitions import definition_line
from pages.parts.drawing import Table, draw, theme
from pages.parts.files import file_name_of
from pages.parts.session import currency, language, plain, say
from queries.audience import Audience
from queries.campaigns import CampaignEffect, Known
from queries.campaigns.result import ALL_ARMS
from queries.stats import ENOUGH_PEOPLE, Estimate, rate
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
_FOREST = pa.schema(
    [("name", pa.string()), ("place", pa.int64()), ("role", pa.string())]
    + [(name, pa.float64()) for name in ("value", "low", "high")]
    + [("value_text", pa.string()), ("interval_text", pa.string())]
)
Named = Sequence[tuple[str, Estimate]]


def show_conversion(known: Known, found: CampaignEffect, audience: Audience, by: str) -> None:
    """Groups of fewer than 30 people are counts, not shares. Differences are drawn only where gates let them."""
    groups = {arm: rate(found.buyers[arm], people) for arm, people in found.people.items()}
    if max(found.people.values(), default=0) < ENOUGH_PEOPLE:
        return
    if found.overall is None or not found.overall.difference.is_known:
        _show_groups(known, found, groups, audience)
        return
    left, right = st.columns(2)
    with left:
        _show_groups(known, found, groups, audience)
    with right:
        _show_differences(known, found, audience)
    if found.by_part:
        _show_parts(known, found, audience, by)


def _show_groups(known: Known, found: CampaignEffect, groups: Mapping[str, Estimate], audience: Audience) -> None:
    shown = sorted((arm for arm in groups if groups[arm].is_known), key=lambda arm: (arm == CONTROL, arm))
    names = {arm: arm_name(arm if len(groups) > 2 or arm == CONTROL else ALL_ARMS) for arm in shown}
    rows = [
        _row(names[arm], place, drawn.CONTROL if arm == CONTROL else TREATED, groups[arm], share)
        for place, arm in enumerate(shown)
    ]
    if not rows:
        return
    days = found.gates.observed_days
    bought = plain("Bought within {days} day", plural="Bought within {days} days", count="days", days=days)
    title = say("Conversion by group")
    chart = forest(
        Words(language(), x=plain("Group"), y=bought, unit=Unit.SHARE),
        theme(),
        interval=plain("95% interval"),
        highest=_room([groups[arm] for arm in shown]),
        rows=len(rows),
    )
    draw(
        "campaign_groups",
        chart,
        pa.Table.from_pylist(rows, schema=_FOREST),
        _groups_table(known, found, groups),
        title=title,
        alt=title,
        note=say("Of all people assigned whose days have ended, whether they were reached or not."),
        definition=definition_line("conversion", audience.as_of),
    )


def _show_differences(known: Known, found: CampaignEffect, audience: Audience) -> None:
    assert found.overall is not None
    overall, many = found.overall, found.variants if len(found.variants) > 1 else ()
    named = [(arm_name(ALL_ARMS), overall.difference), *((arm_name(one.arm), one.difference) for one in many)]
    draw_differences(
        "campaign_difference",
        say("Recipients less control group"),
        [(name, one) for name, one in named if one.is_known],
        name_of(known),
        found.gates.confidence,
        note=say("Where the interval leaves out zero, chance alone does not explain the difference."),
        definition=definition_line("campaign_difference", audience.as_of),
    )


def _show_parts(known: Known, found: CampaignEffect, audience: Audience, by: str) -> None:
    """People as they were before the campaign. Money is drawn apart, of parts with 100 buyers in each group."""
    parts = [(part_name(by, part), both) for part, both in found.by_part.items()]
    confidence = confidence_of_each(len(parts), confidence=found.gates.confidence)
    warning = say(
        "{parts} parts are {parts} chances to be lucky: intervals are so wide ({confidence}) that all hold together. A "
        "part that stands out is an idea for the next campaign, no finding.",
        parts=len(parts),
        confidence=confidence_text(confidence),
    )
    buyers = [(name, both[0]) for name, both in parts if both[0].is_known]
    money = [(name, both[1]) for name, both in parts if both[1].is_known]
    if not buyers:
        st.info(say("No part has 30 people in each group: nothing can be compared within parts."))
        return
    definition = definition_line("campaign_difference", audience.as_of)
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
            definition=definition_line("net_per_person", audience.as_of),
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
    definition: str,
    is_money: bool = False,
) -> None:
    """Against a line at zero; `about` goes into the name of the file."""
    interval = plain("{confidence} interval", confidence=confidence_text(confidence))
    y = plain("Net revenue per person") if is_money else plain("Percentage points")
    sign = figures.currency_sign(currency(), language()) if is_money else ""
    words = Words(language(), x=plain("Difference"), y=y, unit=Unit.MONEY if is_money else Unit.POINTS, sign=sign)
    written: Written = short_money if is_money else points
    rows = [_row(name, place, EFFECT, one, written, 100 if is_money else 1) for place, (name, one) in enumerate(named)]
    columns = {
        "group": [name for name, _ in named],
        **{
            name: pa.array([_scaled(getattr(one, name), is_money) for _, one in named], pa.float64())
            for name in ("value", "ci_low", "ci_high")
        },
    }
    draw(
        key,
        forest(words, theme(), interval=interval, rows=len(rows)),
        pa.Table.from_pylist(rows, schema=_FOREST),
        _table(columns, about, title),
        title=title,
        alt=title,
        note=note,
        definition=definition,
    )


def _scaled(value: float | None, is_money: bool) -> float | None:
    return None if value is None else value / 100 if is_money else value


def _room(conversions: Sequence[Estimate]) -> float:
    """Where the axis of shares ends: room for the texts beside the points, in steps of 5 points."""
    return min(1.0, ceil(max(found.ci_high or 0.0 for found in conversions) * 1.35 * 20) / 20)


def _row(name: str, place: int, role: str, estimate: Estimate, written: Written, scale: int = 1) -> dict[str, object]:
    value, low, high = estimate.value or 0.0, estimate.ci_low or 0.0, estimate.ci_high or 0.0
    return {
        "name": name,
        "place": place,
        "role": role,
        "value": value / scale,
        "low": low / scale,
        "high": high / scale,
        "value_text": written(value),
        "interval_text": interval_text(estimate, written),
    }


def _groups_table(known: Known, found: CampaignEffect, groups: Mapping[str, Estimate]) -> Table:
    columns = {
        "group": [arm_name(arm) for arm in groups],
        "complete": [found.people[arm] for arm in groups],
        "converted": [found.buyers[arm] for arm in groups],
        "conversion": pa.array([one.value for one in groups.values()], pa.float64()),
        "ci_low": pa.array([one.ci_low for one in groups.values()], pa.float64()),
        "ci_high": pa.array([one.ci_high for one in groups.values()], pa.float64()),
    }
    return _table(columns, name_of(known), plain("groups"))


def _table(columns: Mapping[str, object], about: str, what: str) -> Table:
    headers = {name: HEADERS[name].in_language(language()) for name in columns}
    return Table(pa.table(dict(columns)), headers, file_name_of(plain("Campaign"), about, what))
