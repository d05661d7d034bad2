"""What can be done with a condition or a group as a whole: its number, and the menu beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import streamlit as st

from data.errors import SegmentError
from pages.parts.segments.edits import duplicated, grouped, moved, negated, removed, toggled, ungrouped
from pages.parts.segments.session import measures, redraw
from pages.parts.segments.tree import Draft, Member
from pages.parts.session import say
from queries.segments import Condition, Group, Match, Segment, bind


@dataclass(frozen=True)
class MenuAct:
    """One entry of a member's menu. `of`: whether conditions, groups or both have it."""

    icon: str
    label: Callable[[], str]
    edit: Callable[[Draft, str], Draft]
    of: tuple[type, ...] = (Condition, Group)


def _on_root(edit: Callable[[Group, str], Group]) -> Callable[[Draft, str], Draft]:
    return lambda found, node_id: replace(found, root=edit(found.root, node_id))


def _never_unknown(condition: Condition) -> bool:
    """Whether everyone has a value; a condition that cannot be judged now may leave people without one."""
    try:
        bound = bind(Segment(Group(Match.ALL, (condition,))), measures())
    except SegmentError:
        return False
    return all(found.is_never_unknown for found in bound.conditions())


def _negated(root: Group, node_id: str) -> Group:
    return negated(root, node_id, never_unknown=_never_unknown)


MENU: Mapping[str, MenuAct] = {
    "up": MenuAct("arrow_upward", lambda: say("Move up"), _on_root(lambda root, at: moved(root, at, -1))),
    "down": MenuAct("arrow_downward", lambda: say("Move down"), _on_root(lambda root, at: moved(root, at, 1))),
    "group": MenuAct("add_box", lambda: say("Put into a group"), _on_root(grouped), (Condition,)),
    "ungroup": MenuAct("select_all", lambda: say("Dissolve the group"), _on_root(ungrouped), (Group,)),
    "negate": MenuAct("contrast", lambda: say("Turn into the opposite"), _on_root(_negated)),
    "duplicate": MenuAct("content_copy", lambda: say("Duplicate"), _on_root(duplicated)),
    "toggle": MenuAct("toggle_off", lambda: say("Switch off or on"), toggled),
    "delete": MenuAct("delete", lambda: say("Delete"), _on_root(removed)),
}


def member_menu(member: Member) -> None:
    key = f"segment.{member.id}.menu"
    st.menu_button(
        ":material/more_vert:",
        tuple(name for name, act in MENU.items() if isinstance(member, act.of)),
        key=key,
        format_func=lambda name: f":material/{MENU[name].icon}: {MENU[name].label()}",
        type="tertiary",
        help=say("Move, group, turn round, duplicate, switch off, delete"),
        on_click=_act,
        args=(member.id, key),
    )


def _act(node_id: str, key: str) -> None:
    name = st.session_state[key]
    if name in MENU:
        redraw(lambda found: MENU[name].edit(found, node_id))


def number_badge(place: str | None, *, is_off: bool) -> None:
    """The number under which counts, words and faults speak of it. Without one it does not count now."""
    if place is not None:
        st.badge(place, color="primary")
    elif is_off:
        st.badge(say("off"), color="gray")
    else:
        st.badge("…", color="orange", help=say("Not finished: it does not count yet."))
