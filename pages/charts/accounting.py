"""Lifecycle accounting: who is new, stayed and came back above zero, who went below it; the running period is pale."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.series import COLUMNS
from pages.charts.words import Spec, Words, number_labels

HEIGHT = 300


@lru_cache(maxsize=64)
def accounting(words: Words, theme: str, *, roles: tuple[str, str, str, str]) -> Spec:
    """Data: `when_text` in order, `role`, `value` (those who went are below zero), `value_text`, `is_running`.

    `roles`, from the zero line upwards: who stayed, who came back, who is new; and last who went.
    """
    palette = PALETTES[theme]
    stayed, returned, new, went = roles
    colours = alt.Scale(
        domain=[new, returned, stayed, went],
        range=[palette.accent, palette.better, palette.control, palette.worse],
    )
    order = f"indexof({[stayed, returned, new, went]}, datum.role)"
    bars = (
        alt.Chart()
        .transform_calculate(order=order)
        .mark_bar(stroke=palette.line, strokeWidth=0.5)
        .encode(
            x=alt.X(
                "when_text:O",
                title=None,
                sort=None,
                axis=alt.Axis(grid=False, labelAngle=0, labelOverlap="greedy", ticks=False),
            ),
            y=alt.Y("value:Q", title=words.y, axis=alt.Axis(labelExpr=number_labels(words), tickCount=5)),
            order=alt.Order("order:Q"),
            color=alt.Color(
                "role:N", scale=colours, legend=alt.Legend(title=None, orient="top", symbolOpacity=1, columns=COLUMNS)
            ),
            opacity=alt.condition("datum.is_running", alt.value(0.35), alt.value(1)),
            tooltip=[
                alt.Tooltip("when_text:N", title=words.x),
                alt.Tooltip("role:N", title=" "),
                alt.Tooltip("value_text:N", title=words.y),
            ],
        )
    )
    zero = alt.Chart().mark_rule(color=palette.muted).encode(y=alt.datum(0))
    return specification(alt.layer(bars, zero).properties(height=HEIGHT))
