"""Which values are more and which less frequent than among everyone: bars of points to both sides of zero."""

from __future__ import annotations

from functools import cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.words import Spec, Words, number_labels

ROW_HEIGHT = 26
OVER, UNDER = "over", "under"


@cache
def unlike(words: Words, theme: str, rows: int, *, interval: str) -> Spec:
    """Data: `name` in order, `side`, `value`, `low`, `high` (differences of shares), `value_text`, `evidence`."""
    palette = PALETTES[theme]
    base = alt.Chart().encode(
        y=alt.Y(
            "name:N", title=None, sort=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=170, labelPadding=8)
        ),
        tooltip=[
            alt.Tooltip("name:N", title=words.x),
            alt.Tooltip("value_text:N", title=words.y),
            alt.Tooltip("evidence:N", title=interval),
        ],
    )
    axis = alt.Axis(labelExpr=number_labels(words), tickCount=5, labelFlush=True)
    colour = alt.Color(
        "side:N", scale=alt.Scale(domain=[OVER, UNDER], range=[palette.accent, palette.control]), legend=None
    )
    layers = alt.layer(
        base.mark_bar(height=14, cornerRadius=2).encode(x=alt.X("value:Q", title=words.y, axis=axis), color=colour),
        base.mark_rule(strokeWidth=1.5, color=palette.text, opacity=0.7).encode(
            x=alt.X("low:Q", title=words.y), x2="high:Q"
        ),
        alt.Chart().mark_rule(color=palette.muted, strokeWidth=1.2).encode(x=alt.datum(0)),
    )
    spec = specification(layers.properties(height=ROW_HEIGHT * rows))
    return spec | {"padding": {"left": 5, "top": 5, "right": 16, "bottom": 5}}
