"""A cohort triangle as a heat map: one hue for what was observed, hatching for what still runs, an outline for too few.

Two charts of one height stand side by side, so that the names of the cohorts stay in view while the cells scroll.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES, Palette
from pages.charts.words import Spec

ROW = 22
TOP, BOTTOM, SIDE = 26, 4, 2  # room for the numbers of the months, alike on both charts
WIDE_CELL, NARROW_CELL, SIGN = 64, 24, 7
NAMES_WIDTH, SIZE_WIDTH = 84, 46
PICK = "pick"
COMPLETE, RUNNING, FEW, LATER = "complete", "running", "few", "later"


@dataclass(frozen=True)
class TriangleWords:
    """Heads and tooltips in one language."""

    cohort: str
    size: str
    period: str
    rate: str
    note: str


def cell_width(periods: int, signs: int = 2, room: int = 840) -> int:
    """Pixels a cell gets: wide enough for 46.2% while there is room, otherwise for the longest text of any cell."""
    return max(NARROW_CELL, SIGN * signs + 8, min(WIDE_CELL, room // max(1, periods)))


@lru_cache(maxsize=64)
def triangle_cells(
    words: TriangleWords,
    theme: str,
    *,
    cohorts: int,
    periods: int,
    highest: float,
    width: int,
    heads: tuple[str, ...] = (),
) -> Spec:
    """Data: `cohort` (sorts), `since`, `state`, `shade`, `text`, `cohort_text`, `when_text`, `rate_text`, `note`,
    `is_open`.

    `shade` is the value where the state is complete and says nothing elsewhere; `highest` gets the darkest cell.
    `heads` name the columns, which are numbered from 1, where their numbers do not.
    """
    palette = PALETTES[theme]
    base = alt.Chart().encode(x=_since(palette, heads), y=_rows(), tooltip=_tooltip(words), description="note:N")
    picked = _picked()
    size = 10 if width < 40 else 11
    layers = alt.layer(
        _squares(base, palette, highest).add_params(picked),
        base.transform_filter(f"datum.state == '{RUNNING}'").mark_point(
            shape=hatching(width, ROW), size=_point_size(width, ROW), color=palette.muted, strokeWidth=0.7, opacity=0.6
        ),
        base.transform_filter(f"datum.state == '{COMPLETE}' || datum.state == '{FEW}'")
        .mark_text(fontSize=size, tooltip=None)
        .encode(text="text:N", color=_ink(palette, highest)),
    )
    return specification(layers) | _frame(width * periods, ROW * cohorts)


@lru_cache(maxsize=64)
def triangle_names(words: TriangleWords, theme: str, *, cohorts: int) -> Spec:
    """Data, one row per cohort: `cohort`, `since` 0, `cohort_text`, `size_text`, `is_first`. A click picks it whole."""
    palette = PALETTES[theme]
    base = alt.Chart().encode(
        y=_rows(),
        tooltip=[alt.Tooltip("cohort_text:N", title=words.cohort), alt.Tooltip("size_text:N", title=words.size)],
    )
    picked = _picked()
    names = base.mark_text(align="left", fontSize=11, color=palette.text, baseline="middle").encode(
        x=alt.value(0), text="cohort_text:N"
    )
    sizes = base.mark_text(align="right", fontSize=11, color=palette.muted, baseline="middle", cursor="pointer").encode(
        x=alt.value(NAMES_WIDTH + SIZE_WIDTH - 6), text="size_text:N"
    )
    first = base.transform_filter("datum.is_first")
    heads = [
        _head(first, words.cohort, 0, "left", palette),
        _head(first, words.size, NAMES_WIDTH + SIZE_WIDTH - 6, "right", palette),
    ]
    chart = alt.layer(names, sizes.add_params(picked), *heads)
    return specification(chart) | _frame(NAMES_WIDTH + SIZE_WIDTH, ROW * cohorts)


def _picked() -> alt.Parameter:
    """The cell that was clicked; a double click is two clicks, and takes nothing back."""
    return alt.selection_point(
        name=PICK, fields=["cohort", "since"], on="click", clear=False, toggle=False, empty=False
    )


def hatching(width: int, height: int) -> str:
    """A shape of slanting lines that fills a cell of these proportions; Vega has no patterns to fill with."""
    across, lines = width / height, []
    step = 0.5
    start = -across - 1 + step
    while start < across + 1:
        left, right = max(-across, start - 1), min(across, start + 1)
        if right - left > 0.05:
            lines.append(f"M{left:.2f},{start - left:.2f}L{right:.2f},{start - right:.2f}")
        start += step
    return "".join(lines)


def _point_size(width: int, height: int) -> float:
    """Vega scales a shape by half the root of its size; the shape's own height is 2."""
    inner = height - 3
    return float(inner * inner)


