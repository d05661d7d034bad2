"""Ready windows and days, each with the days it means on the day asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from pages.parts.segments.session import as_of, redraw
from pages.parts.segments.target import Editable, Target
from pages.parts.session import language, say
from queries.segments import Condition, Filter, Window, window_span
from queries.segments.periods import PERIODS
from queries.segments.windows import Span, back

LAST_DAYS = (7, 14, 30, 60, 90, 180, 365)
PAST_PERIODS = (
    "yesterday",
    "this_week",
    "last_week",
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
)
AHEAD_PERIODS = ("tomorrow", "next_week", "next_month")


def window_presets(target: Editable) -> None:
    """Beside a window: one press puts another one in its place."""
    windows = {
        **{f"last_days {days}": Window("last_days", days) for days in LAST_DAYS},
        **{f"calendar {period}": Window("calendar", period) for period in PAST_PERIODS},
    }
    names = {key: _window_name(window) for key, window in windows.items()}

    def put(key: str) -> None:
        redraw(lambda found: target.edit(found, lambda node: replace(node, window=windows[key])))

    _menu(target.key("window_preset"), names, put)


def day_presets(target: Target, usable: tuple[str, ...]) -> None:
    """Beside a day: one press asks for days relative to the one asked about, and so for other days tomorrow."""
    asked: dict[str, tuple[str, int | str]] = {
        **{f"in_last_days {days}": ("in_last_days", days) for days in LAST_DAYS},
        **{f"in_period {period}": ("in_period", period) for period in (*PAST_PERIODS, *AHEAD_PERIODS)},
    }
    names = {key: _day_name(operator, value) for key, (operator, value) in asked.items() if operator in usable}

    def put(key: str) -> None:
        operator, value = asked[key]

        def change(node: Condition | Filter) -> Condition | Filter:
            return replace(node, operator=operator, value=value, include_unknown=None)

        redraw(lambda found: target.edit(found, change))

    _menu(target.key("day_preset"), names, put)


def _menu(key: str, names: Mapping[str, str], put: Callable[[str], None]) -> None:
    def take() -> None:
        if st.session_state[key] in names:
            put(st.session_state[key])

    st.menu_button(
        ":material/event:",
        tuple(names),
        key=key,
        format_func=names.__getitem__,
        type="tertiary",
        help=say("Ready days, with the dates they mean"),
        on_click=take,
    )


def _window_name(window: Window) -> str:
    span = window_span(window, as_of())
    if window.kind == "last_days":
        return _with_days(
            say("last {days} day", plural="last {days} days", count="days", days=int(window.first or 0)), span
        )
    return _with_days(PERIODS[str(window.first)].label.in_language(language()), span)


def _day_name(operator: str, value: int | str) -> str:
    if operator == "in_last_days":
        days = int(value)
        return _with_days(
            say("last {days} day", plural="last {days} days", count="days", days=days),
            Span(back(as_of(), days - 1), as_of()),
        )
    period = PERIODS[str(value)]
    return _with_days(period.label.in_language(language()), period.days(as_of()))


def _with_days(name: str, span: Span) -> str:
    if span.start == span.end:
        return say("{name} · {day}", name=name, day=span.end)
    return say("{name} · {start} to {end}", name=name, start=span.start, end=span.end)
