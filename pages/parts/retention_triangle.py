"""The monthly triangle as a heat map; a click opens the people of a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from data.sentence import Label
from pages.charts.triangle import (
    COMPLETE,
    FEW,
    LATER,
    PICK,
    RUNNING,
    TriangleWords,
    cell_width,
    triangle_cells,
    triangle_names,
)
from pages.locale import figures
from pages.parts.asking import canonical
from pages.parts.drawing import Table, table_underneath, theme
from pages.parts.files import file_name_of
from pages.parts.opened import store
from pages.parts.retention_cells import Place, clicks, month_after, open_place, place_in_link
from pages.parts.session import language, person, plain, say
from queries.audience import Audience
from queries.retention import Cell, Cohort, Triangle
from queries.stats import Status

HEADERS = {
    "cohort_date": Label("Month of first purchase", "首单月份", "首單月份"),
    "months_since": Label("Months since", "距首单月数", "距首單月數"),
    "size": Label("People", "人数", "人數"),
    "returned": Label("Bought again", "复购人数", "複購人數"),
    "share": Label("Repurchase rate", "复购率", "複購率"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
    "state": Label("State", "状态", "狀態"),
}
STATES = {
    COMPLETE: Label("complete", "已观察完整", "已觀察完整"),
    FEW: Label("too few to judge", "人数不足，无法判断", "人數不足，無法判斷"),
    RUNNING: Label("not yet observed", "尚未观察完整", "尚未觀察完整"),
}
WIDE = 40  # pixels from which a cell has room for a decimal


@dataclass(frozen=True)
class Drawing:
    """What both halves of the heat map and the table below read, in one language."""

    cells: pa.Table
    names: pa.Table
    table: Table


def show_triangle(found: Triangle, audience: Audience) -> None:
    """Rows are months of first purchase, columns the months after it."""
    periods = _periods(found)
    if periods == 0:
        st.info(say("All first purchases are of one month: whether they return will be seen from the next month on."))
        return
    key = canonical(store().id, person().scope, "retention/triangle", audience, {})
    drawing, cohorts = _drawing(key, language(), found), len(found.cohorts)
    with st.container(border=True, key="chart_retention_triangle"):
        st.markdown(f"**{say('Share of each month’s first-time buyers who bought again, by months since')}**")
        with st.container(horizontal=True, wrap=False, gap=None, key="triangle"):
            _chart("triangle_names", drawing.names, triangle_names(_words(), theme(), cohorts=cohorts))
            cells = triangle_cells(_words(), theme(), cohorts=cohorts, periods=periods, highest=highest(found))
            with st.container(key="triangle_cells_scroll"):
                _chart("triangle_cells", with_open(drawing.cells, place_in_link()), cells)
        st.caption(
            say(
                "Hatched, or + behind the people: the month has not ended. Outlined: fewer than 30 people. "
                "A click on a cell opens its people."
            )
        )
        _remark_on_first_cohort(found)
        table_underneath("retention_triangle", drawing.table)


def _periods(found: Triangle) -> int:
    return max(cell.months_since for cohort in found.cohorts for cell in cohort.cells)


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
    return Drawing(_cells(_found, _periods(_found)), _names(_found), _table(_found))


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
    st.vega_lite_chart(
        rows,
        spec,
        key=f"{key}_{clicks()}",
        width="content",
        on_select=lambda: _picked(f"{key}_{clicks()}"),
        selection_mode=PICK,
        alt=say("Repurchase by month of first purchase, as a heat map; the table below holds every number."),
    )


def _picked(key: str) -> None:
    """The click's cell becomes the open place; a click beside the cells closes it."""
    chosen = st.session_state[key].selection.get(PICK) or []
    open_place(Place(date.fromisoformat(chosen[0]["cohort"]), int(chosen[0]["since"])) if chosen else None)


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


@dataclass(frozen=True)
class _Drawn:
    """One cell as the chart reads it."""

    cohort: str
    since: int
    state: str
    shade: float
    text: str
    cohort_text: str
    when_text: str
    rate_text: str
    note: str


def _cells(found: Triangle, periods: int) -> pa.Table:
    is_wide = cell_width(periods) >= WIDE
    drawn = [_drawn(cohort, since, is_wide=is_wide) for cohort in found.cohorts for since in range(1, periods + 1)]
    return pa.Table.from_pylist([vars(cell) for cell in drawn], schema=_CELLS)


