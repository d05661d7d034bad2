"""Retention: who comes back to buy, and how soon."""

from __future__ import annotations

from data.sentence import Sentence
from pages.parts.asked_about import asked_audience
from pages.parts.asking import ask, computed
from pages.parts.frame import page_head, toolbar
from pages.parts.opened import store
from pages.parts.retention_curve import show_curve
from pages.parts.retention_people import show_open_place
from pages.parts.retention_repurchase import show_repurchase
from pages.parts.retention_triangle import show_triangle
from pages.parts.retention_verdict import show_verdict
from pages.parts.states import show_nothing
from pages.parts.verdict import method
from queries.question import Asking
from queries.retention import repurchase, repurchase_elapsed, triangle

page_head("retention")
store()
with toolbar("retention_about"):
    audience = asked_audience("retention")
found = computed("retention/judged", lambda cursor: triangle(Asking(cursor), audience), audience)
if found.cohorts:
    by_days = repurchase(ask(), audience)
    show_verdict(by_days, found)
    show_repurchase(by_days, repurchase_elapsed(ask(), audience))
    show_triangle(found, audience)
    show_open_place(found, audience)
    show_curve(found.curve)
else:
    show_nothing(Sentence("Nobody of this audience had bought by that day, so nobody can have come back."))
method(("monthly_repurchase", "n_day_repurchase", "n_day_repurchase_by_orders"), audience.as_of)
