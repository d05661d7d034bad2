"""Messages that were sent by another way: what the file tells, looked at first, then kept as touches of a campaign."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import streamlit as st

from data.access import Action
from data.audit import utc_now
from data.contract.contact import CHANNELS
from data.errors import FenqunError
from data.ledger import CONTROL
from data.sent import SentRecord, sent_records, withdraw_sent
from data.sentence import Sentence
from data.uploaded import MatchOn
from data.uploaded.read import UploadedFile
from pages.locale import figures
from pages.parts.library.words import tell_later
from pages.parts.lists.asked import ask_button, open_asked
from pages.parts.opened import store
from pages.parts.session import language, person, plain, say, settings, shielded, spoken
from pages.parts.states import show_nothing
from pages.parts.tables import plain_table
from queries.engines import open_engine
from queries.lists.assignments import campaigns_assigned
from queries.lists.sent import Telling, Told, control_word, keep_told, told_by

ALL_ON_ONE_DAY, NO_GROUPS, NO_CONTROL = "", "", ""
CHANNEL_NAMES = {choice.value: choice.label for choice in CHANNELS}


def asked_to_be_told(path: Path, read: UploadedFile, match: MatchOn) -> bool:
    """The questions, what they make of the file, and the button; whether the record was kept in this run."""
    telling = _asked_telling(read, match)
    if telling is None:
        return False
    engine = open_engine(store(), settings())
    told = told_by(engine, path, telling, person=person(), settings=settings(), at=utc_now())
    _show_told(told)
    if not st.button(say("Put these messages on record"), key="sent_keep", type="primary"):
        return False
    record = keep_told(engine, told, person=person(), settings=settings())
    tell_later(
        say(
            "{people} person of the campaign {campaign} is on record.",
            plural="{people} people of the campaign {campaign} are on record.",
            count="people",
            people=record.facts.people,
            campaign=record.facts.campaign,
        )
    )
    return True


def _asked_telling(read: UploadedFile, match: MatchOn) -> Telling | None:
    """None until a campaign is named."""
    campaigns = tuple(campaigns_assigned(open_engine(store(), settings()), settings()))
    campaign = st.selectbox(
        say("Campaign"),
        campaigns,
        index=None,
        key="sent_campaign",
        accept_new_options=True,
        placeholder=say("Choose one, or type a new ID"),
    )
    left, right = st.columns(2)
    channel = left.selectbox(
        say("Channel"),
        tuple(CHANNEL_NAMES),
        key="sent_channel",
        format_func=lambda key: CHANNEL_NAMES[key].in_language(language()),
    )
    time_column = right.selectbox(
        say("When they were sent"),
        (ALL_ON_ONE_DAY, *read.headers),
        key="sent_time_column",
        format_func=lambda header: say("column {header}", header=header) if header else say("all on one day"),
    )
    day = None
    if not time_column:
        today = datetime.now(settings().zone).date()
        day = left.date_input(
            say("Sent on"), value=today, max_value=today, key="sent_day", format="YYYY-MM-DD", required=True
        )
    arm_column = right.selectbox(
        say("Groups"),
        (NO_GROUPS, *read.headers),
        key="sent_arm_column",
        format_func=lambda header: say("column {header}", header=header) if header else say("all one group"),
    )
    control = _asked_control(read, arm_column) if arm_column else None
    if not campaign:
        st.caption(say("Messages belong to a campaign. Name one."))
        return None
    return Telling(campaign, channel, match, day, time_column or None, arm_column or None, control)


def _asked_control(read: UploadedFile, arm_column: str) -> str | None:
    names = sorted({arm for arm in read.column(arm_column) if arm is not None})[:20]
    usual = control_word(names)
    chosen = st.selectbox(
        say("Which of them is the control group"),
        (NO_CONTROL, *names),
        index=names.index(usual) + 1 if usual else 0,
        key=f"sent_control_{arm_column}",
        format_func=lambda name: name or say("none was kept back"),
    )
    return chosen or None


def _show_told(told: Told) -> None:
    facts = told.facts
    counts = {
        plain("Rows with a name"): facts.rows,
        plain("Members found"): facts.people,
        plain("Rows that no member has"): facts.unmatched,
        plain("Told again"): facts.duplicates,
        plain("Not such an ID"): facts.unreadable,
        **{_arm_name(arm): people for arm, people in facts.arms.items()},
    }
    plain_table({plain("What"): list(counts), plain("Count"): [figures.whole(n, language()) for n in counts.values()]})
    st.caption(say("From then on these messages count for contact caps, and for the results of the campaign."))


def _arm_name(arm: str) -> str:
    return plain("Kept back") if arm == CONTROL else plain("Sent, variant {variant}", variant=arm)


def show_sent_records() -> None:
    """Every file of messages that was taken in, the newest first."""
    records = sent_records(settings())
    if not records:
        show_nothing(Sentence("No messages were put on record yet."))
        return
    for found in records:
        _row(found)
    open_asked({"withdraw": (say("Withdraw"), _withdraw)}, {each.id: each for each in records})


def _row(found: SentRecord) -> None:
    facts = found.facts
    with st.container(border=True, key=f"sent_row_{found.id}"):
        about, people, last, act = st.columns([5, 2.6, 3.2, 1], vertical_alignment="center", gap="small")
        about.markdown(f"**{shielded(facts.campaign)}** · {CHANNEL_NAMES[facts.channel].in_language(language())}")
        about.caption(
            say(
                "{file}, sent from {first} to {last}",
                file=facts.file,
                first=_day(facts.first_sent_at),
                last=_day(facts.last_sent_at),
            )
        )
        people.markdown(say("{people} person", plural="{people} people", count="people", people=facts.people))
        moment = datetime.fromisoformat(found.kept_at)
        last.caption(spoken(Sentence("{person} · {at}", {"person": found.kept_by, "at": moment})))
        if found.withdrawn_at:
            about.caption(say("Withdrawn by {person}: {why}", person=found.withdrawn_by, why=found.withdrawn_why))
        elif person().may(Action.SAVE):
            with act:
                ask_button("withdraw", found.id, ":material/undo:", say("Withdraw"))


def _withdraw(found: SentRecord) -> None:
    st.markdown(say("These messages count no more. The record stays, with your reason."))
    why = st.text_input(say("Reason"), max_chars=300, key="sent_why")
    if st.button(say("Withdraw"), key="sent_withdraw_now", type="primary", disabled=not why.strip()):
        try:
            withdraw_sent(settings(), found.id, why=why, person=person())
        except FenqunError as refused:
            for fault in refused.faults:
                st.error(spoken(fault))
            return
        tell_later(say("Withdrawn."))
        st.rerun()


def _day(moment: str) -> str:
    return figures.day(datetime.fromisoformat(moment).astimezone(settings().zone).date(), language())
