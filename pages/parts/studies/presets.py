"""Ready studies in a marketer's words: each a document like any other, offered where the export brings its events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.sentence import Label
from queries.catalog import Catalog
from queries.retention.bind import faults_of
from queries.retention.study import JOINED, Cohorting, Happening, Measure, Period, Study
from queries.segments import Filter

COUPON = Happening("interactions", (Filter("interaction_kind", "equals", "领券"),))


@dataclass(frozen=True)
class Preset:
    key: str
    name: Label
    study: Callable[[], Study]


_LIST = (
    Preset(
        "first_order_by_month",
        Label("Bought again, by month after the first order", "首购后按月复购", "首購後按月複購"),
        Study,
    ),
    Preset(
        "first_order_by_week",
        Label("Bought again, by week after the first order", "首购后按周复购", "首購後按週複購"),
        lambda: Study(period=Period.WEEK, periods=26),
    ),
    Preset(
        "buyers_by_month",
        Label("Buyers of a month who buy in later months", "当月购买者后续各月再购", "當月購買者後續各月再購"),
        lambda: Study(cohort=Cohorting.RECURRING),
    ),
    Preset(
        "net_revenue_by_month",
        Label("Net revenue per first-time buyer, by month", "首购后人均累计净收入", "首購後人均累計淨收入"),
        lambda: Study(measure=Measure.VALUE),
    ),
    Preset(
        "silent_by_month",
        Label("First-time buyers who stay away, by month", "首购后按月未复购", "首購後按月未複購"),
        lambda: Study(measure=Measure.CHURNED),
    ),
    Preset(
        "joined_then_bought",
        Label(
            "Joined, then bought in week 1, 2–4 or 5–13",
            "入会后第1周、2–4周、5–13周购买",
            "入會後第1週、2–4週、5–13週購買",
        ),
        lambda: Study(
            start=Happening(JOINED),
            period=Period.WEEK,
            measure=Measure.BRACKETS,
            brackets=((1, 1), (2, 4), (5, 13)),
        ),
    ),
    Preset(
        "interactions_by_week",
        Label("Interacted again, by week", "互动后按周再互动", "互動後按週再互動"),
        lambda: Study(
            start=Happening("interactions"), returning=Happening("interactions"), period=Period.WEEK, periods=12
        ),
    ),
    Preset(
        "coupon_then_back",
        Label("Took a coupon, then came back", "领券后回访", "領券後回訪"),
        lambda: Study(
            start=COUPON,
            returning=Happening("interactions"),
            cohort=Cohorting.RECURRING,
            period=Period.WEEK,
            periods=12,
        ),
    ),
    Preset(
        "coupon_then_bought",
        Label("Took a coupon, then bought", "领券后下单", "領券後下單"),
        lambda: Study(start=COUPON, cohort=Cohorting.RECURRING, period=Period.WEEK, periods=12),
    ),
    Preset(
        "message_then_bought",
        Label("Received a message, then bought", "收到触达后下单", "收到觸達後下單"),
        lambda: Study(
            start=Happening("messages"),
            cohort=Cohorting.RECURRING,
            period=Period.WEEK,
            periods=12,
        ),
    ),
)
PRESETS = {preset.key: preset for preset in _LIST}
FIRST_PRESET = _LIST[0]


def preset_of(study: Study) -> Preset | None:
    return next((preset for preset in _LIST if preset.study() == study), None)


def usable_presets(catalog: Catalog) -> tuple[Preset, ...]:
    """Those whose events and filters the export brings."""
    return tuple(preset for preset in _LIST if not faults_of(preset.study(), catalog))
