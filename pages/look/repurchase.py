"""Repurchase: how many buy again, how soon, and how often."""

from __future__ import annotations

from data.sentence import Sentence
from pages.parts.asked_about import asked_audience
from pages.parts.asking import ask, judged
from pages.parts.compare_choice import asked_comparison
from pages.parts.drawing import chart_card
from pages.parts.frame import page_head, toolbar
from pages.parts.opened import store
from pages.parts.repurchase.cards import show_cards
from pages.parts.repurchase.compare import show_compared
from pages.parts.repurchase.curve import show_curve
from pages.parts.repurchase.gaps import show_gaps
from pages.parts.repurchase.ladder import show_ladder
from pages.parts.repurchase.months import show_months
from pages.parts.repurchase.verdict import show_verdict
from pages.parts.repurchase.window import asked_window, show_window
from pages.parts.session import say
from pages.parts.states import show_nothing
from pages.parts.verdict import method
from queries.retention import (
    active_months,
    gaps,
    ladder,
    lifecycle,
    repurchase,
    repurchase_curve,
    repurchase_elapsed,
    window,
)

page_head("repurchase")
store()
with toolbar("repurchase_about"):
    audience = asked_audience("repurchase")
    compared = asked_comparison("repurchase", audience)
rungs = judged("repurchase/ladder", lambda: ladder(ask(), audience), audience)
if rungs:
    by_days = repurchase(ask(), audience)
    show_verdict(by_days)
    show_cards(by_days, repurchase_elapsed(ask(), audience))
    if compared:
        show_compared(compared, audience)
    else:
        curve = judged("repurchase/curve", lambda: repurchase_curve(ask(), audience), audience)
        show_curve({"": curve}, audience, by=compared)
    show_ladder(rungs, audience)
    with chart_card("repurchase_window", say("Repurchase rates of a window, each by its name")):
        show_window(window(ask(), audience, days=asked_window()), audience)
    show_gaps(judged("repurchase/gaps", lambda: gaps(ask(), audience), audience), audience)
    show_months(lifecycle(ask(), audience), active_months(ask(), audience), audience)
else:
    show_nothing(Sentence("Nobody of this audience had bought by that day."))
method(("n_day_repurchase", "n_day_repurchase_by_orders"), audience.as_of)
