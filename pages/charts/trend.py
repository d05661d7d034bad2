"""A line over days. What still runs is drawn open: hollow and dashed, never as a drop."""

from __future__ import annotations

from functools import cache

import altair as alt
import pyarrow as pa

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.words import Spec, Words, day_labels, number_labels

HEIGHT = 260


@cache
def trend(words: Words, theme: str) -> Spec:
    """Data: `when` date, `value`, `is_running`, `when_text`, `value_text`, `spoken`; then `with_joins`."""
    palette = PALETTES[theme]
    base = alt.Chart().encode(
        x=alt.X(
            "when:T",
            title=None,
            scale=alt.Scale(type="utc"),
            axis=alt.Axis(
                description=words.x,
                labelExpr=day_labels(words.language, by_month=False),
                grid=False,
                tickCount=6,
                labelOverlap=True,
            ),
        ),
        y=alt.Y(
            "value:Q", title=words.y, axis=alt.Axis(description=words.y, labelExpr=number_labels(words), tickCount=4)
        ),
        description="spoken:N",
        tooltip=[alt.Tooltip("when_text:N", title=words.x), alt.Tooltip("value_text:N", title=words.y)],
    )
    seen = base.transform_filter("!datum.is_running")
    layers = alt.layer(
        seen.mark_line(color=palette.accent, strokeWidth=2),
        base.transform_filter("datum.joins_running").mark_line(
            color=palette.accent, strokeWidth=1.5, strokeDash=[4, 4]
        ),
        seen.mark_circle(color=palette.accent, size=28, opacity=1),
        base.transform_filter("datum.is_running").mark_point(
            color=palette.accent, size=60, filled=False, strokeWidth=1.5
        ),
    )
    return specification(layers.properties(height=HEIGHT))


def with_joins(points: pa.Table) -> pa.Table:
    """Marks the running points and the last whole one before them: between these the line is dashed."""
    running = points["is_running"].to_pylist()
    joins = [now or following for now, following in zip(running, [*running, False][1:], strict=True)]
    return points.append_column("joins_running", pa.array(joins, pa.bool_()))
