"""The charts of a segment's insight: whole specifications that Altair accepts, in both themes, without data."""

from __future__ import annotations

import json

import pytest

from pages.charts.beside import beside
from pages.charts.comings import comings
from pages.charts.unlike import unlike
from pages.charts.upset import upset
from pages.charts.words import Unit, Words

WORDS = Words("zh_CN", "日期", "人数")
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


@THEMES
def test_no_chart_of_insight_holds_data_of_its_own(theme: str) -> None:
    drawn = (
        comings(WORDS, theme),
        unlike(Words("en", unit=Unit.POINTS), theme, 3, interval="Rests on"),
        beside(WORDS, theme, segment="分群", everyone="全体"),
        upset(WORDS, theme, ("a", "b"), dots="In exactly"),
    )
    assert all("data" not in json.dumps(spec).replace("datum", "") for spec in drawn)


@THEMES
def test_unlike_values_have_a_row_each(theme: str) -> None:
    few, many = (unlike(WORDS, theme, rows, interval="") for rows in (2, 9))
    assert many["height"] > few["height"]


def test_each_set_has_a_row_of_dots_below_the_bars() -> None:
    two, four = (upset(WORDS, "light", sets, dots="") for sets in (("a", "b"), ("a", "b", "c", "d")))
    assert four["height"] > two["height"]
    scales = [layer["encoding"]["y"]["scale"] for layer in four["layer"][1]["layer"]]
    assert all(scale["domain"] == ["a", "b", "c", "d"] for scale in scales)


def test_the_lines_of_segment_and_everyone_have_the_colours_of_treated_and_control() -> None:
    spec = beside(WORDS, "light", segment="S", everyone="E")
    assert spec["layer"][1]["encoding"]["color"]["scale"] == {"domain": ["S", "E"], "range": ["#0F766E", "#64748B"]}
