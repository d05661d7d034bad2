"""Who entered and left between two days, by what brought it about and by the conditions that turned."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

import streamlit as st

from data.errors import LibraryError, SegmentError
from data.library import segment_history
from pages.locale import figures
from pages.parts.asking import watched
from pages.parts.controls import one_listed
from pages.parts.insight.people import numbered_door
from pages.parts.insight.words import shown
from pages.parts.segments.session import draft, measures
from pages.parts.session import language, plain, say, settings
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.insight import CAUSE_LABELS, Changes, Moved, changes
from queries.segments import LibraryShelf, Segment, parse_segment

ROWS_SHOWN = 12
SINCE, WAS = "history_since", "history_was"
AS_NOW = "now"


def show_changes(rule: Segment, audience: Audience, days: Sequence[date]) -> None:
    st.markdown(f"**{say('Who came and went, and why')}**")
    with st.container(horizontal=True):
        first = _since(days)
        before = _rule_before(rule, first)
    edited = None if before is None else rule
    found = watched(
        "segment_changes",
        lambda cursor, progress: changes(
            cursor, before or rule, first=first, last=audience.as_of, edited=edited, progress=progress
        ),
        audience,
        first=first,
        before=before and before.key,
    )
    st.markdown(
        say(
            "{before} people on {first}, {entered} entered and {left} left: {after} people on {last}.",
            before=found.before,
            first=found.first,
            entered=found.entered.people.count,
            left=found.left.people.count,
            after=found.after,
            last=found.last,
        )
    )
    _show_both(found)
    st.caption(
        say(
            "“Time passed”: nothing new was needed, days and windows moved on. “Something new happened”: an order, a "
            "refund, a message or another event was recorded after {first}. One person can be in several conditions.",
            first=found.first,
        )
    )


def _since(days: Sequence[date]) -> date:
    names = {day.isoformat(): figures.day(day, language()) for day in reversed(days[:-1])}
    chosen = one_listed(SINCE, names, next(iter(names)), label=say("Since"), width=220, is_labelled=True)
    return date.fromisoformat(chosen)


def _rule_before(rule: Segment, first: date) -> Segment | None:
    """A saved version by which the rule is told before its edit; None: it was as it is now."""
    earlier = {str(number): was for number, was in _versions().items() if was.key != rule.key}
    if not earlier:
        return None
    names = {AS_NOW: say("As it is now")} | {number: say("Version {version}", version=number) for number in earlier}
    chosen = one_listed(WAS, names, AS_NOW, label=say("The rule on {day}", day=first), width=220, is_labelled=True)
    return earlier.get(chosen)


def _versions() -> dict[int, Segment]:
    """Of the segment that was opened, the newest first; without those that these data cannot answer."""
    found: dict[int, Segment] = {}
    with suppress(LibraryError):
        for saved in segment_history(settings(), draft().name) if draft().name else ():
            with suppress(SegmentError):
                found[saved.version] = parse_segment(saved.document, measures(), shelf=LibraryShelf(settings()))
    return found


def _show_both(found: Changes) -> None:
    entered, left = st.columns(2, gap="medium")
    with entered, st.container(border=True, key="insight_entered"):
        _show_moved("insight_entered", say("Entered"), found.entered, found.last)
    with left, st.container(border=True, key="insight_left"):
        _show_moved("insight_left", say("Left"), found.left, found.last)


def _show_moved(key: str, title: str, moved: Moved, day: date) -> None:
    numbered_door(f"{key}_all", title, moved.people, day)
    with st.container(horizontal=True, gap="small"):
        for cause, people in moved.by_cause.items():
            if people.count:
                numbered_door(f"{key}_{cause.value}", CAUSE_LABELS[cause].in_language(language()), people, day)
    if not moved.turned:
        return
    turned = moved.turned[:ROWS_SHOWN]
    plain_table(
        {
            plain("People"): [figures.whole(each.people.count, language()) for each in turned],
            plain("Why"): [CAUSE_LABELS[each.cause].in_language(language()) for each in turned],
            plain("Since then"): [plain("holds") if each.holds else plain("no longer holds") for each in turned],
            plain("Condition"): [f"{each.place}  {shown(each.words)}".strip() for each in turned],
        }
    )
