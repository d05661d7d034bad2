"""The monthly triangle as a heat map; a click opens the people of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from pages.charts.triangle import PICK, TriangleWords, cell_width, triangle_cells, triangle_names
from pages.locale import figures
from pages.parts.asking import canonical
from pages.parts.drawing import Table, table_underneath, theme
from pages.parts.opened import store
from pages.parts.retention_cells import Place, clicks, open_place, place_in_link
from pages.parts.retention_rows import cell_rows, name_rows, periods_of, triangle_table
from pages.parts.session import language, person, plain, say
from queries.audience import Audience
from queries.retention import Triangle


@dataclass(frozen=True)
class Drawing:
    """What both halves of the heat map and the table below read, in one language."""

    cells: pa.Table
    names: pa.Table
    table: Table


def show_triangle(found: Triangle, audience: Audience) -> None:
    """Rows are months of first purchase, columns the months after it."""
    periods = periods_of(found)
    if periods == 0:
        st.info(say("All first purchases are of one month: whether they return will be seen from the next month on."))
        return
    key = canonical(store().key, person().scope, "retention/triangle", audience, {})
    drawing, cohorts = _drawing(key, language(), found), len(found.cohorts)
    width, most = cell_width(periods), highest(found)
    with st.container(border=True, key="chart_retention_triangle"):
        st.markdown(f"**{say('Share of each month’s first-time buyers who bought again, by months since')}**")
        with st.container(horizontal=True, wrap=False, gap=None, key="triangle"):
            _chart("triangle_names", drawing.names, triangle_names(_words(), theme(), cohorts=cohorts))
            cells = triangle_cells(_words(), theme(), cohorts=cohorts, periods=periods, highest=most, width=width)
            with st.container(key="triangle_cells_scroll"):
                _chart("triangle_cells", with_open(drawing.cells, place_in_link()), cells)
        st.caption(
            say(
                "Hatched, or + behind the people: the month has not ended. Outlined: fewer than 30 people. "
                "A click on a cell opens its people."
            )
        )
        _remark_on_first_cohort(found)
        table_underneath("retention_triangle", drawing.table, "")


def _words() -> TriangleWords:
    return TriangleWords(
        cohort=plain("First bought"),
        size=plain("People"),
        period=plain("Bought again in"),
        rate=plain("Rate"),
        note=plain("Note"),
    )


# Writing a thousand cells in words takes a quarter of a second; the key says everything they follow from.
@st.cache_resource(max_entries=64, show_spinner=False)
def _drawing(key: str, language: str, _found: Triangle) -> Drawing:
    return Drawing(cell_rows(_found, periods_of(_found)), name_rows(_found), triangle_table(_found))


def with_open(cells: pa.Table, place: Place | None) -> pa.Table:
    """Marks the cell whose people are shown."""
    if place is None:
        return cells.append_column("is_open", pa.repeat(False, cells.num_rows))
    is_cohort = pc.equal(cells["cohort"], str(place.cohort))
    return cells.append_column("is_open", pc.and_(is_cohort, pc.equal(cells["since"], place.since)))


def highest(found: Triangle) -> float:
    """The rate that gets the darkest cell, in steps of 5 points so that the scale seldom changes."""
    rates = [cell.share.value or 0.0 for cohort in found.cohorts for cell in cohort.cells if cell.months_since > 0]
    return max(1, -int(-max(rates, default=0.0) * 20 // 1)) / 20


def _chart(key: str, rows: pa.Table, spec: dict[str, Any]) -> None:
    unclicked = f"{key}_{clicks()}"
    st.vega_lite_chart(
        rows,
        spec,
        key=unclicked,
        width="content",
        on_select=partial(_picked, unclicked),
        selection_mode=PICK,
        alt=say("Repurchase by month of first purchase, as a heat map; the table below holds every number."),
    )


def _picked(key: str) -> None:
    """The click's cell becomes the open place; a click beside the cells chooses nothing."""
    for chosen in st.session_state[key].selection.get(PICK) or []:
        open_place(Place(date.fromisoformat(chosen["cohort"]), int(chosen["since"])))


def _remark_on_first_cohort(found: Triangle) -> None:
    first = next((cohort for cohort in found.cohorts if cohort.may_hold_earlier_buyers), None)
    if first:
        st.caption(
            say(
                "{month} is the first month of the data: some of its people may have bought before, "
                "and are no first-time buyers.",
                month=figures.month(first.cohort_date, language()),
            )
        )
