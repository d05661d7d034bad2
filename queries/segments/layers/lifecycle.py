"""The state of a buyer by the silence since the last purchase day (METRICS §4)."""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from data.schemes import LifecycleScheme
from queries.catalog.declare import Layer
from queries.catalog.events import ORDERS
from queries.segments.layers.scored import named
from queries.segments.measured import Grouped
from queries.segments.rows import EventRows, days_since
from queries.segments.spans import Span, back
from queries.segments.values import literal


def lifecycle_rows(layer: Layer, as_of: date) -> Grouped:
    """One row per buyer of all time until the day."""
    rows = EventRows(ORDERS, Span(None, as_of), as_of)
    grouped = rows.select(where=(), tables=()).group_by(rows.value_of("user_no"))
    return Grouped(grouped, _state(rows.value_of("ordered_date"), layer.schemes.lifecycle, as_of))


def _state(day: exp.Expr, scheme: LifecycleScheme, as_of: date) -> exp.Expr:
    silence = days_since(exp.Max(this=day), as_of)
    bought_on_one_day = exp.EQ(this=exp.Min(this=day.copy()), expression=exp.Max(this=day.copy()))
    return named(
        (exp.GT(this=silence, expression=literal(scheme.lost_days)), "lost"),
        (exp.GT(this=silence.copy(), expression=literal(scheme.dormant_days)), "dormant"),
        (bought_on_one_day, "new"),
        (exp.GT(this=_gap_ended(day, scheme, as_of), expression=literal(scheme.dormant_days)), "returned"),
        otherwise="active",
    )


def _gap_ended(day: exp.Expr, scheme: LifecycleScheme, as_of: date) -> exp.Expr:
    """Days from the last purchase before the recent days to the first within them. Unknown without one of the two."""
    begin = literal(back(as_of, scheme.returned_days - 1))
    recent = exp.Case().when(exp.GTE(this=day.copy(), expression=begin), day.copy())
    before = exp.Case().when(exp.LT(this=day.copy(), expression=begin.copy()), day.copy())
    first, last = (exp.cast(found, exp.DataType.Type.DATE) for found in (exp.Min(this=recent), exp.Max(this=before)))
    return exp.DateDiff(this=first, expression=last, unit=exp.var("day"))
