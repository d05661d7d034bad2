"""What followed an event: which one, within how many days, of the same product or channel, without what between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from pages.parts.segments.amounts import MOST_DAYS
from pages.parts.segments.choice import choice
from pages.parts.segments.filters import add_filter, filter_lines
from pages.parts.segments.session import controlled, measures, recount, redraw
from pages.parts.segments.target import PartTarget
from pages.parts.session import language, say, shielded
from queries.catalog import Measure
from queries.segments import Condition
from queries.segments.bind_over_time import shared_columns
from queries.segments.read_over_time import MAX_STEPS
from queries.segments.tree import Then, Without

FIRST_DAYS = 30
ANYTHING = ""  # a list cannot offer None


def can_be_followed(measure: Measure) -> bool:
    """Only what happened at a time of day has something before and after it."""
    event = None if measure.behaviour is None else measures().events.get(measure.behaviour.event.key)
    return event is not None and event.event.at is not None and bool(_followers())


def _followers() -> dict[str, str]:
    return {
        key: shielded(found.event.label.in_language(language()))
        for key, found in measures().events.items()
        if found.event.at is not None and not found.missing
    }


def first_then(measure: Measure) -> Then:
    """The same again, which is what is asked for most: an order followed by an order."""
    own = measure.behaviour.event.key if measure.behaviour else ""
    followers = _followers()
    return Then(own if own in followers else next(iter(followers)), within_days=FIRST_DAYS)


def then_inputs(condition: Condition, measure: Measure) -> None:
    """One line of inputs for each step of the sequence."""
    assert condition.then is not None
    before = measure.behaviour.event.key if measure.behaviour else ""
    step: Then | None = condition.then
    for number in range(MAX_STEPS):
        if step is None:
            _add_step(condition.id, number)
            return
        _step(step, condition.id, before, number)
        before, step = step.event, step.then


def _target(node_id: str, number: int) -> PartTarget:
    return PartTarget(node_id, f"then{number}", partial(_at, number), partial(_with_at, number))


def _between(node_id: str, number: int) -> PartTarget:
    """What may not lie between this step and the one before it."""

    def read(node: Condition) -> Without | None:
        step = _at(number, node)
        return None if step is None else step.without

    def write(node: Condition, held: Without) -> Condition:
        step = _at(number, node)
        return node if step is None else _with_at(number, node, replace(step, without=held))

    return PartTarget(node_id, f"then{number}.without", read, write)


def _at(number: int, node: Condition) -> Then | None:
    step = node.then
    for _ in range(number):
        step = None if step is None else step.then
    return step


def _with_at(number: int, node: Condition, held: Then | None) -> Condition:
    return replace(node, then=_nested(node.then, number, held))


def _nested(step: Then | None, number: int, held: Then | None) -> Then | None:
    if number == 0 or step is None:
        return held
    return replace(step, then=_nested(step.then, number - 1, held))


def _step(step: Then, node_id: str, before: str, number: int) -> None:
    target = _target(node_id, number)

    def take(part: str, value: Any) -> None:
        redraw(lambda found: target.edit(found, lambda held: _changed(held, part, value)))

    followed = {False: say("followed by"), True: say("not followed by")}
    between: dict[str, str] = {ANYTHING: say("whatever lies between")}
    between |= {key: say("without {event} between", event=name) for key, name in _followers().items()}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        choice(say("Followed or not"), followed, step.negated, target.key("not"), partial(take, "negated"))
        choice(say("Event"), _followers(), step.event, target.key("event"), partial(take, "event"))
        _within(step, target)
        _same(step, target, before, partial(take, "same"))
        held = step.without.event if step.without else ANYTHING
        choice(say("Nothing between"), between, held, target.key("without"), partial(take, "without"))
        if number:
            st.button(
                ":material/close:",
                key=target.key("remove"),
                type="tertiary",
                help=say("Remove this step"),
                on_click=redraw,
                args=(lambda found: target.edit(found, lambda _: None),),
            )
    _filters(step, step.event, target)
    if step.without is not None:
        _filters(step.without, step.without.event, _between(node_id, number))


def _filters(held: Then | Without, event: str, target: PartTarget) -> None:
    """Which rows of the event count, each event with its own columns."""
    offered = measures().events.get(event)
    if offered is not None:
        filter_lines(held.where, event, offered.filters, target)
        add_filter(held.where, offered.filters, target)


def _changed(held: Then, part: str, value: Any) -> Then:
    """Filters and shared columns belong to the event before."""
    if part == "event":
        return replace(held, event=value, where=(), same=None)
    if part == "without":
        return replace(held, without=None if value == ANYTHING else Without(value))
    if part == "same":
        return replace(held, same=None if value == ANYTHING else value)
    return replace(held, **{part: value})


def _within(step: Then, target: PartTarget) -> None:
    key = target.key("within_days")

    def take() -> None:
        days = st.session_state[key]
        recount(lambda found: target.edit(found, lambda held: replace(held, within_days=days)))

    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False, width="content"):
        st.caption(say("within"), width="content")
        st.number_input(
            say("Days"),
            key=controlled(key, step.within_days),
            min_value=0,
            max_value=MOST_DAYS,
            value=None,
            step=1,
            placeholder=say("any"),
            label_visibility="collapsed",
            width=72,
            on_change=take,
        )
        st.caption(say("days"), width="content")


def _same(step: Then, target: PartTarget, before: str, take: Callable[[Any], None]) -> None:
    events = measures().events
    shared = shared_columns(events[before], events[step.event]) if before in events and step.event in events else ()
    if not shared and step.same is None:
        return
    labels = {key: events[step.event].filters[key].label.in_language(language()) for key in shared}
    names = {ANYTHING: say("of any kind")}
    names |= {key: say("of the same {column}", column=name) for key, name in labels.items()}
    choice(say("Shared column"), names, step.same or ANYTHING, target.key("same"), take)


def _add_step(node_id: str, number: int) -> None:
    before = _target(node_id, number - 1)

    def add() -> None:
        fresh = Then(next(iter(_followers())), within_days=FIRST_DAYS)
        redraw(lambda found: before.edit(found, lambda held: replace(held, then=fresh)))

    st.button(say("＋ and after that"), key=before.key("add"), type="tertiary", on_click=add)
