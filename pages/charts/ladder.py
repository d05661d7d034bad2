"""The ladder of orders: of those who bought so often, how many bought once more; one rung a row, with its interval."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.words import Spec, Words, number_labels

ROW_HEIGHT, AXIS = 44, 46
ABOVE, BELOW = -12, 8  # the text stands above its bar: behind it a telephone has no room
TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]


@lru_cache(maxsize=64)
def ladder(words: Words, theme: str, *, rungs: int, interval: str, wait: str) -> Spec:
    """Data in order: `rung`, `rate`, `low`, `high`, `shown` (above the bar), `evidence`, `wait_text`.

    A rung that cannot be judged has no rate and says so in `shown`.
    """
    palette = PALETTES[theme]
    base = alt.Chart().encode(
        y=alt.Y(
            "rung:N",
            title=None,
            sort=None,
            axis=alt.Axis(ticks=False, domain=False, labelLimit=160, labelPadding=8, labelOverlap=False),
        ),
        tooltip=[
            alt.Tooltip("rung:N", title=words.x),
            alt.Tooltip("shown:N", title=words.y),
            alt.Tooltip("evidence:N", title=interval),
            alt.Tooltip("wait_text:N", title=wait),
        ],
    )
    axis = alt.Axis(labelExpr=number_labels(words), values=TICKS, gridOpacity=0.6, labelFlush=True)
    length = alt.X("rate:Q", title=words.y, axis=axis, scale=alt.Scale(domain=[0, 1], nice=False))
    layers = alt.layer(
        base.mark_bar(height=16, yOffset=BELOW, color=palette.accent, cornerRadiusEnd=2, opacity=0.85).encode(x=length),
        base.mark_rule(strokeWidth=2, yOffset=BELOW, color=palette.text).encode(
            x=alt.X("low:Q", title=words.y), x2="high:Q"
        ),
        base.mark_text(align="left", dy=ABOVE, color=palette.text, fontSize=12).encode(x=alt.value(2), text="shown:N"),
    )
    return specification(layers.properties(height=ROW_HEIGHT * rungs + AXIS))
