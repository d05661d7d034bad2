"""Who starts, goes on, stops and comes back: a person's rows in a window, in the equally long span before, earlier."""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from queries.catalog.declare import Measure
from queries.segments.spans import Span, back
from queries.segments.tree import Window
from queries.segments.values import literal

USUAL = Window("last_days", 30)


def habit_window(measure: Measure, window: Window) -> Window:
    """A habit is judged in the last 30 days where no window is given."""
    return USUAL if measure.is_habit and window == Window() else window


def habit_of(day: exp.Expr, span: Span) -> exp.Expr:
    """Of the person's rows until the end of the span. Before its first day nobody has a habit yet."""
    assert span.start is not None
    if span.start > span.end:
        return exp.cast(exp.null(), exp.DataType.Type.TEXT)
    before = back(span.start, (span.end - span.start).days + 1)
    first, last = exp.Min(this=day), exp.Max(this=day.copy())
    is_before = exp.and_(_from(day.copy(), before), exp.LT(this=day.copy(), expression=literal(span.start)))
    had_before = exp.GT(
        this=exp.Count(this=exp.Case().when(is_before, exp.Literal.number(1))), expression=exp.Literal.number(0)
    )
    active = _first_that(("started", _from(first, span.start)), ("kept", had_before), otherwise=literal("restarted"))
    silent = _first_that(("stopped", _from(last.copy(), before)), otherwise=literal("gone"))
    return exp.Case().when(_from(last, span.start), active).else_(silent)


def _from(day: exp.Expr, start: date) -> exp.Expr:
    return exp.GTE(this=day, expression=literal(start))


def _first_that(*cases: tuple[str, exp.Expr], otherwise: exp.Expr) -> exp.Expr:
    chosen = exp.Case()
    for name, holds in cases:
        chosen = chosen.when(holds, literal(name))
    return chosen.else_(otherwise)
