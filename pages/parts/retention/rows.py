"""A retention as rows in the reader's words: for the squares, for the names beside them, for the table below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from data.sentence import Label
from pages.charts.triangle import COMPLETE, FEW, LATER, RUNNING, cell_width
from pages.locale import figures
from pages.parts.drawing import Table
from pages.parts.files import file_name_of
from pages.parts.retention.words import cohort_text, column_text, is_money, note_text, value_text
from pages.parts.session import currency, language, plain
from queries.retention.found import Cell, Cohort, Retention
from queries.stats import Status

COHORTS_DRAWN, COLUMNS_DRAWN = 60, 60  # more are a wall; the table holds them all
WIDE = 40  # pixels from which a cell has room for a decimal

HEADERS = {
    "cohort_date": Label("Cohort from", "同期群起始日", "同期群起始日"),
    "cohort": Label("Cohort", "同期群", "同期群"),
    "period": Label("Period", "期数", "期數"),
    "size": Label("People", "人数", "人數"),
    "repeated": Label("Of these again in the same period", "其中同期内再次返回", "其中同期內再次返回"),
    "at_risk": Label("Out of", "分母人数", "分母人數"),
    "counted": Label("Counted", "计入人数", "計入人數"),
    "net_revenue": Label("Net revenue", "净收入", "淨收入"),
    "value": Label("Value", "数值", "數值"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
    "complete_on": Label("Complete on", "观察完整日", "觀察完整日"),
    "state": Label("State", "状态", "狀態"),
}
STATES = {
    COMPLETE: Label("complete", "已观察完整", "已觀察完整"),
    FEW: Label("too few to judge", "人数不足，无法判断", "人數不足，無法判斷"),
    RUNNING: Label("not yet observed", "尚未观察完整", "尚未觀察完整"),
    LATER: Label("not yet observed", "尚未观察完整", "尚未觀察完整"),
}


@dataclass(frozen=True)
class Shown:
    """What of a retention is drawn, and how: `counts` in place of rates."""

    found: Retention
    counts: bool

    @property
    def cohorts(self) -> tuple[Cohort, ...]:
        return self.found.cohorts[-COHORTS_DRAWN:]

    @property
    def columns(self) -> int:
        """The columns that any cohort has begun, without the cohort itself."""
        begun = [cell.index for cohort in self.cohorts for cell in cohort.cells if state_of(cell) != LATER]
        return min(COLUMNS_DRAWN, max(begun, default=0))

    def number(self, cell: Cell) -> float | None:
        """What is written and shaded."""
        if not self.counts:
            return cell.share.value
        return cell.net_cents if is_money(self.found.study) else cell.counted

    def text(self, cell: Cell, *, is_wide: bool = True) -> str:
        state, study = state_of(cell), self.found.study
        if state in (RUNNING, LATER):
            return ""
        if is_money(study):
            cents = self.number(cell)
            return "–" if cents is None else figures.short_money(round(cents), currency(), language())
        if self.counts and cell.counted is not None:
            return figures.short(cell.counted, language())
        if state == FEW or cell.share.value is None:
            return f"{cell.share.n}/{cell.share.denominator}"
        return figures.share(cell.share.value, language()) if is_wide else f"{cell.share.value * 100:.0f}"

    @property
    def highest(self) -> float:
        """What gets the darkest cell; rates in steps of 5 points, so that the scale seldom changes."""
        numbers = [
            self.number(cell) or 0.0
            for cohort in self.cohorts
            for cell in cohort.cells
            if cell.index > 0 and state_of(cell) == COMPLETE
        ]
        most = max(numbers, default=0.0)
        if self.counts or is_money(self.found.study):
            return max(1.0, float(most))
        return max(1, -int(-most * 20 // 1)) / 20

    @property
    def width(self) -> int:
        """Of a cell: shares may be shortened to whole per cents, counts and money not."""
        is_rate = not self.counts and not is_money(self.found.study)
        texts = [] if is_rate else [self.text(cell) for cohort in self.cohorts for cell in cohort.cells[1:]]
        return cell_width(self.columns, max((_signs(text) for text in texts), default=2))


def _signs(text: str) -> int:
    """Chinese signs are twice as wide."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def state_of(cell: Cell) -> str:
    if not cell.is_complete:
        return LATER if cell.counted is None else RUNNING
    return COMPLETE if cell.share.status is Status.OK else FEW


