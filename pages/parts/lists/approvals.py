"""Large lists that wait for a second person: what each would send to whom, and the word of somebody else on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from data.access import Action
from data.approvals import Approval, approve, refuse, waiting
from data.audit import utc_now
from data.errors import FenqunError
from data.sentence import Sentence
from pages.parts.library.words import tell_later
from pages.parts.lists.asked import ask_button, open_asked
from pages.parts.opened import store
from pages.parts.session import language, person, plain, say, settings, shielded, spoken
from pages.parts.states import show_nothing
from pages.parts.tables import plain_table
from queries.catalog import catalog
from queries.lists.form import TREATMENT_LABELS, Form
from queries.lists.form_json import read_form
from queries.lists.plan import CHANNELS, STEP_LABELS, ListPlan
from queries.lists.plan_json import read_plan
from queries.segments import describe


def show_approvals() -> None:
    found = waiting(settings())
    if not found:
        show_nothing(Sentence("No list waits for a second person."))
    for each in found:
        _row(each)
    dialogs = {"approve": (say("Approve"), _approve), "refuse": (say("Refuse"), _refuse)}
    open_asked(dialogs, {each.id: each for each in found})


def _row(asked: Approval) -> None:
    with st.container(border=True, key=f"approval_{asked.id}"):
        about, people, acts = st.columns([6, 3, 2], vertical_alignment="center", gap="small")
        about.markdown(f"**{shielded(asked.name)}**")
        about.caption(shielded(asked.why))
        people.markdown(say("{people} person", plural="{people} people", count="people", people=asked.people))
        moment = datetime.fromisoformat(asked.asked_at)
        people.caption(spoken(Sentence("{person} · {at}", {"person": asked.asked_by, "at": moment})))
        if asked.asked_by == person().name:
            acts.caption(say("Somebody else must approve it."))
        elif person().may(Action.APPROVE):
            with acts, st.container(horizontal=True, gap="xsmall"):
                ask_button("approve", asked.id, ":material/check:", say("Approve"))
                ask_button("refuse", asked.id, ":material/close:", say("Refuse"))


def _show_what(asked: Approval) -> None:
    """What would leave: whom, through which channel, and what of them."""
    plan, form = read_plan(asked.asked["plan"], settings=settings()), read_form(asked.asked["form"])
    rule = say("Everyone")
    if plan.segment is not None:
        rule = spoken(describe(plan.segment, catalog=catalog(store()), as_of=plan.as_of))
    st.markdown(rule)
    facts = {
        plain("Channel"): CHANNELS[plan.channel].label.in_language(language()),
        plain("Sent on"): plan.send_on.isoformat(),
        plain("Control group"): f"{plan.control.share:.0%}",
        plain("Steps that do not apply"): _skipped(plan),
        plain("Columns"): _columns(form),
    }
    plain_table({plain("What"): list(facts), plain("Value"): list(facts.values())})


def _skipped(plan: ListPlan) -> str:
    return "; ".join(f"{STEP_LABELS[step].in_language(language())}: {why}" for step, why in plan.skipped.items()) or "–"


def _columns(form: Form) -> str:
    known = catalog(store()).measures
    named = [
        f"{known[each.measure].label.in_language(language()) if each.measure in known else each.measure} "
        f"({TREATMENT_LABELS[each.treatment].in_language(language())})"
        for each in form.columns
    ]
    return "; ".join(named)


def _approve(asked: Approval) -> None:
    _show_what(asked)
    if st.button(say("Approve"), key="approve_now", type="primary"):
        _done(lambda: approve(settings(), asked.id, person=person(), at=utc_now()), say("Approved."))


def _refuse(asked: Approval) -> None:
    _show_what(asked)
    why = st.text_input(say("Reason"), max_chars=300, key="refuse_why")
    if st.button(say("Refuse"), key="refuse_now", type="primary", disabled=not why.strip()):
        _done(lambda: refuse(settings(), asked.id, why=why, person=person(), at=utc_now()), say("Refused."))


def _done(act: Callable[[], object], said: str) -> None:
    try:
        act()
    except FenqunError as refused:
        for fault in refused.faults:
            st.error(spoken(fault))
        return
    tell_later(said)
    st.rerun()
