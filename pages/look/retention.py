"""Retention: who comes back by what, and how soon."""

from __future__ import annotations

from data.sentence import Sentence
from pages.parts.asked_about import asked_audience
from pages.parts.asking import computed
from pages.parts.compare_choice import asked_comparison
from pages.parts.frame import page_head, toolbar
from pages.parts.opened import store
from pages.parts.retention.compare import show_comparison
from pages.parts.retention.curve import show_curve
from pages.parts.retention.frequency import show_frequency
from pages.parts.retention.map import show_map
from pages.parts.retention.people import show_open_place
from pages.parts.retention.projection import show_projection
from pages.parts.retention.trend import show_trend
from pages.parts.retention.verdict import show_verdict
from pages.parts.states import show_nothing
from pages.parts.studies.bar import preset_choice, study_inputs
from pages.parts.studies.sentence import show_study
from pages.parts.studies.session import complete_study, follow_link
from queries.retention.retention import retention

page_head("retention")
store()
is_known = follow_link()
with toolbar("retention_about"):
    preset_choice()
    audience = asked_audience("retention")
    compared = asked_comparison("retention", audience)
study_inputs()
if not is_known:
    show_nothing(Sentence("The link names a question that is no longer kept. This is the question asked before."))
asked = complete_study()
definition = show_study(asked, audience)
found = computed("retention/study", lambda cursor: retention(cursor, asked, audience), audience, study=asked.key)
if any(cohort.size for cohort in found.cohorts):
    show_verdict(found)
    show_map(found, audience, definition)
    show_open_place(found, audience)
    if compared:
        show_comparison(compared, asked, audience, definition)
    else:
        show_curve(found, definition)
        show_projection(found, definition)
    show_trend(found, definition)
    show_frequency(asked, audience, definition)
else:
    show_nothing(Sentence("Nobody of this audience started by that day, so nobody can have come back."))
