"""The builder: groups and conditions as native widgets, drawn from the draft and writing back into it.

It stands at page level and never inside a fragment: only so does a change stop the count that runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts.segment_condition import add_filter, condition_body, measure_of
from pages.parts.segment_defaults import new_condition
from pages.parts.segment_picker import measure_names
from pages.parts.segment_session import as_of, controlled, draft, measures, recount, redraw
from pages.parts.segment_tree import (
    ROOT_ID,
    Draft,
    Effective,
    added,
    changed,
    duplicated,
    empty_group,
    find,
    moved,
    removed,
    toggled,
)
from pages.parts.segment_words import MATCHES
from pages.parts.session import language, say
from queries.segments import Condition, Group, Match

Lines = dict[str, DeltaGenerator]


def editor(found: Effective) -> Lines:
    """Draws the draft; gives, for each condition and group, the place where its counts are written."""
    lines: Lines = {}
    _group(draft().root, found, lines, is_root=True)
    return lines


def _group(group: Group, found: Effective, lines: Lines, *, is_root: bool = False) -> None:
    with st.container(border=not is_root, gap="small", key=f"segment_group_{group.id}"):
        _group_head(group, found, lines, is_root=is_root)
        # A place of their own, so that what stands below them does not move to another place on the page.
        with st.container(gap="small", key=f"segment_inside_{group.id}"):
            for member in group.conditions:
                if isinstance(member, Group):
                    _group(member, found, lines)
                else:
                    _condition(member, found, lines)
        _add_to(group)


def _group_head(group: Group, found: Effective, lines: Lines, *, is_root: bool) -> None:
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
        lines[group.id] = st.container(width="stretch")
        if not is_root:
            node_menu(group.id)


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


def _condition(condition: Condition, found: Effective, lines: Lines) -> None:
    is_off = condition.id in draft().off
    name = f"segment_condition_{'off_' if is_off else ''}{condition.id}"
    with st.container(border=True, gap="xsmall", key=name):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            number_badge(found.places.get(condition.id), is_off=is_off)
            measure_of(condition)
            node_menu(condition.id)
        condition_body(condition)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            add_filter(condition)
            lines[condition.id] = st.container()


def number_badge(place: str | None, *, is_off: bool) -> None:
    """The number under which counts, words and faults speak of it. Without one it does not count now."""
    if place is not None:
        st.badge(place, color="primary")
    elif is_off:
        st.badge(say("off"), color="gray")
    else:
        st.badge("…", color="orange", help=say("Not finished: it does not count yet."))


@dataclass(frozen=True)
class MenuAct:
    """One entry of a node's menu."""

    label: Callable[[], str]
    edit: Callable[[Draft, str], Draft]


def _on_root(edit: Callable[[Group, str], Group]) -> Callable[[Draft, str], Draft]:
    return lambda found, node_id: replace(found, root=edit(found.root, node_id))


MENU: Mapping[str, MenuAct] = {
    "up": MenuAct(lambda: ":material/arrow_upward: " + say("Move up"), _on_root(lambda root, at: moved(root, at, -1))),
    "down": MenuAct(
        lambda: ":material/arrow_downward: " + say("Move down"), _on_root(lambda root, at: moved(root, at, 1))
    ),
    "duplicate": MenuAct(lambda: ":material/content_copy: " + say("Duplicate"), _on_root(duplicated)),
    "toggle": MenuAct(lambda: ":material/toggle_off: " + say("Switch off or on"), toggled),
    "delete": MenuAct(lambda: ":material/delete: " + say("Delete"), _on_root(removed)),
}


def node_menu(node_id: str) -> None:
    key = f"segment.{node_id}.menu"
    st.menu_button(
        ":material/more_vert:",
        tuple(MENU),
        key=key,
        format_func=lambda act: MENU[act].label(),
        type="tertiary",
        help=say("Move, duplicate, switch off, delete"),
        on_click=_act,
        args=(node_id, key),
    )


def _act(node_id: str, key: str) -> None:
    act = st.session_state[key]
    if act in MENU:
        redraw(lambda found: MENU[act].edit(found, node_id))


def _add_to(group: Group) -> None:
    """A searchable list of measures that adds a condition, and a group inside the group."""
    key = f"segment.{group.id}.add"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        names = measure_names()
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
        condition = new_condition(measure, as_of())
        redraw(lambda found: replace(found, root=added(found.root, _existing(found, group_id), condition)))


def _existing(found: Draft, group_id: str) -> str:
    return group_id if isinstance(find(found.root, group_id), Group) else ROOT_ID


def _set_match(group_id: str, key: str) -> None:
    match = st.session_state[key]
    k = 1 if match is Match.AT_LEAST else None

    def edit(group: Group) -> Group:
        return replace(group, match=match, k=group.k or k if k else None)

    redraw(lambda found: replace(found, root=changed(found.root, group_id, edit)))


def _set_k(group_id: str, key: str) -> None:
    k = st.session_state[key]
    recount(lambda found: replace(found, root=changed(found.root, group_id, lambda group: replace(group, k=k))))
