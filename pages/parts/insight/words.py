"""Numbers of insights as a reader writes them: judged values, their intervals, and what to say where there are none."""

from __future__ import annotations

from datetime import date

import streamlit as st

from data.sentence import Gap, Sentence
from pages.locale import figures, render
from pages.parts.session import currency, language, plain, say, settings
from pages.parts.states import show_nothing
from queries.audience import Audience
from queries.catalog import ValueType
from queries.segments import Segment
from queries.stats import Estimate, Status

NO_RULE = Sentence("Everyone is selected: add a condition, and this compares the people it selects with everyone.")


def rule_of(audience: Audience) -> Segment | None:
    """The rule in hand; without one a sentence stands in its place."""
    if audience.segment is None:
        show_nothing(NO_RULE)
    return audience.segment


def shown(gap: Gap) -> str:
    """Any value in the reader's language, for tables and charts."""
    return render(Sentence("{value}", {"value": gap}), language(), currency(), timezone=settings().timezone)


def value_text(value: float | None, kind: ValueType) -> str:
    if value is None:
        return "–"
    match kind:
        case ValueType.SHARE:
            return figures.share(value, language())
        case ValueType.MONEY:
            return figures.money(round(value), currency(), language())
        case _:
            return figures.whole(value, language(), 2)


def difference_text(value: float | None, kind: ValueType) -> str:
    if value is None:
        return "–"
    if kind is ValueType.SHARE:
        return figures.points(value, language())
    text = value_text(value, kind)
    return f"+{text}" if value > 0 else text


def interval_text(found: Estimate, kind: ValueType) -> str:
    """95 % unless the text beside it says otherwise; where nothing can be said, why."""
    if found.ci_low is None or found.ci_high is None:
        return status_text(found)
    return plain("{low} to {high}", low=difference_text(found.ci_low, kind), high=difference_text(found.ci_high, kind))


def status_text(found: Estimate) -> str:
    match found.status:
        case Status.TOO_SMALL:
            return plain("too few people")
        case Status.EMPTY:
            return plain("nobody")
        case Status.INCOMPLETE:
            return plain("not yet over")
        case _:
            return "–"


def short_days(days: list[date]) -> list[str]:
    """Days for an axis: with their year where they are of several."""
    of_one_year = len({day.year for day in days}) == 1
    return [figures.short_day(day, language()) if of_one_year else figures.day(day, language()) for day in days]


def note_everyone_includes_them() -> None:
    st.caption(
        say(
            "Everyone includes the people of the segment; the intervals of the differences take that into account. "
            "A difference says who they are, not what made them so."
        )
    )
