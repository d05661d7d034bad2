"""A study's cohorts as a heat map, with rates or counts; a click opens the people of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from pages.charts.kept import readable
from pages.charts.triangle import PICK, TriangleWords, triangle_cells, triangle_names
from pages.parts.asking import canonical
from pages.parts.controls import one_of
from pages.parts.definition_texts import HowCounted
from pages.parts.drawing import Table, foot, theme
from pages.parts.opened import store
from pages.parts.retention.place import Place, clicks, open_place, place_in_link
from pages.parts.retention.rows import COHORTS_DRAWN, COLUMNS_DRAWN, Shown, cell_rows, name_rows, retention_table
from pages.parts.retention.words import cohort_text, column_text, is_money
from pages.parts.session import language, person, plain, say
from pages.parts.studies.words import COLUMNS, RATES
from queries.audience import Audience
from queries.retention.found import Retention
from queries.retention.study import Measure

RATE, COUNT = "rates", "counts"


@dataclass(frozen=True)
class Drawing:
    """What both halves of the heat map and the table below read, in one language."""

    cells: pa.Table
    names: pa.Table
    table: Table
    columns: int
    highest: float
    width: int


def show_map(found: Retention, audience: Audience, definition: HowCounted) -> None:
    """Rows are cohorts, columns the periods after their start."""
    study = found.study
    with st.container(border=True, key="chart_retention_map"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{_title(found)}**")
            shown = Shown(found, counts=_rates_or_counts(found) == COUNT)
        drawing = _drawing(_key(found, audience, counts=shown.counts), language(), shown)
        if drawing.columns == 0:
            st.info(say("Nobody could have come back yet: the first later period has not begun."))
        else:
            _halves(shown, drawing)
            st.caption(
                say(
                    "Hatched, or + behind the people: not observed to the end yet. Outlined: fewer than 30 people. "
                    "A click on a cell opens its people."
                )
            )
        _remarks(shown)
        foot("retention_map", drawing.table, definition)
    if study.measure is Measure.BRACKETS and drawing.columns:
        st.caption(say("Each column is a bracket: it counts who came back in any of its periods."))


def _title(found: Retention) -> str:
    study = found.study
    rate = RATES[study.measure].in_language(language())
    if study.measure is Measure.BRACKETS:
        return say("{rate}, by cohort and bracket", rate=rate)
    return say("{rate}, by cohort · {columns}", rate=rate, columns=COLUMNS[study.period].in_language(language()))


def _rates_or_counts(found: Retention) -> str:
    first = say("Per person") if is_money(found.study) else say("Rates")
    second = say("In all") if is_money(found.study) else say("Counts")
    return one_of("retention_show", {RATE: first, COUNT: second}, RATE, label=say("What the cells show"))


def _key(found: Retention, audience: Audience, *, counts: bool) -> str:
    params = {"study": found.study.key, "counts": counts}
    return canonical(store().key, person().scope, "retention/map", audience, params)


# Writing a thousand cells in words takes a quarter of a second; the key says everything they follow from.
@st.cache_resource(max_entries=64, show_spinner=False)
def _drawing(key: str, language: str, _shown: Shown) -> Drawing:
    return Drawing(
        cell_rows(_shown),
        name_rows(_shown),
        retention_table(_shown.found),
        _shown.columns,
        _shown.highest,
        _shown.width,
    )


def _halves(shown: Shown, drawing: Drawing) -> None:
    words, cohorts, study = _words(shown.found), len(shown.cohorts), shown.found.study
    heads: tuple[str, ...] = ()
    if study.measure is Measure.BRACKETS:
        heads = tuple(column_text(study, index) for index in range(1, drawing.columns + 1))
    with st.container(horizontal=True, wrap=False, gap=None, key="triangle"):
        _chart("triangle_names", drawing.names, triangle_names(words, theme(), cohorts=cohorts))
        cells = triangle_cells(
            words,
            theme(),
            cohorts=cohorts,
            periods=drawing.columns,
            highest=drawing.highest,
            width=drawing.width,
            heads=heads,
        )
        with st.container(key="triangle_cells_scroll"):
            _chart("triangle_cells", with_open(drawing.cells, place_in_link()), cells)


def _words(found: Retention) -> TriangleWords:
    return TriangleWords(
        cohort=plain("Started"),
        size=plain("People"),
        period=COLUMNS[found.study.period].in_language(language()),
        rate=RATES[found.study.measure].in_language(language()),
        note=plain("Rests on"),
    )


def with_open(cells: pa.Table, place: Place | None) -> pa.Table:
    """Marks the cell whose people are shown."""
    if place is None:
        return cells.append_column("is_open", pa.repeat(False, cells.num_rows))
    is_cohort = pc.equal(cells["cohort"], str(place.start_date))
    return cells.append_column("is_open", pc.and_(is_cohort, pc.equal(cells["since"], place.index)))


def _chart(key: str, rows: pa.Table, spec: dict[str, Any]) -> None:
    unclicked = f"{key}_{clicks()}"
    st.vega_lite_chart(
        rows,
        readable(spec, theme()),
        key=unclicked,
        width="content",
        on_select=partial(_picked, unclicked),
        selection_mode=PICK,
        alt=say("Cohorts as a heat map; the table below holds every number."),
    )


def _picked(key: str) -> None:
    """The click's cell becomes the open place; a click beside the cells chooses nothing."""
    for chosen in st.session_state[key].selection.get(PICK) or []:
        open_place(Place(date.fromisoformat(chosen["cohort"]), int(chosen["since"])))


def _remarks(shown: Shown) -> None:
    found = shown.found
    if len(found.cohorts) > COHORTS_DRAWN:
        st.caption(
            say(
                "The newest {drawn} of {cohorts} cohorts are drawn; the table holds all.",
                drawn=COHORTS_DRAWN,
                cohorts=len(found.cohorts),
            )
        )
    if shown.columns == COLUMNS_DRAWN:
        st.caption(say("The first {drawn} columns are drawn; the table holds all.", drawn=COLUMNS_DRAWN))
    if found.left_out:
        st.caption(
            say(
                "The table ends after {shown} periods; {more} more have begun. Ask for as many as you need.",
                shown=len(found.cohorts[0].cells) - 1,
                more=found.left_out,
            )
        )
    first = next((cohort for cohort in found.cohorts if cohort.may_hold_earlier), None)
    if first:
        st.caption(
            say(
                "{cohort} is where the data begin: some of its people may have started before, "
                "and would belong to no cohort here.",
                cohort=cohort_text(found.study, first.start_date),
            )
        )
