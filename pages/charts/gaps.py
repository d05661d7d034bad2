"""Days between purchases as bars, and the days from which a buyer is called dormant or lost as lines with names."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES, Palette
from pages.charts.words import Spec, Words, number_labels

HEIGHT = 280  # with the names, for which the drawing makes room itself
NAME = 17  # pixels of a line's name, all of which stand above the bars


@lru_cache(maxsize=64)
def gap_bars(words: Words, theme: str, *, last: int, names: int) -> Spec:
    """Data of a bar: `low`, `high`, `value`, `range_text`, `value_text`; of a line: `cut`, `cut_text` and `height`,
    from 0 for the leftmost. The axis goes to the day `last`, and there are so many `names`.

    A line begins at its own name, and the names of lines to its left stand above that: none is crossed.
    """
    palette = PALETTES[theme]
    axis = alt.Axis(grid=False, format="d", tickMinStep=1, tickCount=8, labelOverlap=True)
    days = alt.X("low:Q", title=words.x, axis=axis, scale=alt.Scale(domain=[0, last], nice=False))
    bars = (
        alt.Chart()
        .transform_filter("isValid(datum.low)")
        .mark_bar(binSpacing=1, color=palette.accent, opacity=0.85)
        .encode(
            x=days,
            x2="high",
            y=alt.Y("value:Q", title=words.y, axis=alt.Axis(labelExpr=number_labels(words), tickCount=4)),
            y2=alt.Y2Datum(0),
            tooltip=[alt.Tooltip("range_text:N", title=words.x), alt.Tooltip("value_text:N", title=words.y)],
        )
    )
    cuts = [_cut(words, palette, height, top=NAME * (height - names)) for height in range(names)]
    chart = alt.layer(bars, *(layer for both in cuts for layer in both)).properties(height=HEIGHT)
    return specification(chart) | {"padding": {"left": 5, "top": 5, "right": 16, "bottom": 5}}


def _cut(words: Words, palette: Palette, height: int, *, top: int) -> tuple[alt.Chart, alt.Chart]:
    own = alt.Chart().transform_filter(f"datum.height == {height}").encode(x=alt.X("cut:Q", title=words.x))
    return (
        own.mark_rule(color=palette.text, strokeDash=[4, 3], strokeWidth=1.5).encode(
            y=alt.value(top), y2=alt.value("height")
        ),
        own.mark_text(align="left", dx=4, dy=2, baseline="top", color=palette.text, fontSize=11).encode(
            y=alt.value(top), text="cut_text:N"
        ),
    )
