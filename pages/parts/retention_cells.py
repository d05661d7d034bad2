"""One cell of the triangle as a place in the link, and as the rule that selects exactly its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from queries.audience import Audience
from queries.segments import Condition, Group, Match, Segment, Window

PLACE_KEY = "retention_cell"
CLICKS_KEY = "retention_clicks"


@dataclass(frozen=True)
class Place:
    """People who first bought in the month of `cohort` and, unless `since` is 0, again so many months later."""

    cohort: date
    since: int

    def __str__(self) -> str:
        return f"{self.cohort:%Y-%m}.{self.since}"


def open_place(place: Place) -> None:
    """The link names it, so that it can be sent to somebody.

    The charts begin anew: a chart that still holds a click does not tell of the same click again.
    """
    st.query_params[PLACE_KEY] = str(place)
    st.session_state[CLICKS_KEY] = clicks() + 1


def close_place(opened_by: int) -> None:
    """Closes what that click opened; a click that came in the same moment as the closing stands."""
    if clicks() == opened_by:
        st.query_params.pop(PLACE_KEY, None)


def clicks() -> int:
    """How many cells were clicked in this session."""
    return int(st.session_state.get(CLICKS_KEY, 0))


def place_in_link() -> Place | None:
    """The place that the link names; None also when it names nothing that can be a place."""
    month, _, since = st.query_params.get(PLACE_KEY, "").partition(".")
    try:
        return Place(date.fromisoformat(f"{month}-01"), int(since))
    except ValueError:
        return None


def people_of(place: Place, audience: Audience) -> Audience:
    """The same people that the cell counts, by the same definitions of order and day."""
    first = Condition("orders.first_date", "between", (str(place.cohort), str(last_day(place.cohort))))
    conditions: list[Condition | Group] = [first]
    if place.since > 0:
        month = month_after(place.cohort, place.since)
        in_month = Window("dates", str(month), str(last_day(month)))
        conditions.append(Condition("orders.count", "at_least", 1, window=in_month))
    if audience.segment is not None:
        conditions.append(audience.segment.root)
    return Audience(audience.as_of, Segment(Group(Match.ALL, tuple(conditions))))


def last_day(month: date) -> date:
    return month_after(month, 1) - timedelta(days=1)


def month_after(month: date, months: int) -> date:
    """The first day of the month so many months later."""
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
