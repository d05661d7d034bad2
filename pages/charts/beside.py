"""One figure of the segment beside everyone's, from day to day, each with its interval."""

from __future__ import annotations

from functools import cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.words import Spec, Words, number_labels

HEIGHT = 260
_LEGEND = alt.Legend(title=None, orient="top", symbolOpacity=1, symbolType="circle")


@cache
def beside(words: Words, theme: str, *, segment: str, everyone: str) -> Spec:
    """Data: `when_text` in order, `role`, `value`, `low`, `high`, `value_text`, `role_text`."""
    palette = PALETTES[theme]
    colours = alt.Scale(domain=[segment, everyone], range=[palette.accent, palette.control])
    base = alt.Chart().encode(
        x=alt.X(
            "when_text:O",
            title=None,
            sort=None,
            axis=alt.Axis(grid=False, labelAngle=0, labelOverlap="greedy", ticks=False),
        ),
        color=alt.Color("role:N", scale=colours, legend=_LEGEND),
        tooltip=[
            alt.Tooltip("when_text:N", title=words.x),
            alt.Tooltip("role:N", title=" "),
            alt.Tooltip("value_text:N", title=words.y),
        ],
    )
    value = alt.Y("value:Q", title=words.y, axis=alt.Axis(labelExpr=number_labels(words), tickCount=4))
    layers = alt.layer(
        base.mark_rule(strokeWidth=5, opacity=0.3).encode(y=alt.Y("low:Q", title=words.y), y2="high:Q"),
        base.mark_line(strokeWidth=2).encode(y=value),
        base.mark_circle(size=40, opacity=1).encode(y=value),
    )
    return specification(layers.properties(height=HEIGHT))