_CELLS = pa.schema(
    [(name, pa.string()) for name in ("cohort",)]
    + [("since", pa.int64()), ("state", pa.string()), ("shade", pa.float64())]
    + [(name, pa.string()) for name in ("text", "cohort_text", "when_text", "rate_text", "note")]
)


def _drawn(cohort: Cohort, since: int, *, is_wide: bool) -> _Drawn:
    cell = next((cell for cell in cohort.cells if cell.months_since == since), None)
    state, month = state_of(cell), month_after(cohort.cohort_date, since)
    return _Drawn(
        cohort=str(cohort.cohort_date),
        since=since,
        state=state,
        shade=cell.share.value or 0.0 if cell and state == COMPLETE else 0.0,
        text=_text(cell, state, is_wide=is_wide),
        cohort_text=figures.month(cohort.cohort_date, language()),
        when_text=figures.month(month, language()),
        rate_text=_rate_text(cell, state),
        note=_note(cohort, cell, state, month),
    )


def state_of(cell: Cell | None) -> str:
    if cell is None:
        return LATER
    if cell.share.status is Status.INCOMPLETE:
        return RUNNING
    return COMPLETE if cell.share.is_known else FEW


def _text(cell: Cell | None, state: str, *, is_wide: bool) -> str:
    if cell is None or state in (RUNNING, LATER):
        return ""
    if state == FEW or cell.share.value is None:
        return f"{cell.returned}/{cell.share.denominator}"
    return figures.share(cell.share.value, language()) if is_wide else f"{cell.share.value * 100:.0f}"


def _rate_text(cell: Cell | None, state: str) -> str:
    if cell is None or state != COMPLETE or cell.share.value is None:
        return "–"
    return figures.share(cell.share.value, language())


def _note(cohort: Cohort, cell: Cell | None, state: str, month: date) -> str:
    complete_on = month_after(month, 1) - timedelta(days=1)
    if cell is None:
        return plain("not yet observed; complete on {day}", day=complete_on)
    if state == RUNNING:
        return plain(
            "{returned} of {people} so far; complete on {day}",
            returned=cell.returned,
            people=cohort.size,
            day=complete_on,
        )
    if state == FEW or cell.share.ci_low is None or cell.share.ci_high is None:
        return plain("{returned} of {people}: too few to judge", returned=cell.returned, people=cohort.size)
    low, high = figures.share(cell.share.ci_low, language()), figures.share(cell.share.ci_high, language())
    return plain(
        "{returned} of {people}, 95% {low}–{high}", returned=cell.returned, people=cohort.size, low=low, high=high
    )


def _names(found: Triangle) -> pa.Table:
    return pa.table(
        {
            "cohort": [str(cohort.cohort_date) for cohort in found.cohorts],
            "since": pa.array([0] * len(found.cohorts), pa.int64()),
            "cohort_text": [figures.month(cohort.cohort_date, language()) for cohort in found.cohorts],
            "size_text": [_size(cohort) for cohort in found.cohorts],
            "is_first": [place == 0 for place in range(len(found.cohorts))],
        }
    )


def _size(cohort: Cohort) -> str:
    """With a + while the month of first purchase has not ended: more people may join it."""
    written = figures.whole(cohort.size, language())
    return written if cohort.cells[0].is_complete else f"{written}+"


def _table(found: Triangle) -> Table:
    """Every cell begun, its counts as counted; shares only where they can be judged."""
    rows = [_row(cohort, cell) for cohort in found.cohorts for cell in cohort.cells]
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.Table.from_pylist(rows, schema=_TABLE), headers, file_name_of(plain("Retention by month")))


_TABLE = pa.schema(
    [
        ("cohort_date", pa.date32()),
        ("months_since", pa.int64()),
        ("size", pa.int64()),
        ("returned", pa.int64()),
        ("share", pa.float64()),
        ("ci_low", pa.float64()),
        ("ci_high", pa.float64()),
        ("state", pa.string()),
    ]
)


def _row(cohort: Cohort, cell: Cell) -> Mapping[str, object]:
    return {
        "cohort_date": cohort.cohort_date,
        "months_since": cell.months_since,
        "size": cohort.size,
        "returned": cell.returned,
        "share": cell.share.value,
        "ci_low": cell.share.ci_low,
        "ci_high": cell.share.ci_high,
        "state": STATES[state_of(cell)].in_language(language()),
    }
