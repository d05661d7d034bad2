"""The gallery of cohorts, curves, rungs and differences: each example is a chart Vega-Lite accepts, in both themes."""

from __future__ import annotations

import json
from itertools import pairwise
from math import dist

import pytest

from pages.charts.accounting import accounting
from pages.charts.cohort_trend import cohort_trend
from pages.charts.curves import curves
from pages.charts.forest import forest
from pages.charts.gaps import gap_bars
from pages.charts.ladder import ladder
from pages.charts.palette import PALETTES
from pages.charts.quick_ratio import quick_ratio
from pages.charts.series import MOST_GROUPS
from pages.charts.triangle import (
    NARROW_CELL,
    PICK,
    ROW,
    WIDE_CELL,
    TriangleWords,
    cell_width,
    hatching,
    triangle_cells,
    triangle_names,
)
from pages.charts.words import Spec, Unit, Words

WORDS = TriangleWords(cohort="首单月份", size="人数", period="复购月份", rate="复购率", note="说明")
SHARES = Words("zh_CN", x="月", y="复购率", unit=Unit.SHARE)
MONEY = Words("zh_CN", x="月", y="人均净收入", unit=Unit.MONEY, sign="¥")
DAYS = Words("en", x="Days", y="Purchases")
GROUPS = tuple(f"group {number}" for number in range(MOST_GROUPS))
POINTS = Words("en", x="Group", y="Percentage points", unit=Unit.POINTS)


def gallery(theme: str) -> dict[str, Spec]:
    return {
        "cells": triangle_cells(WORDS, theme, cohorts=12, periods=11, highest=0.5, width=WIDE_CELL),
        "brackets": triangle_cells(
            WORDS, theme, cohorts=12, periods=3, highest=0.5, width=WIDE_CELL, heads=("1–7", "8–30", "31–90")
        ),
        "names": triangle_names(WORDS, theme, cohorts=12),
        "curve": curves(SHARES, theme, evidence="依据", last=11),
        "groups": curves(SHARES, theme, evidence="依据", last=11, groups=GROUPS),
        "steps": curves(SHARES, theme, evidence="依据", first=0, last=365, is_step=True),
        "value": curves(MONEY, theme, evidence="依据", first=0, last=12, has_level=True),
        "trend": cohort_trend(SHARES, theme, evidence="依据", groups=("第1个月", "第3个月"), by_month=True),
        "ladder": ladder(SHARES, theme, rungs=5, interval="95%", wait="间隔"),
        "gaps": gap_bars(DAYS, theme, last=420, names=3),
        "ratio": quick_ratio(DAYS, theme, evidence="Rests on"),
        "accounting": accounting(DAYS, theme, roles=("留存", "回流", "新客", "流失")),
        "shares": forest(SHARES, theme, interval="95%", highest=0.4),
        "differences": forest(POINTS, theme, interval="95%"),
    }


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("name", gallery("light"))
def test_a_kept_chart_holds_no_data_and_is_plain_json(theme: str, name: str) -> None:
    spec = gallery(theme)[name]
    assert "datasets" not in json.dumps(spec)
    assert '"data"' not in json.dumps(spec)


def test_equal_words_share_one_specification() -> None:
    assert gallery("light")["cells"] is gallery("light")["cells"]


def test_both_halves_of_the_triangle_have_the_same_height() -> None:
    shown = gallery("light")
    assert shown["cells"]["height"] == shown["names"]["height"]
    assert shown["cells"]["padding"] == shown["names"]["padding"]


def test_a_click_picks_a_cell_by_cohort_and_month() -> None:
    for name in ("cells", "names"):
        (picked,) = gallery("light")[name]["params"]
        assert picked["name"] == PICK
        assert picked["select"]["fields"] == ["cohort", "since"]


@pytest.mark.parametrize(
    ("periods", "width"), [(1, WIDE_CELL), (11, WIDE_CELL), (20, 42), (35, NARROW_CELL), (60, NARROW_CELL)]
)
def test_cells_narrow_as_months_grow_and_stay_readable(periods: int, width: int) -> None:
    assert cell_width(periods) == width


def test_a_cell_is_wide_enough_for_the_longest_count() -> None:
    assert cell_width(36, signs=6) >= 6 * 6.2  # figures of the cells' smaller font are 6 pixels wide


def test_brackets_name_their_columns_in_place_of_numbers() -> None:
    axes = [layer["encoding"]["x"]["axis"] for layer in gallery("light")["brackets"]["layer"]]
    assert {axis["labelExpr"] for axis in axes} == {'["1–7", "8–30", "31–90"][datum.value - 1]'}


