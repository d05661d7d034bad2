"""Lifecycle and value: who comes and goes, and what first-time buyers bring over time."""

from __future__ import annotations

from data.sentence import Sentence
from pages.parts.asked_about import asked_audience
from pages.parts.asking import ask, judged
from pages.parts.controls import one_of
from pages.parts.drawing import chart_card
from pages.parts.frame import page_head, toolbar
from pages.parts.opened import store
from pages.parts.session import say
from pages.parts.states import failures_in_words, show_nothing
from pages.parts.value.accounts import show_accounts
from pages.parts.value.cohorts import show_value
from pages.parts.value.ratio import show_quick_ratio
from pages.parts.value.verdict import show_verdict
from queries.retention import lifecycle
from queries.value import cohort_value

page_head("value")
store()
with toolbar("value_about"):
    audience = asked_audience("value")
    names = {"week": say("by week"), "month": say("by month"), "quarter": say("by quarter")}
    period = one_of("value_period", names, "month", label=say("Period"))
accounted = judged("value/accounts", lambda: lifecycle(ask(), audience, period=period), audience, period=period)
if any(one.active for one in accounted):
    show_verdict(accounted, period)
    with chart_card("value_accounts", say("Who came and who went")):
        show_accounts(accounted, period, audience)
    show_quick_ratio(accounted, period, audience)
    with failures_in_words():
        show_value(judged("value/cohorts", lambda: cohort_value(ask(), audience), audience), audience)
else:
    show_nothing(Sentence("Nobody of this audience had bought by that day."))
