"""The charts of the segments page: whole specifications that Altair accepts, in both themes."""

from __future__ import annotations

import json

import pytest

from pages.charts.histogram import histogram
from pages.charts.waterfall import WaterfallWords, waterfall
from pages.charts.words import Unit, Words

WORDS = WaterfallWords("Condition", "By itself", "After those before")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_waterfall_has_a_row_a_step_and_no_data_of_its_own(theme: str) -> None:
    short, long = waterfall(WORDS, theme, 2), waterfall(WORDS, theme, 9)
    assert long["height"] > short["height"]
    assert "data" not in json.dumps(short)


@pytest.mark.parametrize("lines", [(), (3.0,), (1.0, 9.0)])
def test_a_histogram_has_one_line_for_each_cut(lines: tuple[float, ...]) -> None:
    drawn = histogram(Words("zh_CN", "净收入", "人数", Unit.MONEY, "¥"), "light", is_date=False, lines=lines)
    assert len(drawn["layer"]) == 1 + len(lines)


def test_a_day_is_cut_at_that_day_whatever_the_zone_of_the_browser() -> None:
    drawn = histogram(Words("en"), "dark", is_date=True, lines=("2026-01-31",))
    assert drawn["layer"][1]["encoding"]["x"]["datum"] == {"year": 2026, "month": 1, "date": 31, "utc": True}
