"""UpSet: how many people are in exactly these sets and no other. Bars above, the sets of each bar as dots below.

Lex et al. (2014), "UpSet: Visualization of Intersecting Sets". One view with two scales, because a view made of several
does not grow with the page.
"""

from __future__ import annotations

from functools import cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.words import Spec, Words, number_labels

BARS, GAP, ROW = 180, 24, 26
PADDING = 20  # Vega counts it into the height, while the ranges of the scales are fixed

_ROOM_FOR_NUMBERS = "width < 420 ? 0 : 1"  # on a telephone the numbers would lie on one another; a touch shows them


@cache
def upset(words: Words, theme: str, sets: tuple[str, ...], *, dots: str) -> Spec:
    """Data, one row per combination and set: `place` (from the largest), `set`, `is_in`, `people`, `people_text`,
    `names`, and `first` and `last`, the outermost sets of the combination, for the line that joins its dots."""
    palette = PALETTES[theme]
    height = BARS + GAP + ROW * len(sets)
    base = alt.Chart().encode(
        x=alt.X("place:O", title=None, axis=None, scale=alt.Scale(paddingInner=0.35)),
        tooltip=[alt.Tooltip("names:N", title=dots), alt.Tooltip("people_text:N", title=words.y)],
    )
    people = alt.Y(
        "people:Q",
        title=words.y,
        scale=alt.Scale(range=[BARS, 0]),
        axis=alt.Axis(labelExpr=number_labels(words), tickCount=3, grid=False, titleAnchor="end"),
    )
    which = alt.Scale(domain=list(sets), range=[BARS + GAP, height])
    names = alt.Axis(ticks=False, domain=False, grid=False, labelLimit=150, orient="left", labelFontSize=12)
    only_once = base.transform_filter("datum.set == datum.first")
    bars = alt.layer(
        only_once.mark_bar(color=palette.accent, cornerRadiusEnd=2).encode(y=people),
        only_once.mark_text(dy=-8, fontSize=11, color=palette.text, opacity=alt.ExprRef(_ROOM_FOR_NUMBERS)).encode(
            y=people, text="people_text:N"
        ),
    )
    matrix = alt.layer(
        base.mark_circle(size=90, opacity=1).encode(
            y=alt.Y("set:N", title=None, scale=which, axis=names),
            color=alt.condition("datum.is_in", alt.value(palette.text), alt.value(palette.line)),
        ),
        only_once.mark_rule(strokeWidth=2, color=palette.text).encode(
            y=alt.Y("first:N", title=None, scale=which, axis=names), y2="last:N"
        ),
    )
    return specification(alt.layer(bars, matrix).resolve_scale(y="independent").properties(height=height + PADDING))
