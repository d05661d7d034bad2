"""The builder: groups and conditions as native widgets, drawn from the draft and writing back into it.

It stands at page level and never inside a fragment: only so does a change stop the count that runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from data.errors import SegmentError
from pages.parts.segments.condition import condition_card
from pages.parts.segments.defaults import new_condition
from pages.parts.segments.drag import listen_for_drags
from pages.parts.segments.edits import added, changed, rejoined
from pages.parts.segments.limit import limit_line
from pages.parts.segments.menu import member_menu, number_badge
from pages.parts.segments.picker import choose_measure, offered_measures, take_note
from pages.parts.segments.places import Lines, Places
from pages.parts.segments.session import as_of, controlled, draft, in_hand, measures, recount, redraw
from pages.parts.segments.tree import ROOT_ID, Draft, Effective, empty_group, find, walk
from pages.parts.segments.words import MATCHES
from pages.parts.session import language, say, spoken
from queries.segments import Condition, Group, Match
from queries.segments.describe import describe_conditions

OPEN_AT_MOST = 8  # of a longer rule each condition is a line of words, and the one in hand stands open
DRAWN_AT_MOST = 150  # beyond it neither a person nor a browser finds their way


def editor(found: Effective) -> Lines:
    """Draws the draft; gives, for each condition and group, the places where its counts are written."""
    lines: Lines = {}
    members = tuple(walk(draft().root))
    if len(members) > DRAWN_AT_MOST:
        _too_long(len(members))
        return lines
    is_long = sum(isinstance(member, Condition) for member in members) > OPEN_AT_MOST
    _group(draft().root, found, lines, _words(found) if is_long else None)
    if len(members) > 1:
        listen_for_drags()
    return lines


def _words(found: Effective) -> Mapping[str, str]:
    """Each condition in words by its place; none while the rule holds a fault."""
    if found.segment is None:
        return {}
    try:
        sentences = describe_conditions(found.segment, catalog=measures(), as_of=as_of())
    except SegmentError:
        return {}
    return {place: spoken(sentence) for place, sentence in sentences.items()}


def _too_long(members: int) -> None:
    st.info(
        say(
            "This rule has {members} conditions and groups; up to {limit} can be edited here. It is counted as it "
            "stands. Long lists of values belong into one condition “is one of”, or into an uploaded list; parts of "
            "the rule can be saved as segments of their own. The tab “File” brings in another document.",
            members=members,
            limit=DRAWN_AT_MOST,
        ),
        icon=":material/unfold_less:",
    )


def _group(group: Group, found: Effective, lines: Lines, words: Mapping[str, str] | None) -> None:
    with st.container(border=group.id != ROOT_ID, gap="small", key=f"segment_group_{group.id}"):
        _group_head(group, found, lines)
        # A place of their own, so that what stands below them does not move to another place on the page.
        with st.container(gap="small", key=f"segment_inside_{group.id}"):
            for member in group.conditions:
                if isinstance(member, Group):
                    _group(member, found, lines, words)
                else:
                    lines[member.id] = _card(member, found, words)
        _add_to(group)
        if group.id == ROOT_ID:
            limit_line()


def _card(condition: Condition, found: Effective, words: Mapping[str, str] | None) -> Places:
    is_open = words is None or condition.id == in_hand() or condition.id in found.unfinished
    said = (words or {}).get(found.places.get(condition.id, ""), "")
    return condition_card(condition, found, is_open=is_open, words=said)


def _group_head(group: Group, found: Effective, lines: Lines) -> None:
    is_root = group.id == ROOT_ID
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if not is_root:
            number_badge(found.places.get(group.id), is_off=group.id in draft().off)
        key = f"segment.{group.id}.match"
        st.selectbox(
            say("How the conditions of this group join"),
            tuple(Match),
            key=controlled(key, group.match),
            format_func=lambda match: MATCHES[match].in_language(language()),
            label_visibility="collapsed",
            width=170,
            on_change=_set_match,
            args=(group.id, key),
        )
        if group.match is Match.AT_LEAST:
            _at_least(group)
        foot = st.container(width="stretch")
        lines[group.id] = Places(st.container(width="content"), foot)
        if not is_root:
            member_menu(group)


def _at_least(group: Group) -> None:
    key, most = f"segment.{group.id}.k", max(1, len(group.conditions))
    st.number_input(
        say("How many of them at least"),
        key=controlled(key, max(1, min(group.k or 1, most))),
        min_value=1,
        max_value=most,
        step=1,
        label_visibility="collapsed",
        width=110,
        on_change=_set_k,
        args=(group.id, key),
    )
    st.caption(say("of {n}", n=len(group.conditions)), width="content")


def _add_to(group: Group) -> None:
    """A searchable list of measures that adds a condition, all measures with what they mean, and a group inside."""
    key = f"segment.{group.id}.add"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        names = offered_measures()
        st.selectbox(
            say("Add a condition"),
            tuple(names),
            key=controlled(key, None),
            format_func=names.__getitem__,
            placeholder=say("＋ Condition: search a measure"),
            label_visibility="collapsed",
            on_change=_add_condition,
            args=(group.id, key),
        )
        if st.button(
            ":material/menu_book:",
            key=f"segment.{group.id}.browse",
            type="tertiary",
            help=say("All measures, with what they mean"),
        ):
            choose_measure(partial(add_measure, group.id))
        st.button(
            say("＋ Group"),
            key=f"segment.{group.id}.add_group",
            type="tertiary",
            on_click=redraw,
            args=(partial(_with_group, group_id=group.id),),
        )


def _with_group(found: Draft, *, group_id: str) -> Draft:
    return replace(found, root=added(found.root, group_id, empty_group()))


def _add_condition(group_id: str, key: str) -> None:
    add_measure(group_id, st.session_state[key])


def add_measure(group_id: str, measure_key: str | None) -> None:
    """A new condition on this measure at the end of the group."""
    measure = measures().measures.get(measure_key or "")
    if measure is not None:
        take_note(measure.key)
        condition = new_condition(measure, as_of())
        redraw(lambda found: replace(found, root=added(found.root, _existing(found, group_id), condition)))


def _existing(found: Draft, group_id: str) -> str:
    return group_id if isinstance(find(found.root, group_id), Group) else ROOT_ID


def _set_match(group_id: str, key: str) -> None:
    match = st.session_state[key]
    redraw(lambda found: replace(found, root=rejoined(found.root, group_id, match)))


def _set_k(group_id: str, key: str) -> None:
    k = st.session_state[key]
    recount(lambda found: replace(found, root=changed(found.root, group_id, lambda group: replace(group, k=k))))
