"""How groups are told apart: by colour, by dash and by the shape of their points, since some readers see no colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import altair as alt

from pages.charts.palette import Palette

DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2, 1, 2], [10, 4], [1, 3], [12, 3, 3, 3])
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "triangle-right", "triangle-left")
MOST_GROUPS = 8
COLUMNS = alt.ExprRef("width < 420 ? 1 : 4")  # of the legend: on a telephone one name a line, none cut
_Sign = TypeVar("_Sign")


def colour_of(groups: tuple[str, ...], palette: Palette) -> alt.Color:
    """One accent for one group; a legend only where there is something to tell apart."""
    legend = alt.Legend(title=None, orient="top", symbolOpacity=1, symbolStrokeWidth=0, labelLimit=320, columns=COLUMNS)
    scale = alt.Scale(domain=list(groups), range=_first(palette.series, groups))
    return alt.Color("group:N", scale=scale, legend=legend if len(groups) > 1 else None)


def dash_of(groups: tuple[str, ...]) -> alt.StrokeDash:
    return alt.StrokeDash("group:N", scale=alt.Scale(domain=list(groups), range=_first(DASHES, groups)), legend=None)


def shape_of(groups: tuple[str, ...]) -> alt.Shape:
    return alt.Shape("group:N", scale=alt.Scale(domain=list(groups), range=_first(SHAPES, groups)), legend=None)


def _first(values: Sequence[_Sign], groups: tuple[str, ...]) -> list[_Sign]:
    return [values[number % len(values)] for number in range(len(groups))]
