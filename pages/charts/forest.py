"""Points with their intervals, one row each, against a zero line where they are differences."""

from __future__ import annotations

from functools import cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES, Palette
from pages.charts.words import Spec, Words, number_labels

HEIGHT = 176  # of two rows; one stands in the same room, so that charts side by side end alike
ROW_HEIGHT = 56
TREATED, CONTROL, EFFECT = "treated", "control", "effect"


@cache
def forest(words: Words, theme: str, *, interval: str, highest: float | None = None, rows: int = 2) -> Spec:
    """Data: `name`, `place` (order from the top), `role`, `value`, `low`, `high`, `value_text`, `interval_text`.

    `highest` ends an axis of shares, which begins at zero; without it these are differences, with a line at zero.
    More `rows` than two make it higher.
    """
    palette = PALETTES[theme]
    base = alt.Chart().encode(
        y=alt.Y("name:N", title=None, sort=alt.SortField("place"), axis=_names(palette)),
        color=_roles(palette),
        tooltip=[
            alt.Tooltip("name:N", title=words.x),
            alt.Tooltip("value_text:N", title=words.y),
            alt.Tooltip("interval_text:N", title=interval),
        ],
    )
    reach = alt.X(
        "low:Q",
        title=words.y,
        scale=alt.Scale(zero=True, padding=48) if highest is None else alt.Scale(domain=[0, highest]),
        axis=alt.Axis(labelExpr=number_labels(words), tickCount=5, gridOpacity=0.6, labelFlush=True),
    )
    layers = [
        base.mark_rule(strokeWidth=3, opacity=0.55).encode(x=reach, x2=alt.X2("high:Q")),
        base.mark_point(filled=True, size=110, opacity=1).encode(x=alt.X("value:Q", title=words.y)),
        base.mark_text(dy=-13, fontSize=12).encode(x=alt.X("value:Q", title=words.y), text="value_text:N"),
        base.mark_text(dy=15, fontSize=11, color=palette.muted).encode(
            x=alt.X("value:Q", title=words.y), text="interval_text:N", color=alt.value(palette.muted)
        ),
    ]
    if highest is None:
        layers.insert(0, alt.Chart().mark_rule(color=palette.muted, strokeWidth=1.2).encode(x=alt.datum(0)))
    spec = specification(alt.layer(*layers).properties(height=HEIGHT + (max(rows, 2) - 2) * ROW_HEIGHT))
    return spec | {"padding": {"left": 5, "top": 5, "right": 16, "bottom": 5}}


def _names(palette: Palette) -> alt.Axis:
    return alt.Axis(ticks=False, domain=False, grid=False, labelLimit=160, labelFontSize=12, labelColor=palette.text)


def _roles(palette: Palette) -> alt.Color:
    colours = {TREATED: palette.accent, CONTROL: palette.control, EFFECT: palette.text}
    return alt.Color("role:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=None)
