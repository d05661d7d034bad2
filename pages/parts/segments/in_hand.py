"""The condition edited last: how its measure is spread over people, and where its threshold cuts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import streamlit as st

from data.errors import SegmentError
from pages.charts.histogram import histogram
from pages.charts.kept import readable
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.parts.asking import computed_soon
from pages.parts.drawing import theme
from pages.parts.segments.session import as_of, in_hand, measures
from pages.parts.segments.tree import Effective
from pages.parts.session import currency, language, plain, say
from queries.audience import Audience
from queries.catalog import ValueType
from queries.segments import bind
from queries.segments.bind import BoundCondition
from queries.segments.counts import SegmentCounts
from queries.segments.profile import Bin, ValueProfile, condition_profile
from queries.segments.values import Takes

SCALED = {ValueType.NUMBER: Unit.COUNT, ValueType.MONEY: Unit.MONEY, ValueType.SHARE: Unit.SHARE}
REACHES = {
    "at_least": (True, False),
    "more_than": (True, False),
    "after": (True, False),
    "on_or_after": (True, False),
    "at_most": (False, True),
    "less_than": (False, True),
    "before": (False, True),
    "on_or_before": (False, True),
}


@dataclass(frozen=True)
class Selected:
    """What the condition selects of a scale, in stored units; None: without end."""

    low: float | date | None
    high: float | date | None

    def holds(self, found: Bin) -> bool:
        """Whether the middle of the bin is selected: a bin that the threshold cuts goes with its larger part."""
        middle = found.low + (found.high - found.low) / 2  # type: ignore[operator]
        after = self.low is None or middle >= self.low  # type: ignore[operator]
        return after and (self.high is None or middle <= self.high)  # type: ignore[operator]


def selected(condition: BoundCondition) -> Selected | None:
    """None where the operator draws no line on a scale."""
    operator, value = condition.operator, condition.value
    if operator.key == "between" and isinstance(value, tuple):
        return Selected(_stored(value[0]), _stored(value[1]))
    if operator.span is not None and isinstance(value, int) and operator.key.startswith(("in_", "more_than_days")):
        span = operator.span(value, as_of())
        return Selected(span.start, span.end)
    if operator.takes is Takes.VALUE and operator.key in REACHES:
        from_here, to_here = REACHES[operator.key]
        return Selected(_stored(value) if from_here else None, _stored(value) if to_here else None)
    return None


def _stored(value: object) -> float | date | None:
    return value if isinstance(value, int | float | date) else None


def show_in_hand(found: Effective, counts: SegmentCounts) -> None:
    """Nothing where the condition has no scale, or while its values are still being looked up."""
    condition = _condition(found, in_hand())
    cut = selected(condition) if condition else None
    if condition is None or cut is None:
        return
    profile = _profile(condition)
    if profile is None or len(profile.bins) < 2:
        return
    count = next(count for count in counts.conditions if count.place == condition.place)
    with st.container(key="segment_in_hand", gap="xsmall"):
        label = condition.measure.label
        st.markdown(say("**{place}** · How {measure} is spread", place=condition.place, measure=label))
        st.caption(
            say(
                "Selected: {selected}, others: {others}. Without a value: {unknown}.",
                selected=count.alone,
                others=counts.everyone - count.alone,
                unknown=profile.unknown,
            ),
            help=say("Bars grow with the square root of their people, so that small ones can be seen."),
        )
        _draw(profile, cut, condition)


def profile_of(node_id: str, found: Effective) -> tuple[ValueType, ValueProfile] | None:
    """How the measure of a condition is spread; None while that is not known, or the rule has a fault."""
    try:
        condition = _condition(found, node_id)
    except SegmentError:
        return None
    profile = _profile(condition) if condition else None
    return None if condition is None or profile is None else (condition.measure.type, profile)


def _condition(found: Effective, node_id: str | None) -> BoundCondition | None:
    place = found.places.get(node_id or "")
    if place is None or found.segment is None:
        return None
    return next((bound for bound in bind(found.segment, measures()).conditions() if bound.place == place), None)


def _profile(condition: BoundCondition) -> ValueProfile | None:
    if condition.type is ValueType.TAGS:
        return None
    day = as_of()
    return computed_soon(
        "condition_profile",
        lambda cursor: condition_profile(cursor, condition, as_of=day),
        Audience(day),
        measure=condition.measure.key,
        window=repr(condition.window),
        where=repr(condition.where),
        patterns=repr((condition.then, condition.per, condition.compared)),
    )


def _draw(profile: ValueProfile, cut: Selected, condition: BoundCondition) -> None:
    is_date = condition.type is ValueType.DATE
    scale = 100 if condition.type is ValueType.MONEY else 1
    bins = profile.bins
    rows = pa.table(
        {
            "low": [_position(found.low, scale) for found in bins],
            "high": [_position(found.high, scale) for found in bins],
            "people": pa.array([found.count for found in bins], pa.int64()),
            "is_selected": [cut.holds(found) for found in bins],
            "range": [f"{_written(found.low, condition)} – {_written(found.high, condition)}" for found in bins],
            "people_text": [figures.whole(found.count, language()) for found in bins],
        }
    )
    unit = SCALED.get(condition.type, Unit.COUNT)
    sign = figures.currency_sign(currency(), language()) if unit is Unit.MONEY else ""
    words = Words(language(), condition.measure.label.in_language(language()), plain("People"), unit, sign)
    lines = tuple(_position(edge, scale) for edge in (cut.low, cut.high) if edge is not None)
    spec = histogram(words, theme(), is_date=is_date, lines=tuple(map(str, lines)) if is_date else lines)
    st.vega_lite_chart(
        rows,
        readable(spec, theme()),
        key="segment_histogram",
        width="stretch",
        alt=plain("How {measure} is spread over people", measure=condition.measure.label),
    )


def _position(value: float | date, scale: int) -> float | date:
    return value if isinstance(value, date) else value / scale


def _written(value: float | date, condition: BoundCondition) -> str:
    if isinstance(value, date):
        return figures.day(value, language())
    match condition.type:
        case ValueType.MONEY:
            return figures.money(round(value), currency(), language())
        case ValueType.SHARE:
            return figures.share(value, language())
        case _:
            return figures.whole(value, language(), 1)
