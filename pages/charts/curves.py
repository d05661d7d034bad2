"""Curves with their intervals as bands, one a group; a point says on hover what it rests on."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import BAND_OPACITY, PALETTES, Palette
from pages.charts.series import colour_of, dash_of, shape_of
from pages.charts.words import Spec, Words, number_labels

HEIGHT = 260
ONE_GROUP = ("",)


@lru_cache(maxsize=128)
def curves(
    words: Words,
    theme: str,
    *,
    evidence: str,
    last: int,
    first: int = 1,
    groups: tuple[str, ...] = ONE_GROUP,
    is_step: bool = False,
    has_level: bool = False,
) -> Spec:
    """Data: `group`, `since`, `rate`, `low`, `high` (numbers), `since_text`, `rate_text`, `evidence`.

    `evidence` is the tooltip's name for what a point rests on; the axis goes from `first` to `last`. `is_step`: the
    curve holds its height until the next point. `has_level`: a row with a `level` draws a line across, and names it by
    its `level_text`.
    """
    palette = PALETTES[theme]
    base = alt.Chart().encode(
        x=_since(words, first, last), color=colour_of(groups, palette), tooltip=_tooltip(words, evidence, groups)
    )
    value = alt.Y("rate:Q", title=words.y, axis=alt.Axis(labelExpr=number_labels(words), tickCount=4))
    shape: Literal["step-after", "linear"] = "step-after" if is_step else "linear"
    layers = [
        base.mark_area(interpolate=shape, opacity=BAND_OPACITY if len(groups) < 4 else BAND_OPACITY / 3).encode(
            y=alt.Y("low:Q", title=words.y, scale=alt.Scale(zero=True)), y2=alt.Y2("high:Q")
        ),
        base.mark_line(interpolate=shape, strokeWidth=2).encode(y=value, strokeDash=dash_of(groups)),
        # Of a step curve of days the points would be a second line; they stay there to be pointed at.
        base.mark_point(filled=True, size=30, opacity=0 if is_step else 1).encode(y=value, shape=shape_of(groups)),
    ]
    return specification(alt.layer(*layers, *(_level(words, palette) if has_level else ())).properties(height=HEIGHT))


def _since(words: Words, first: int, last: int) -> alt.X:
    last = max(first + 1, last)
    return alt.X(
        "since:Q",
        title=words.x,
        scale=alt.Scale(domain=[first, last], nice=False, padding=8),
        axis=alt.Axis(grid=False, format="d", tickMinStep=1, tickCount=min(12, last - first + 1), labelOverlap=True),
    )


def _tooltip(words: Words, evidence: str, groups: tuple[str, ...]) -> list[alt.Tooltip]:
    named = [alt.Tooltip("group:N", title=" ")] if len(groups) > 1 else []
    return [
        *named,
        alt.Tooltip("since_text:N", title=words.x),
        alt.Tooltip("rate_text:N", title=words.y),
        alt.Tooltip("evidence:N", title=evidence),
    ]


def _level(words: Words, palette: Palette) -> tuple[alt.Chart, alt.Chart]:
    """A line across the whole width, as what a member cost."""
    base = alt.Chart().transform_filter("isValid(datum.level)").encode(y=alt.Y("level:Q", title=words.y))
    return (
        base.mark_rule(color=palette.text, strokeDash=[4, 3]),
        base.mark_text(align="right", dx=-4, dy=-7, color=palette.text, fontSize=11).encode(
            x=alt.value("width"), text="level_text:N"
        ),
    )
