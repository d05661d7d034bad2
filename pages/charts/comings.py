"""Who came and who went between two days: bars up and bars down."""

from __future__ import annotations

from functools import cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.words import Spec, Words, number_labels

HEIGHT = 260
ENTERED, LEFT = "entered", "left"


@cache
def comings(words: Words, theme: str) -> Spec:
    """Data: `when_text` in order, `role`, `value` (those who left are below zero), `value_text`."""
    palette = PALETTES[theme]
    colours = alt.Scale(domain=[ENTERED, LEFT], range=[palette.accent, palette.control])
    bars = (
        alt.Chart()
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X(
                "when_text:O",
                title=None,
                sort=None,
                axis=alt.Axis(grid=False, labelAngle=0, labelOverlap="greedy", ticks=False),
            ),
            y=alt.Y("value:Q", title=words.y, axis=alt.Axis(labelExpr=number_labels(words), tickCount=4)),
            color=alt.Color("role:N", scale=colours, legend=None),
            tooltip=[alt.Tooltip("when_text:N", title=words.x), alt.Tooltip("value_text:N", title=words.y)],
        )
    )
    zero = alt.Chart().mark_rule(color=palette.muted).encode(y=alt.datum(0))
    return specification(alt.layer(bars, zero).properties(height=HEIGHT))
