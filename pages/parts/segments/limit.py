"""The line at the end of a rule: at most so many of its people, by a measure or by chance, of all or of each group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from pages.parts.segments.choice import choice
from pages.parts.segments.measure import may_see_values
from pages.parts.segments.picker import measure_names
from pages.parts.segments.session import controlled, draft, measures, recount, redraw
from pages.parts.segments.tree import Draft
from pages.parts.session import say
from queries.catalog import ValueType
from queries.segments.fitting import DIVIDING, ORDERED
from queries.segments.read_related import MAX_LIMIT
from queries.segments.tree import RANDOM, Limit, Order

FIRST_LIMIT = Limit(1_000, RANDOM, name="sample")
TOGETHER = ""  # of all people, not of each group


def limit_line() -> None:
    limit = draft().root.limit
    if limit is not None:
        _inputs(limit)
    elif draft().root.conditions:
        st.button(
            say("＋ At most so many people"),
            key="segment_limit_add",
            type="tertiary",
            on_click=redraw,
            args=(partial(_with_limit, limit=FIRST_LIMIT),),
        )


def _with_limit(found: Draft, *, limit: Limit | None) -> Draft:
    return replace(found, root=replace(found.root, limit=limit))


def _edited(found: Draft, change: Callable[[Limit], Limit]) -> Draft:
    held = found.root.limit
    return found if held is None else _with_limit(found, limit=change(held))


def _inputs(limit: Limit) -> None:
    def take(part: str, value: Any) -> None:
        redraw(lambda found: _edited(found, lambda held: _changed(held, part, value)))

    orders = {Order.TOP: say("with the highest"), Order.BOTTOM: say("with the lowest")}
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="xsmall", key="segment_limit"):
        st.caption(say("at most"), width="content")
        _count(limit)
        if limit.by != RANDOM:
            choice(say("Which end"), orders, limit.order, "segment_limit_order", partial(take, "order"))
        choice(say("By which measure"), _by(), limit.by, "segment_limit_by", partial(take, "by"))
        choice(say("Of each"), _per(), limit.per or TOGETHER, "segment_limit_per", partial(take, "per"))
        if limit.by == RANDOM:
            _name(limit)
        st.button(
            ":material/close:",
            key="segment_limit_remove",
            type="tertiary",
            help=say("Remove the limit"),
            on_click=redraw,
            args=(partial(_with_limit, limit=None),),
        )


def _changed(held: Limit, part: str, value: Any) -> Limit:
    """Chance has no order."""
    changed = replace(held, **{part: value})
    return replace(changed, order=Order.TOP) if changed.by == RANDOM else changed


def _by() -> dict[str, str]:
    return {RANDOM: say("drawn by chance"), **_named(ORDERED)}


def _per() -> dict[str, str]:
    return {
        TOGETHER: say("of all together"),
        **{key: say("of each: {measure}", measure=name) for key, name in _named(DIVIDING).items()},
    }


def _named(types: frozenset[ValueType]) -> dict[str, str]:
    everything = measures().measures
    return {
        key: name
        for key, name in measure_names().items()
        if everything[key].type in types and may_see_values(everything[key])
    }


def _count(limit: Limit) -> None:
    key = "segment_limit_count"

    def take() -> None:
        count = st.session_state[key] or 1
        recount(lambda found: _edited(found, lambda held: replace(held, count=count)))

    st.number_input(
        say("How many people at most"),
        key=controlled(key, min(limit.count, MAX_LIMIT)),
        min_value=1,
        max_value=MAX_LIMIT,
        step=1,
        label_visibility="collapsed",
        width=100,
        on_change=take,
    )


def _name(limit: Limit) -> None:
    key = "segment_limit_name"

    def take() -> None:
        name = st.session_state[key].strip()
        recount(lambda found: _edited(found, lambda held: replace(held, name=name)))

    st.text_input(
        say("Name of the draw"),
        key=controlled(key, limit.name),
        max_chars=100,
        placeholder=say("Name of the draw"),
        help=say("One name always draws the same people; another name draws others."),
        label_visibility="collapsed",
        width=130,
        on_change=take,
    )
