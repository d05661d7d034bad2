"""Days between purchases as bars, and the days from which a buyer is called dormant or lost as lines with names."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.words import Spec, Words, number_labels

HEIGHT = 240


@lru_cache(maxsize=64)
def gap_bars(words: Words, theme: str) -> Spec:
    """Data of a bar: `low`, `high`, `value`, `range_text`, `value_text`; of a line: `cut`, `cut_text`, `height` (0 is
    the highest name, 1 the one below it, so that two names never lie on each other)."""
    palette = PALETTES[theme]
    axis = alt.Axis(grid=False, format="d", tickMinStep=1, tickCount=8, labelOverlap=True)
    bars = (
        alt.Chart()
        .transform_filter("isValid(datum.low)")
        .mark_bar(binSpacing=1, color=palette.accent, opacity=0.85)
        .encode(
            x=alt.X("low:Q", title=words.x, axis=axis, scale=alt.Scale(nice=False, zero=True)),
            x2="high",
            y=alt.Y("value:Q", title=words.y, axis=alt.Axis(labelExpr=number_labels(words), tickCount=4)),
            y2=alt.Y2Datum(0),
            tooltip=[alt.Tooltip("range_text:N", title=words.x), alt.Tooltip("value_text:N", title=words.y)],
        )
    )
    lines = alt.Chart().transform_filter("isValid(datum.cut)").encode(x=alt.X("cut:Q", title=words.x))
    rules = lines.mark_rule(color=palette.text, strokeDash=[4, 3], strokeWidth=1.5)
    names = [
        lines.transform_filter(f"datum.height == {height}")
        .mark_text(align="left", dx=4, baseline="top", color=palette.text, fontSize=11)
        .encode(y=alt.value(2 + 16 * height), text="cut_text:N")
        for height in (0, 1, 2)
    ]
    return specification(alt.layer(bars, rules, *names).properties(height=HEIGHT))
