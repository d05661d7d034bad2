"""The triangle as rows in the reader's words: for the squares, for the names beside them, for the table below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from data.sentence import Label
from pages.charts.triangle import COMPLETE, FEW, LATER, RUNNING, cell_width
from pages.locale import figures
from pages.parts.drawing import Table
from pages.parts.files import file_name_of
from pages.parts.retention_cells import last_day, month_after
from pages.parts.session import language, plain
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


def periods_of(found: Triangle) -> int:
    """Months after the first purchase that any cohort has begun."""
    return max(cell.months_since for cohort in found.cohorts for cell in cohort.cells)


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


def cell_rows(found: Triangle, periods: int) -> pa.Table:
    """One row per cohort and month, also of months that have not begun: their note says when they will be complete."""
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
    complete_on = last_day(month)
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


def name_rows(found: Triangle) -> pa.Table:
    """One row per cohort."""
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


def triangle_table(found: Triangle) -> Table:
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
