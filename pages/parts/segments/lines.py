"""Under each condition of the builder: its resolved days, how many people it selects, and how many are left."""

from __future__ import annotations

import streamlit as st

from data.errors import SegmentError
from pages.locale import figures
from pages.parts.segments.measure import values_of
from pages.parts.segments.places import Lines, Places
from pages.parts.segments.session import as_of, draft, measures
from pages.parts.segments.tree import Effective, condition_of
from pages.parts.session import language, say, spoken
from queries.catalog import ValueType
from queries.segments import OPERATORS, Condition, Window, window_span
from queries.segments.bind import nearest
from queries.segments.counts import ConditionCount, SegmentCounts
from queries.segments.profile import TOP_VALUES
from queries.segments.windows import Span

LISTED = ("equals", "in_list", "has_any", "has_all", "has_exactly")


def write_lines(lines: Lines, found: Effective, counts: SegmentCounts | None, wrong: SegmentError | None) -> None:
    by_place = {condition.place: condition for condition in counts.conditions} if counts else {}
    for node_id, places in lines.items():
        number = found.places.get(node_id)
        _line(places, node_id, found, by_place.get(number or ""), _faults_at(number, wrong))


def _faults_at(place: str | None, wrong: SegmentError | None) -> list[str]:
    """Faults name their condition by its place."""
    if wrong is None or place is None:
        return []
    return [spoken(fault) for fault in wrong.faults if fault.gaps.get("place") == place]


def _line(places: Places, node_id: str, found: Effective, count: ConditionCount | None, faults: list[str]) -> None:
    with places.count:
        st.caption(_count_text(count) if count else " ", width="content")
    with places.foot:
        if faults:
            st.caption(" ".join(f":orange[{fault}]" for fault in faults))
        elif node_id in found.unfinished:
            st.caption(":orange[" + say("Choose a value: until then it does not count.") + "]")
        else:
            condition = condition_of(draft().root, node_id)
            unseen = _unseen(condition) if condition and count and count.alone == 0 else ""
            st.caption(unseen or (_days_text(condition) if condition else " "))


def _count_text(count: ConditionCount) -> str:
    alone = figures.whole(count.alone, language())
    if count.running is None:
        return say("{people} person", plural="{people} people", count="people", people=count.alone)
    return f"{alone} → **{figures.whole(count.running, language())}**"


def _unseen(condition: Condition) -> str:
    """Values that nobody has, as far as all values are known: often a word written another way."""
    measure = measures().measures.get(condition.measure)
    if measure is None or measure.type not in (ValueType.TEXT, ValueType.TAGS) or condition.operator not in LISTED:
        return ""
    known = values_of(measure)
    if known is None or len(known.top) >= TOP_VALUES:
        return ""
    given = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    held = {str(found.value) for found in known.top}
    missing = [value for value in given if isinstance(value, str) and value not in held]
    if not missing:
        return ""
    named = say("Nobody has {value}; the nearest is {nearest}.", value=missing[0], nearest=nearest(missing[0], held))
    return f":orange[{named}]"


def _days_text(condition: Condition) -> str:
    """The days that a window, or an operator that counts days, means as of the chosen day."""
    measure = measures().measures.get(condition.measure)
    spans = [span for span in (_window_days(condition), _operator_days(condition)) if span is not None]
    texts = [_span_text(span) for span in spans]
    if measure and measure.takes_window and not measure.starts_at_zero and condition.window != Window():
        texts.append(say("Only what happened in these days is looked at; people with nothing in them have no value."))
    return " · ".join(texts) or " "


def _window_days(condition: Condition) -> Span | None:
    measure = measures().measures.get(condition.measure)
    if measure is None or not measure.takes_window or condition.window == Window():
        return None
    try:
        return window_span(condition.window, as_of())
    except (ValueError, TypeError):
        return None


def _operator_days(condition: Condition) -> Span | None:
    operator = OPERATORS.get(condition.operator)
    if operator is None or operator.span is None or not isinstance(condition.value, int):
        return None
    return operator.span(condition.value, as_of())


def _span_text(span: Span) -> str:
    if span.start is None:
        return say("until {end}", end=span.end)
    if span.hours is not None:
        return say(
            "{hours} hour until the end of {end}",
            plural="{hours} hours until the end of {end}",
            count="hours",
            hours=span.hours,
            end=span.end,
        )
    return say("{start} to {end}", start=span.start, end=span.end)
