"""The overview's line over days or months, with its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from data.sentence import Label
from data.store import Version
from pages.charts.bars import month_bars
from pages.charts.trend import trend, with_joins
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.locale.words import NO, YES
from pages.parts.drawing import Table, draw, theme
from pages.parts.files import file_name_of
from pages.parts.session import currency, language, plain, say
from queries.question import Answer

COLUMNS = {
    "day_date": Label("Day", "日期", "日期"),
    "month_date": Label("Month", "月份", "月份"),
    "orders": Label("Orders", "订单数", "訂單數"),
    "buyers": Label("Buyers", "购买人数", "購買人數"),
    "first_time_buyers": Label("First-time buyers", "首购人数", "首購人數"),
    "gross_cents": Label("Gross revenue", "收入（退款前）", "收入（退款前）"),
    "refunded_cents": Label("Refunds", "退款", "退款"),
    "net_cents": Label("Net revenue", "净收入", "淨收入"),
    "days_covered": Label("Days covered", "数据天数", "資料天數"),
    "is_complete": Label("Complete", "是否完整", "是否完整"),
    "is_provisional": Label("Provisional", "是否暂定", "是否暫定"),
}
TRADE = ("net_cents", "orders")
BUYERS = ("buyers", "first_time_buyers")


def measures_of(version: Version) -> tuple[str, ...]:
    """What can be drawn: orders that name nobody have no buyers."""
    return TRADE + BUYERS if version.manifest.delivers("orders", "user_id") else TRADE


@dataclass(frozen=True)
class Point:
    """One period as the chart draws it. `is_running`: it has not ended, or its refunds still arrive."""

    when: object
    value: float | None
    is_running: bool
    when_text: str
    value_text: str


def show_trend(found: Answer, measure: str) -> None:
    """One measure per day or month; periods that are not final are open and dashed."""
    by_month = "month_date" in found.table.column_names
    points = [_point(row, measure, by_month=by_month) for row in found.rows]
    is_money = measure.endswith("_cents")
    name = COLUMNS[measure].in_language(language())
    words = Words(
        language(),
        x=COLUMNS["month_date" if by_month else "day_date"].in_language(language()),
        y=name,
        unit=Unit.MONEY if is_money else Unit.COUNT,
        sign=figures.currency_sign(currency(), language()) if is_money else "",
    )
    title = say("{measure} by month", measure=name) if by_month else say("{measure} by day", measure=name)
    draw(
        "overview_trend",
        month_bars(words, theme()) if by_month else trend(words, theme()),
        with_joins(_frame(points)),
        _table(found.table, by_month=by_month),
        title=title,
        alt=title,
        note=say("Drawn hollow and dashed: the period still runs, or its refunds still arrive.")
        if any(point.is_running for point in points)
        else None,
    )


def _point(row: dict[str, object], measure: str, *, by_month: bool) -> Point:
    when, value = row["month_date" if by_month else "day_date"], row[measure]
    is_money = measure.endswith("_cents")
    is_running = not row.get("is_complete", True) or (is_money and bool(row["is_provisional"]))
    if not isinstance(value, int):
        return Point(when, None, is_running, _day(when, by_month=by_month), "–")
    text = figures.money(value, currency(), language()) if is_money else figures.whole(value, language())
    return Point(when, value / 100 if is_money else value, is_running, _day(when, by_month=by_month), text)


def _day(when: object, *, by_month: bool) -> str:
    return (figures.month if by_month else figures.day)(when, language())  # type: ignore[arg-type]


def _frame(points: Sequence[Point]) -> pa.Table:
    return pa.table(
        {
            "when": pa.array([point.when for point in points], pa.date32()),
            "value": pa.array([point.value for point in points], pa.float64()),
            "is_running": pa.array([point.is_running for point in points], pa.bool_()),
            "when_text": pa.array([point.when_text for point in points], pa.string()),
            "value_text": pa.array([point.value_text for point in points], pa.string()),
            "spoken": pa.array([f"{point.when_text} {point.value_text}" for point in points], pa.string()),
        }
    )


def _table(rows: pa.Table, *, by_month: bool) -> Table:
    headers = {name: COLUMNS[name].in_language(language()) for name in rows.column_names}
    grain = plain("by month") if by_month else plain("by day")
    return Table(in_units(rows), headers, file_name_of(plain("Overview"), grain))


def in_units(rows: pa.Table) -> pa.Table:
    """For people who read the table: money in whole units, yes and no in words. The store's own units stay inside."""
    return pa.table([_in_units(name, rows[name]) for name in rows.column_names], names=rows.column_names)


def _in_units(name: str, values: pa.ChunkedArray) -> pa.ChunkedArray:
    if name.endswith("_cents"):
        return pc.divide(values.cast(pa.float64()), 100.0)
    if pa.types.is_boolean(values.type):
        return pc.if_else(values, YES.in_language(language()), NO.in_language(language()))
    return values
