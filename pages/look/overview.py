"""Overview: people, buyers, active, new, net revenue and repurchase, each against the same span before."""

from __future__ import annotations

from data.sentence import Label
from pages.parts.asking import answer, ask, everyone_now
from pages.parts.controls import one_of, span_of_days
from pages.parts.frame import page_head, toolbar
from pages.parts.opened import store
from pages.parts.overview_verdict import show_overview_verdict
from pages.parts.session import language, say
from pages.parts.summary import show_summary
from pages.parts.trends import COLUMNS, measures_of, show_trend
from pages.parts.verdict import method
from queries.overview import overview

GRAINS = {"day": Label("By day", "按日", "按日"), "month": Label("By month", "按月", "按月")}
FEWEST_DAYS_DRAWN = 30
NUMBERS = ("people", "buyers", "active", "new", "revenue", "repurchase")

page_head("overview")
version = store()
with toolbar("overview_span"):
    days = span_of_days("overview_days")
found = overview(ask(), everyone_now(), days=days)
show_overview_verdict(found, days)
show_summary(found, everyone_now(), days)
with toolbar("overview_trend_choice"):
    measure = one_of(
        "overview_measure",
        {name: COLUMNS[name].in_language(language()) for name in measures_of(version)},
        "net_cents",
        label=say("Measure"),
    )
    grain = one_of(
        "overview_grain",
        {name: label.in_language(language()) for name, label in GRAINS.items()},
        "day",
        label=say("By"),
    )
by_day = grain == "day"
show_trend(
    answer("overview/daily", days=max(days, FEWEST_DAYS_DRAWN)) if by_day else answer("overview/monthly"), measure
)
method(NUMBERS, everyone_now().as_of)
