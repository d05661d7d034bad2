"""How a measure is spread over people, with lines where a condition cuts it: selected in accent, the others in grey."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.words import Spec, Words, day_labels, number_labels

HEIGHT = 120


@lru_cache(maxsize=64)
def histogram(words: Words, theme: str, *, is_date: bool, lines: tuple[float | str, ...]) -> Spec:
    """Data: `low`, `high`, `people`, `is_selected`, and for the tooltip `range` and `people_text`.

    `lines` are values of the scale, days as 2026-01-31.
    """
    palette = PALETTES[theme]
    kind = "T" if is_date else "Q"
    labels = day_labels(words.language, by_month=True) if is_date else number_labels(words)
    scale = alt.Scale(type="utc") if is_date else alt.Scale(zero=False, nice=False)
    x = alt.X(
        f"low:{kind}",
        title=None,
        scale=scale,
        axis=alt.Axis(labelExpr=labels, grid=False, tickCount=6, labelOverlap=True),
    )
    # Of most behaviour the greatest part is 0: by square root the others can still be seen beside it.
    bare = alt.Axis(labels=False, ticks=False, domain=False, grid=False)
    bars = (
        alt.Chart()
        .mark_bar(binSpacing=1)
        .encode(
            x=x,
            x2="high",
            y=alt.Y("people:Q", title=None, axis=bare, scale=alt.Scale(type="sqrt")),
            y2=alt.Y2Datum(0),
            color=alt.condition("datum.is_selected", alt.value(palette.accent), alt.value(palette.control)),
            opacity=alt.condition("datum.is_selected", alt.value(1), alt.value(0.35)),
            tooltip=[alt.Tooltip("range:N", title=words.x), alt.Tooltip("people_text:N", title=words.y)],
        )
    )
    cuts = [alt.Chart().mark_rule(color=palette.text, strokeDash=[3, 3]).encode(x=_at(line, is_date)) for line in lines]
    return specification(alt.layer(bars, *cuts).properties(height=HEIGHT))


def _at(line: float | str, is_date: bool) -> alt.XDatum:
    if not is_date:
        return alt.XDatum(line)
    year, month, day = map(int, str(line).split("-"))
    return alt.XDatum(alt.DateTime(year=year, month=month, date=day, utc=True))