def _squares(base: alt.Chart, palette: Palette, highest: float) -> alt.Chart:
    ramp = alt.Color(
        "shade:Q",
        scale=alt.Scale(domain=[0, highest / 2, highest], range=list(palette.ramp), clamp=True),
        legend=None,
    )
    outlines = [
        {"test": "datum.is_open", "value": palette.text},
        {"test": f"datum.state == '{FEW}'", "value": palette.control},
    ]
    is_seen = alt.condition(f"datum.state == '{COMPLETE}'", ramp, alt.value("transparent"))
    is_later = alt.condition(f"datum.state == '{LATER}'", alt.value(0), alt.value(1))
    squares: alt.Chart = base.mark_rect(cursor="pointer", xOffset=1, yOffset=1, x2Offset=-1, y2Offset=-1).encode(
        color=is_seen,
        stroke=alt.Stroke(value=palette.line, condition=outlines),
        strokeWidth=alt.condition("datum.is_open", alt.value(3), alt.value(0.6)),
        strokeOpacity=is_later,
    )
    return squares


def _ink(palette: Palette, highest: float) -> alt.Color:
    return alt.Color(
        value=palette.muted,
        condition=[
            {
                "test": f"datum.state == '{COMPLETE}' && datum.shade > {highest * palette.turn}",
                "value": palette.text_on_high,
            },
            {"test": f"datum.state == '{COMPLETE}'", "value": palette.text_on_low},
        ],
    )


def _since(palette: Palette, heads: tuple[str, ...]) -> alt.X:
    written = f"{json.dumps(heads, ensure_ascii=False)}[datum.value - 1]" if heads else "datum.label"
    return alt.X(
        "since:O",
        axis=alt.Axis(
            orient="top",
            title=None,
            labelAngle=0,
            ticks=False,
            domain=False,
            labelColor=palette.muted,
            labelPadding=4,
            labelFontSize=10,
            labelOverlap=False,
            labelExpr=written,
        ),
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
    )


def _rows() -> alt.Y:
    return alt.Y("cohort:O", sort="ascending", axis=None, scale=alt.Scale(type="band", paddingInner=0, paddingOuter=0))


def _tooltip(words: TriangleWords) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("cohort_text:N", title=words.cohort),
        alt.Tooltip("when_text:N", title=words.period),
        alt.Tooltip("rate_text:N", title=words.rate),
        alt.Tooltip("note:N", title=words.note),
    ]


def _head(first: alt.Chart, text: str, x: int, align: Literal["left", "right"], palette: Palette) -> alt.Chart:
    head = first.mark_text(align=align, baseline="bottom", fontSize=11, color=palette.muted, text=text)
    placed: alt.Chart = head.encode(x=alt.value(x), y=alt.value(-6))
    return placed


def _frame(width: int, height: int) -> Spec:
    """The same room around both charts, whatever their axes need, so that their rows stand side by side."""
    return {
        "width": width + 2 * SIDE,
        "height": height + TOP + BOTTOM,
        "autosize": {"type": "none", "contains": "padding"},
        "padding": {"left": SIDE, "top": TOP, "right": SIDE, "bottom": BOTTOM},
        "view": {"stroke": None},
    }
