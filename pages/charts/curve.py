"""A pooled curve with its interval as a band; a point that rests on few cohorts says so on hover."""

from __future__ import annotations

from functools import cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import BAND_OPACITY, PALETTES
from pages.charts.words import Spec, Words, number_labels

HEIGHT = 260


@cache
def curve(words: Words, theme: str, *, evidence: str, highest_since: int) -> Spec:
    """Data: `since`, `rate`, `low`, `high` (all shares), `since_text`, `rate_text`, `evidence`.

    `evidence` is the tooltip's name for what a point rests on; `highest_since` ends the axis.
    """
    palette = PALETTES[theme]
    base = alt.Chart().encode(
        x=alt.X(
            "since:Q",
            title=words.x,
            scale=alt.Scale(domain=[1, max(2, highest_since)], nice=False, padding=8),
            axis=alt.Axis(grid=False, format="d", tickMinStep=1, tickCount=min(12, highest_since)),
        ),
        tooltip=[
            alt.Tooltip("since_text:N", title=words.x),
            alt.Tooltip("rate_text:N", title=words.y),
            alt.Tooltip("evidence:N", title=evidence),
        ],
    )
    share = alt.Y("rate:Q", title=words.y, axis=alt.Axis(labelExpr=number_labels(words), tickCount=4))
    layers = alt.layer(
        base.mark_area(color=palette.accent, opacity=BAND_OPACITY).encode(
            y=alt.Y("low:Q", title=words.y, scale=alt.Scale(zero=True)), y2=alt.Y2("high:Q")
        ),
        base.mark_line(color=palette.accent, strokeWidth=2).encode(y=share),
        base.mark_circle(color=palette.accent, size=30, opacity=1).encode(y=share),
    )
    return specification(layers.properties(height=HEIGHT))
