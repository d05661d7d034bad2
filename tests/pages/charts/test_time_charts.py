"""The gallery of line and month bars: each example is a chart Vega-Lite accepts, in both themes."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from pages.charts.bars import month_bars
from pages.charts.palette import PALETTES
from pages.charts.trend import trend, with_joins
from pages.charts.words import Spec, Unit, Words, day_labels, number_labels

MONEY = Words("zh_CN", x="日期", y="净收入", unit=Unit.MONEY, sign="¥")
COUNTS = Words("en", x="Month", y="Orders")


def gallery(theme: str) -> dict[str, Spec]:
    return {"trend": trend(MONEY, theme), "months": month_bars(COUNTS, theme)}


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("name", ["trend", "months"])
def test_an_example_is_a_chart_without_data_of_its_own(theme: str, name: str) -> None:
    written = json.dumps(gallery(theme)[name])
    assert '"data"' not in written
    assert '"datasets"' not in written


def test_a_specification_is_made_once() -> None:
    assert trend(MONEY, "light") is trend(Words("zh_CN", "日期", "净收入", Unit.MONEY, "¥"), "light")


def test_both_themes_draw_in_their_own_accent() -> None:
    for theme, palette in PALETTES.items():
        assert palette.accent in json.dumps(trend(MONEY, theme))


@pytest.mark.parametrize(
    ("running", "joins"),
    [
        ([False, False, True], [False, True, True]),
        ([True], [True]),
        ([False, False], [False, False]),
        ([], []),
        ([False, True, True], [True, True, True]),
    ],
)
def test_the_dashed_line_begins_at_the_last_final_point(running: list[bool], joins: list[bool]) -> None:
    table = pa.table({"is_running": pa.array(running, pa.bool_())})
    assert with_joins(table)["joins_running"].to_pylist() == joins


def test_chinese_axes_count_in_ten_thousands() -> None:
    expression = number_labels(MONEY)
    assert expression.startswith("'¥' + ")
    assert "100000000" in expression
    assert "'万'" in expression


def test_english_axes_count_in_thousands_and_shares_in_percent() -> None:
    assert "'K'" in number_labels(COUNTS)
    assert number_labels(Words("en", unit=Unit.SHARE)) == "format(datum.value, '.1~%')"


def test_days_are_written_in_utc_so_that_no_browser_moves_them() -> None:
    assert day_labels("zh_CN", by_month=True) == "utcFormat(datum.value, '%Y年%-m月')"
