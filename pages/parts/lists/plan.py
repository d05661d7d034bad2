"""The plan of a list as a person states it: whom, through which channel, who is spared, who is kept back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from data.audit import record
from data.library import load_segment
from data.uploaded import uploaded_lists
from pages.parts.held import put_into_link, take_from_link
from pages.parts.library.words import names_in_use
from pages.parts.lists.draft import only_known, put_draft, take_draft
from pages.parts.opened import store
from pages.parts.session import language, person, say, settings
from queries.catalog import ValueType, catalog
from queries.lists.plan import (
    CHANNELS,
    DEFAULT_HELD_BACK,
    MOST_HELD_BACK,
    STEP_LABELS,
    WECOM_MONTHLY,
    Cap,
    Control,
    ListPlan,
    Step,
    Variant,
    on_lists,
)
from queries.segments import LibraryShelf, parse_segment

EVERYONE = ""
SALT_KEY = "list_salt"
SWITCHABLE = tuple(step for step in Step if step not in (Step.CONTROL, Step.SUPPRESSED))
STRATA_TYPES = frozenset({ValueType.TEXT, ValueType.BOOLEAN})


def asked_plan() -> ListPlan:
    """Every choice is kept over page switches and reloads: the link names it, or the draft that has it."""
    take_draft()
    with st.container(border=True):
        name = st.text_input(say("Name"), key="list_name", max_chars=80, persist_state="session")
        why = st.text_input(say("What it is for"), key="list_why", max_chars=300, persist_state="session")
        segment_name = _chosen_segment()
        channel = _chosen_channel()
        send_on, runs_until = _days()
    with st.expander(say("Who is spared"), icon=":material/do_not_disturb_on:", expanded=True, key="list_spared"):
        suppressing, caps, priority, skipped = _suppressing(), _caps(), _priority(), _skipped()
    with st.expander(
        say("Control group and variants"), icon=":material/science:", expanded=True, key="list_control_box"
    ):
        control, variants = _control(), _variants()
    with st.expander(say("Campaign and cost"), icon=":material/sell:", key="list_campaign_box"):
        campaign = st.text_input(
            say("Campaign ID"),
            key="list_campaign",
            max_chars=80,
            persist_state="session",
            help=say("The ID under which the messages will come back in the export, so that nobody is counted twice."),
        )
        cost = st.number_input(say("Planned cost"), min_value=0.0, step=100.0, value=None, key="list_cost")
        expected = st.text_input(say("Expected effect"), key="list_expected", max_chars=200, persist_state="session")
    put_draft()
    shelf = LibraryShelf(settings())
    return ListPlan(
        name=name.strip(),
        why=why.strip(),
        channel=channel,
        as_of=store().manifest.data_end,
        send_on=send_on,
        runs_until=runs_until,
        segment=parse_segment(load_segment(settings(), segment_name).document, shelf=shelf) if segment_name else None,
        segment_name=segment_name,
        priority=priority,
        caps=caps,
        skipped=skipped,
        suppressed=on_lists(suppressing, shelf),
        control=control,
        variants=variants,
        salt=_salt(),
        campaign=campaign.strip(),
        cost_cents=None if cost is None else round(cost * 100),
        expected=expected.strip(),
    )


def draw_groups_anew(plan_name: str) -> None:
    """Another salt, so other people are kept back. Only before anything left; the record says that it was done."""
    salt = _new_salt()
    record(
        settings(),
        at=datetime.now(UTC),
        person=person(),
        act="list_groups_drawn_anew",
        what=f"{plan_name}: salt {st.session_state[SALT_KEY]} replaced by {salt}",
        version=store().id,
    )
    st.session_state[SALT_KEY] = salt


def forget_salt() -> None:
    """After a list left: the next one has groups of its own."""
    st.session_state.pop(SALT_KEY, None)


def _salt() -> str:
    if SALT_KEY not in st.session_state:
        st.session_state[SALT_KEY] = st.query_params.get(SALT_KEY, "") or _new_salt()
    salt = str(st.session_state[SALT_KEY])
    st.query_params[SALT_KEY] = salt
    return salt


def _new_salt() -> str:
    return f"list-{secrets.token_hex(5)}"


def _chosen_segment() -> str:
    names = (EVERYONE, *names_in_use())
    take_from_link("list_segment", names, EVERYONE)
    st.selectbox(say("Segment"), names, key="list_segment", format_func=lambda name: name or say("Everyone"))
    put_into_link("list_segment", EVERYONE)
    return str(st.session_state["list_segment"])


def _chosen_channel() -> str:
    keys = tuple(CHANNELS)
    take_from_link("list_channel", keys, keys[0])
    st.segmented_control(
        say("Channel"),
        keys,
        key="list_channel",
        required=True,
        format_func=lambda key: CHANNELS[key].label.in_language(language()),
        wrap=True,
    )
    put_into_link("list_channel", keys[0])
    return str(st.session_state["list_channel"])


def _days() -> tuple[date, date]:
    today = max(datetime.now(settings().zone).date(), store().manifest.data_end)
    sent, until = st.columns(2)
    send_on: date = sent.date_input(
        say("Sent on"),
        value=today,
        min_value=store().manifest.data_end,
        key="list_send_on",
        format="YYYY-MM-DD",
        required=True,
    )
    runs_until: date = until.date_input(
        say("Plan ends on"),
        value=send_on + timedelta(days=7),
        min_value=send_on,
        key="list_runs_until",
        format="YYYY-MM-DD",
        required=True,
        help=say("Until then lists of lower priority leave these people alone."),
    )
    return send_on, runs_until


def _suppressing() -> tuple[str, ...]:
    """Uploaded lists whose people are left alone."""
    names = [kept.name for kept in uploaded_lists(settings())]
    only_known("list_suppressing", names)
    chosen = st.multiselect(
        say("Suppression lists"),
        names,
        key="list_suppressing",
        placeholder=say("None") if names else say("No list has been uploaded yet"),
        select_all=False,
    )
    return tuple(chosen)


def _caps() -> tuple[Cap, ...]:
    number, days = st.columns(2)
    messages = number.number_input(say("At most so many messages"), 1, 100, 4, key="list_cap_messages")
    span = days.number_input(say("within so many days"), 1, 366, 30, key="list_cap_days")
    caps = [Cap(int(messages), int(span))]
    if st.checkbox(say("WeCom's own limit: 4 messages a month to one customer"), value=True, key="list_cap_wecom"):
        caps.append(WECOM_MONTHLY)
    return tuple(caps)


def _priority() -> int:
    return int(
        st.slider(
            say("Priority"),
            1,
            9,
            5,
            key="list_priority",
            help=say("1 goes first. People in a plan of higher priority are spared."),
        )
    )


def _skipped() -> Mapping[Step, str]:
    chosen = st.multiselect(
        say("Steps that do not apply"),
        SWITCHABLE,
        key="list_skipped",
        format_func=lambda step: STEP_LABELS[step].in_language(language()),
        placeholder=say("None: every step applies"),
        select_all=False,
    )
    return {
        step: st.text_input(
            say("Why “{step}” does not apply", step=STEP_LABELS[step]), key=f"list_skipped_{step.value}", max_chars=200
        )
        for step in chosen
    }


def _control() -> Control:
    shares = tuple(range(0, round(MOST_HELD_BACK * 100) + 1))
    take_from_link("list_control", shares, round(DEFAULT_HELD_BACK * 100))
    st.select_slider(
        say("Control group"),
        shares,
        key="list_control",
        format_func=lambda percent: f"{percent}%",
        help=say("People kept back by chance. Without them nobody can say what the list changed."),
    )
    put_into_link("list_control", round(DEFAULT_HELD_BACK * 100))
    known = catalog(store())
    offered = {
        measure.key: measure.label.in_language(language())
        for measure in known.available()
        if measure.type in STRATA_TYPES and measure.sensitivity.value == "open" and measure.behaviour is None
    }
    only_known("list_strata", tuple(offered))
    strata = st.multiselect(
        say("Equal shares within"),
        tuple(offered),
        key="list_strata",
        format_func=offered.__getitem__,
        placeholder=say("No division"),
        select_all=False,
        max_selections=3,
    )
    return Control(int(st.session_state["list_control"]) / 100, tuple(strata))


def _variants() -> tuple[Variant, ...]:
    number = int(st.number_input(say("Variants of the message"), 1, 5, 1, key="list_variants"))
    return tuple(Variant("ABCDE"[place], 1 / number) for place in range(number))