def cell_rows(shown: Shown) -> pa.Table:
    """One row per cohort and column, also of those that nobody can have reached: they say when they are complete."""
    is_wide = shown.width >= WIDE
    drawn = [
        _drawn(shown, cohort, cell, is_wide=is_wide)
        for cohort in shown.cohorts
        for cell in cohort.cells
        if 0 < cell.index <= shown.columns
    ]
    return pa.Table.from_pylist(drawn, schema=_CELLS)


_TEXTS = ("cohort", "state", "text", "cohort_text", "when_text", "rate_text", "note")
_CELLS = pa.schema([(name, pa.string()) for name in _TEXTS] + [("since", pa.int64()), ("shade", pa.float64())])


def _drawn(shown: Shown, cohort: Cohort, cell: Cell, *, is_wide: bool) -> Mapping[str, object]:
    study, state = shown.found.study, state_of(cell)
    return {
        "cohort": str(cohort.start_date),
        "since": cell.index,
        "state": state,
        "shade": float(shown.number(cell) or 0.0) if state == COMPLETE else 0.0,
        "text": shown.text(cell, is_wide=is_wide),
        "cohort_text": cohort_text(study, cohort.start_date),
        "when_text": column_text(study, cell.index),
        "rate_text": value_text(study, cell.share.value) if state == COMPLETE else "–",
        "note": note_text(study, cohort, cell),
    }


def name_rows(shown: Shown) -> pa.Table:
    """One row per cohort; + behind its people while more may join it."""
    cohorts, study = shown.cohorts, shown.found.study
    return pa.table(
        {
            "cohort": [str(cohort.start_date) for cohort in cohorts],
            "since": pa.array([0] * len(cohorts), pa.int64()),
            "cohort_text": [cohort_text(study, cohort.start_date) for cohort in cohorts],
            "size_text": [
                figures.whole(cohort.size, language()) + ("" if cohort.is_closed else "+") for cohort in cohorts
            ],
            "is_first": [place == 0 for place in range(len(cohorts))],
        }
    )


def retention_table(found: Retention) -> Table:
    """Every cell, its counts as counted; values only where they can be judged."""
    rows = [_row(found, cohort, cell) for cohort in found.cohorts for cell in cohort.cells]
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.Table.from_pylist(rows, schema=_TABLE), headers, file_name_of(plain("Retention")))


_TABLE = pa.schema(
    [
        ("cohort_date", pa.date32()),
        ("cohort", pa.string()),
        ("period", pa.string()),
        ("size", pa.int64()),
        ("repeated", pa.int64()),
        ("at_risk", pa.int64()),
        ("counted", pa.int64()),
        ("net_revenue", pa.float64()),
        ("value", pa.float64()),
        ("ci_low", pa.float64()),
        ("ci_high", pa.float64()),
        ("complete_on", pa.date32()),
        ("state", pa.string()),
    ]
)


def _row(found: Retention, cohort: Cohort, cell: Cell) -> Mapping[str, object]:
    per = 100 if is_money(found.study) else 1
    share = cell.share
    values = {"value": share.value, "ci_low": share.ci_low, "ci_high": share.ci_high}
    return {
        "cohort_date": cohort.start_date,
        "cohort": cohort_text(found.study, cohort.start_date),
        "period": column_text(found.study, cell.index),
        "size": cohort.size,
        "repeated": None if cohort.repeated is None else cohort.repeated.n,
        "at_risk": cell.at_risk,
        "counted": cell.counted,
        "net_revenue": None if cell.net_cents is None else cell.net_cents / 100,
        **{name: None if value is None else value / per for name, value in values.items()},
        "complete_on": cell.complete_on,
        "state": STATES[state_of(cell)].in_language(language()),
    }
