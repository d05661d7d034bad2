"""The days in which events count: a kind of window, what it asks for, and ready ones with the days they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import streamlit as st

from pages.parts.segments.amounts import FIRST_DAY, LAST_DAY, MOST_DAYS, as_day, within
from pages.parts.segments.defaults import first_window
from pages.parts.segments.presets import window_presets
from pages.parts.segments.session import as_of, controlled, measures, recount, redraw
from pages.parts.segments.target import Editable, fitting
from pages.parts.segments.words import WINDOW_NAMES
from pages.parts.session import language, say
from queries.segments import WINDOWS, Condition, Window
from queries.segments.periods import PERIODS
from queries.segments.spans import MAX_HOURS
from queries.segments.tree import Compared


def window_inputs(asked: Condition | Compared, target: Editable) -> None:
    key = target.key("window")
    st.selectbox(
        say("Window"),
        tuple(_kinds(asked)),
        key=controlled(key, asked.window.kind),
        format_func=lambda kind: WINDOW_NAMES[kind].in_language(language()),
        label_visibility="collapsed",
        width=fitting(WINDOW_NAMES[asked.window.kind].in_language(language())),
        on_change=_set_window,
        args=(target, key),
    )
    draw = {
        "last_days": _days,
        "last_hours": _hours,
        "last_days_before_today": _days,
        "days_back": _days_back,
        "calendar": _calendar,
        "last_weeks": _days,
        "last_months": _days,
        "last_quarters": _days,
        "dates": _dates,
    }
    if asked.window.kind in draw:
        draw[asked.window.kind](asked.window, target)
    if asked.window.kind != "all_time":
        window_presets(target)


def _kinds(asked: Condition | Compared) -> Iterator[str]:
    """Hours only where rows are told by the hour."""
    measure = measures().measures.get(asked.measure)
    for kind in WINDOWS:
        if kind != "last_hours" or kind == asked.window.kind or (measure is not None and measure.clock is not None):
            yield kind


def _set_window(target: Editable, key: str) -> None:
    window = first_window(st.session_state[key], as_of(), measures().data_start)
    redraw(lambda found: target.edit(found, lambda node: replace(node, window=window)))


def _days(window: Window, target: Editable) -> None:
    key = target.key("window_days")
    _whole(
        key,
        window.first,
        _Limits(say("Days"), 1, MOST_DAYS),
        lambda: Window(window.kind, st.session_state[key]),
        target,
    )


def _hours(window: Window, target: Editable) -> None:
    key = target.key("window_hours")
    limits = _Limits(say("Hours"), 1, MAX_HOURS)
    _whole(key, window.first, limits, lambda: Window("last_hours", st.session_state[key]), target)


def _days_back(window: Window, target: Editable) -> None:
    far, near = target.key("window_far"), target.key("window_near")

    def read() -> Window:
        return Window("days_back", st.session_state[far], st.session_state[near])

    limits = _Limits(say("Days"), 0, MOST_DAYS)
    _whole(far, window.first, limits, read, target)
    st.markdown("–", width="content")
    _whole(near, window.last, limits, read, target)


@dataclass(frozen=True)
class _Limits:
    """What a whole number counts, and between which it lies."""

    label: str
    least: int
    most: int


def _whole(key: str, value: object, limits: _Limits, read: Callable[[], Window], target: Editable) -> None:
    st.number_input(
        limits.label,
        key=controlled(key, within(value, limits.least, limits.most)),
        min_value=limits.least,
        max_value=limits.most,
        step=1,
        label_visibility="collapsed",
        width=72,
        on_change=_take_window,
        args=(target, read),
    )


def _calendar(window: Window, target: Editable) -> None:
    key = target.key("window_period")
    held = window.first if isinstance(window.first, str) and window.first in PERIODS else "this_month"
    st.selectbox(
        say("Calendar period"),
        tuple(PERIODS),
        key=controlled(key, held),
        format_func=lambda period: PERIODS[period].label.in_language(language()),
        label_visibility="collapsed",
        width=fitting(PERIODS[held].label.in_language(language())),
        on_change=_take_window,
        args=(target, lambda: Window("calendar", st.session_state[key])),
    )


def _dates(window: Window, target: Editable) -> None:
    start, end = target.key("window_start"), target.key("window_end")

    def read() -> Window:
        first, last = st.session_state[start], st.session_state[end]
        return Window("dates", first and first.isoformat(), last and last.isoformat())

    for key, value in ((start, window.first), (end, window.last)):
        st.date_input(
            say("Day"),
            key=controlled(key, None if value is None else as_day(value)),
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="YYYY-MM-DD",
            label_visibility="collapsed",
            width=150,
            on_change=_take_window,
            args=(target, read),
        )


def _take_window(target: Editable, read: Callable[[], Window]) -> None:
    window = read()
    recount(lambda found: target.edit(found, lambda node: replace(node, window=window)))