@pytest.mark.parametrize("theme", PALETTES)
def test_groups_differ_by_colour_dash_and_shape(theme: str) -> None:
    scales = {
        name: encoding["scale"]["range"]
        for layer in gallery(theme)["groups"]["layer"]
        for name, encoding in layer["encoding"].items()
        if name in ("color", "strokeDash", "shape")
    }
    assert set(scales) == {"color", "strokeDash", "shape"}
    assert all(len({str(sign) for sign in signs}) == MOST_GROUPS for signs in scales.values())


def test_one_group_needs_no_legend() -> None:
    assert all(layer["encoding"]["color"]["legend"] is None for layer in gallery("light")["curve"]["layer"])


def test_no_line_of_the_gaps_crosses_the_name_of_another() -> None:
    """Lines from the left to the right: a name stands where the lines to its right have not begun yet."""
    shown = gallery("light")["gaps"]
    tops = [
        (layer["mark"]["type"], layer["encoding"]["y"]["value"])
        for layer in shown["layer"]
        if layer["mark"]["type"] in ("rule", "text")
    ]
    rules = [top for kind, top in tops if kind == "rule"]
    names = [top for kind, top in tops if kind == "text"]
    assert rules == names == sorted(names)
    assert all(name + 13 <= rule for name, rule in zip(names, rules[1:], strict=False))
    assert names[-1] + 13 <= 0, "and none stands on a bar"


@pytest.mark.parametrize("width", [NARROW_CELL, WIDE_CELL])
def test_hatching_stays_inside_its_cell(width: int) -> None:
    points = [point.split(",") for line in hatching(width, ROW).split("M")[1:] for point in line.split("L")]
    assert len(points) > 8
    assert all(abs(float(x)) <= width / ROW + 0.01 and abs(float(y)) <= 1.01 for x, y in points)


def test_differences_have_a_line_at_zero_and_shares_begin_there() -> None:
    shown = gallery("light")
    assert {"datum": 0} in [layer["encoding"]["x"] for layer in shown["differences"]["layer"]]
    reaches = [layer["encoding"]["x"].get("scale", {}).get("domain") for layer in shown["shares"]["layer"]]
    assert [0, 0.4] in reaches


@pytest.mark.parametrize("theme", PALETTES)
def test_text_on_the_ramp_keeps_its_contrast(theme: str) -> None:
    palette = PALETTES[theme]
    for step in range(101):
        share = step / 100
        ink = palette.text_on_high if share > palette.turn else palette.text_on_low
        assert contrast(on_ramp(palette.ramp, share), ink) >= 4.5, share


# Machado, Oliveira and Fernandes (2009), full severity, on linear light.
BLIND = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("eyes", BLIND)
def test_who_sees_fewer_colours_still_tells_bars_apart_that_touch(theme: str, eyes: str) -> None:
    """Of the accounting: retained, resurrected, new, and across the zero line retained and churned. Differences of
    CIE 1976 below 10 are hard to see."""
    palette = PALETTES[theme]
    stack = (palette.worse, palette.control, palette.better, palette.accent)
    seen = [in_lab(seen_by(BLIND[eyes], colour)) for colour in stack]
    assert min(dist(one, other) for one, other in pairwise(seen)) > 10


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("eyes", BLIND)
def test_more_is_lighter_or_darker_in_one_direction_for_all_eyes(theme: str, eyes: str) -> None:
    ramp = PALETTES[theme].ramp
    steps = [in_lab(seen_by(BLIND[eyes], colour))[0] for colour in ramp]
    assert steps in (sorted(steps), sorted(steps, reverse=True))
    assert min(abs(one - other) for one, other in pairwise(steps)) > 15


def seen_by(eyes: tuple[tuple[float, ...], ...], colour: str) -> tuple[float, ...]:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels(colour)]
    return tuple(min(max(sum(a * b for a, b in zip(row, linear, strict=True)), 0), 1) for row in eyes)


def in_lab(linear: tuple[float, ...]) -> tuple[float, float, float]:
    """CIE 1976 of linear sRGB, white D65."""
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    xyz = [sum(a * b for a, b in zip(row, linear, strict=True)) / w for row, w in zip(to_xyz, white, strict=True)]
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def on_ramp(stops: tuple[str, ...], share: float) -> tuple[float, ...]:
    place = share * (len(stops) - 1)
    first = min(int(place), len(stops) - 2)
    low, high = channels(stops[first]), channels(stops[first + 1])
    return tuple(a + (b - a) * (place - first) for a, b in zip(low, high, strict=True))


def channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))


def contrast(ground: tuple[float, ...], ink: str) -> float:
    """WCAG 2.2, relative luminance."""
    dark, light = sorted((luminance(ground), luminance(channels(ink))))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: tuple[float, ...]) -> float:
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
