"""Bars over months. A month that is not final is hollow and dashed, never a drop."""

from __future__ import annotations

from functools import cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.words import Spec, Words, day_labels, number_labels

HEIGHT = 260


@cache
def month_bars(words: Words, theme: str) -> Spec:
    """Data: `when` first day of a month, `value`, `is_running`, `when_text`, `value_text`, `spoken`."""
    accent = PALETTES[theme].accent
    base = alt.Chart().encode(
        x=alt.X(
            "utcyearmonth(when):O",
            title=None,
            axis=alt.Axis(
                labelExpr=day_labels(words.language, by_month=True), grid=False, labelAngle=0, labelOverlap="greedy"
            ),
        ),
        y=alt.Y(
            "value:Q", title=words.y, axis=alt.Axis(description=words.y, labelExpr=number_labels(words), tickCount=4)
        ),
        description="spoken:N",
        tooltip=[alt.Tooltip("when_text:N", title=words.x), alt.Tooltip("value_text:N", title=words.y)],
    )
    layers = alt.layer(
        base.transform_filter("!datum.is_running").mark_bar(color=accent, cornerRadiusEnd=2),
        base.transform_filter("datum.is_running").mark_bar(
            filled=False, stroke=accent, strokeDash=[4, 3], strokeWidth=1.5, cornerRadiusEnd=2
        ),
    )
    return specification(layers.properties(height=HEIGHT))
