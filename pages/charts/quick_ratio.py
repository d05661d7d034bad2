"""Buyers gained for each one lost, period by period, against the line at which as many come as go."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.words import Spec, Words, number_labels

HEIGHT = 220


@lru_cache(maxsize=64)
def quick_ratio(words: Words, theme: str, *, evidence: str) -> Spec:
    """Data: `when_text` in order, `ratio` (null where it is not known: the line breaks), `ratio_text`, `evidence`, and
    `is_few` for a point that few people make, which is hollow."""
    palette = PALETTES[theme]
    base = alt.Chart().encode(
        x=alt.X(
            "when_text:O",
            title=None,
            sort=None,
            axis=alt.Axis(grid=False, labelAngle=0, labelOverlap="greedy", ticks=False),
        ),
        y=alt.Y("ratio:Q", title=words.y, axis=alt.Axis(labelExpr=number_labels(words), tickCount=4)),
        tooltip=[
            alt.Tooltip("when_text:N", title=words.x),
            alt.Tooltip("ratio_text:N", title=words.y),
            alt.Tooltip("evidence:N", title=evidence),
        ],
    )
    known = base.transform_filter("isValid(datum.ratio)")
    layers = alt.layer(
        alt.Chart().mark_rule(color=palette.muted, strokeDash=[4, 3]).encode(y=alt.datum(1)),
        base.mark_line(color=palette.accent, strokeWidth=2),
        known.transform_filter("!datum.is_few").mark_circle(color=palette.accent, size=36, opacity=1),
        known.transform_filter("datum.is_few").mark_point(color=palette.accent, size=50, filled=False),
    )
    room = {"left": 5, "top": 5, "right": 24, "bottom": 5}  # the name of the last period is wider than its place
    return specification(layers.properties(height=HEIGHT)) | {"padding": room}
