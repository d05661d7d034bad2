"""Who bought, by group as assigned, with intervals; beside it the difference against zero."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.charts.forest import CONTROL, EFFECT, TREATED, forest
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.parts.campaign_choice import is_open, name_of
from pages.parts.drawing import Table, draw, theme
from pages.parts.files import file_name_of
from pages.parts.session import language, plain, say
from queries.campaigns import Arm, CampaignResult
from queries.stats import Estimate

RECIPIENTS = Label("Recipients", "实验组", "實驗組")
KEPT_BACK = Label("Control group", "对照组", "對照組")
HEADERS = {
    "group": Label("Group", "组别", "組別"),
    "assigned": Label("Assigned", "分配人数", "分配人數"),
    "complete": Label("Window ended", "窗口已结束人数", "窗口已結束人數"),
    "converted": Label("Bought", "购买人数", "購買人數"),
    "conversion": Label("Conversion", "转化率", "轉換率"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
    "orders": Label("Orders", "订单数", "訂單數"),
    "net": Label("Net revenue", "净收入", "淨收入"),
}
_FOREST = pa.schema(
    [("name", pa.string()), ("place", pa.int64()), ("role", pa.string())]
    + [(name, pa.float64()) for name in ("value", "low", "high")]
    + [("value_text", pa.string()), ("interval_text", pa.string())]
)


def arms_of(campaign: CampaignResult) -> tuple[tuple[Label, str, Arm], ...]:
    """The groups there are, recipients first."""
    treated = (RECIPIENTS, TREATED, campaign.recipients)
    return (treated, (KEPT_BACK, CONTROL, campaign.control)) if campaign.control else (treated,)


def show_conversion(campaign: CampaignResult) -> None:
    """The difference is drawn only once it is judged; groups of fewer than 30 people are counts, not shares."""
    if is_open(campaign) or not campaign.difference.is_known:
        _show_groups(campaign)
        return
    left, right = st.columns(2)
    with left:
        _show_groups(campaign)
    with right:
        _show_difference(campaign)


def _show_groups(campaign: CampaignResult) -> None:
    rows = [
        _row(label.in_language(language()), place, role, arm.conversion, _share)
        for place, (label, role, arm) in enumerate(arms_of(campaign))
        if arm.conversion.is_known
    ]
    if not rows:
        return
    bought = plain(
        "Bought within {days} day", plural="Bought within {days} days", count="days", days=campaign.window_days
    )
    words = Words(language(), x=plain("Group"), y=bought, unit=Unit.SHARE)
    title = say("Conversion by group")
    draw(
        "campaign_groups",
        forest(
            words,
            theme(),
            interval=plain("95% interval"),
            highest=_room([arm.conversion for _, _, arm in arms_of(campaign)]),
        ),
        pa.Table.from_pylist(rows, schema=_FOREST),
        groups_table(campaign),
        title=title,
        alt=title,
        note=say("Of all people assigned whose window has ended, whether they were reached or not."),
    )


def _show_difference(campaign: CampaignResult) -> None:
    name = plain("Difference")
    words = Words(language(), x=name, y=plain("Percentage points"), unit=Unit.POINTS)
    title = say("Recipients less control group")
    draw(
        "campaign_difference",
        forest(words, theme(), interval=plain("95% interval")),
        pa.Table.from_pylist([_row(name, 0, EFFECT, campaign.difference, _points)], schema=_FOREST),
        _difference_table(campaign),
        title=title,
        alt=title,
        note=say("Where the interval leaves out zero, chance alone does not explain the difference."),
    )


def _room(conversions: Sequence[Estimate]) -> float:
    """Where the axis of shares ends: room for the texts beside the points, in steps of 5 points."""
    return min(1.0, ceil(max(found.ci_high or 0.0 for found in conversions) * 1.35 * 20) / 20)


def _row(name: str, place: int, role: str, estimate: Estimate, written: Callable[[float], str]) -> dict[str, object]:
    value, low, high = estimate.value or 0.0, estimate.ci_low or 0.0, estimate.ci_high or 0.0
    return {
        "name": name,
        "place": place,
        "role": role,
        "value": value,
        "low": low,
        "high": high,
        "value_text": written(value),
        "interval_text": plain("{low} to {high}", low=written(low), high=written(high)),
    }


def _share(value: float) -> str:
    return figures.share(value, language())


def _points(value: float) -> str:
    return figures.points(value, language())


def groups_table(campaign: CampaignResult) -> Table:
    """One row per group; money in whole units."""
    arms = arms_of(campaign)
    conversions = [arm.conversion for _, _, arm in arms]
    columns = {
        "group": [label.in_language(language()) for label, _, _ in arms],
        "assigned": [arm.people for _, _, arm in arms],
        "complete": [arm.complete for _, _, arm in arms],
        "converted": [arm.converted for _, _, arm in arms],
        "conversion": pa.array([found.value for found in conversions], pa.float64()),
        "ci_low": pa.array([found.ci_low for found in conversions], pa.float64()),
        "ci_high": pa.array([found.ci_high for found in conversions], pa.float64()),
        "orders": [arm.orders for _, _, arm in arms],
        "net": [arm.net.total / 100 for _, _, arm in arms],
    }
    return _named(columns, campaign, plain("groups"))


def _difference_table(campaign: CampaignResult) -> Table:
    found = campaign.difference
    columns = {"conversion": [found.value], "ci_low": [found.ci_low], "ci_high": [found.ci_high]}
    return _named(columns, campaign, plain("difference"))


def _named(columns: Mapping[str, object], campaign: CampaignResult, what: str) -> Table:
    headers = {name: HEADERS[name].in_language(language()) for name in columns}
    return Table(pa.table(dict(columns)), headers, file_name_of(plain("Campaign"), name_of(campaign), what))
