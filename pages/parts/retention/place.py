"""One cell of the heat map as a place in the link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

PLACE_KEY = "retention_cell"
CLICKS_KEY = "retention_clicks"


@dataclass(frozen=True)
class Place:
    """The cohort that begins on `start_date`, and the column; 0 is the cohort itself."""

    start_date: date
    index: int

    def __str__(self) -> str:
        return f"{self.start_date}.{self.index}"


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
    day, _, index = st.query_params.get(PLACE_KEY, "").partition(".")
    try:
        return Place(date.fromisoformat(day), int(index))
    except ValueError:
        return None
