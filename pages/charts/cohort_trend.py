"""One number of each cohort, in the order of the cohorts: whether those who came later return more or less."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import BAND_OPACITY, PALETTES
from pages.charts.series import colour_of, dash_of, shape_of
from pages.charts.words import Spec, Words, day_labels, number_labels

HEIGHT = 260


@lru_cache(maxsize=64)
def cohort_trend(words: Words, theme: str, *, evidence: str, groups: tuple[str, ...], by_month: bool) -> Spec:
    """Data: `group`, `when` (first day of the cohort), `rate`, `low`, `high`, `when_text`, `rate_text`, `evidence`.

    Cohorts that cannot be judged yet have no row: a line ends with the last one observed whole.
    """
    palette = PALETTES[theme]
    base = alt.Chart().encode(
        x=alt.X(
            "when:T",
            title=None,
            scale=alt.Scale(type="utc"),
            axis=alt.Axis(
                description=words.x,
                labelExpr=day_labels(words.language, by_month=by_month),
                grid=False,
                tickCount=8,
                labelOverlap=True,
            ),
        ),
        color=colour_of(groups, palette),
        tooltip=[
            alt.Tooltip("when_text:N", title=words.x),
            alt.Tooltip("group:N", title=" "),
            alt.Tooltip("rate_text:N", title=words.y),
            alt.Tooltip("evidence:N", title=evidence),
        ],
    )
    value = alt.Y("rate:Q", title=words.y, axis=alt.Axis(labelExpr=number_labels(words), tickCount=4))
    layers = alt.layer(
        base.mark_area(opacity=BAND_OPACITY).encode(
            y=alt.Y("low:Q", title=words.y, scale=alt.Scale(zero=True)), y2=alt.Y2("high:Q")
        ),
        base.mark_line(strokeWidth=2).encode(y=value, strokeDash=dash_of(groups)),
        base.mark_point(filled=True, size=30, opacity=1).encode(y=value, shape=shape_of(groups)),
    )
    return specification(layers.properties(height=HEIGHT))
