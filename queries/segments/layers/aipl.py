"""Awareness, interest, purchase, loyalty: the highest stage that a person's marks reach wins (METRICS §4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlglot import exp

from data.schemes import AiplScheme
from queries.catalog.declare import Event, Layer
from queries.catalog.events import INTERACTIONS, ORDERS, SURVEYS
from queries.segments.layers.scored import named
from queries.segments.measured import Grouped, distinct
from queries.segments.rows import EventRows, column
from queries.segments.spans import Span, back
from queries.segments.values import literal

AWARENESS, INTEREST, PURCHASE, LOYALTY = 1, 2, 3, 4


def aipl_rows(layer: Layer, as_of: date) -> Grouped:
    """One row per person with a mark of any stage."""
    scheme, delivered = layer.schemes.aipl, {"orders": _bought, "interactions": _contacted, "surveys": _praised}
    marks = [_marks(scheme, as_of) for table, _marks in delivered.items() if table in layer.reads]
    stages = exp.union(*marks, distinct=False).subquery("stages") if len(marks) > 1 else marks[0].subquery("stages")
    person = column("user_no", "stages")
    rows = exp.select(person.as_("user_no")).from_(stages).group_by(person.copy())
    return Grouped(rows, _named_stage(exp.Max(this=column("stage", "stages"))))


def _named_stage(highest: exp.Expr) -> exp.Expr:
    names = ((LOYALTY, "loyalty"), (PURCHASE, "purchase"), (INTEREST, "interest"))
    return named(
        *((exp.EQ(this=highest.copy(), expression=literal(stage)), name) for stage, name in names),
        otherwise="awareness",
    )


def _bought(scheme: AiplScheme, as_of: date) -> exp.Select:
    rows = _rows(ORDERS, scheme.purchase_days, as_of)
    days = distinct(rows.value_of("ordered_date"))
    again = exp.GTE(this=days, expression=literal(scheme.loyal_purchases))
    return _per_person(rows, named((again, LOYALTY), otherwise=PURCHASE))


def _contacted(scheme: AiplScheme, as_of: date) -> exp.Select:
    rows = _rows(INTERACTIONS, scheme.contact_days, as_of)
    days = distinct(rows.value_of("occurred_date"))
    interested = [exp.GTE(this=days, expression=literal(scheme.interest_days)), *_of_interest(rows, scheme)]
    return _per_person(rows, named((exp.or_(*interested), INTEREST), otherwise=AWARENESS))


def _of_interest(rows: EventRows, scheme: AiplScheme) -> Iterator[exp.Expr]:
    if scheme.interest_kinds:
        listed = [literal(kind) for kind in scheme.interest_kinds]
        is_one = named((exp.In(this=rows.value_of("interaction_kind"), expressions=listed), 1), otherwise=0)
        yield exp.EQ(this=exp.Max(this=is_one), expression=literal(1))


def _praised(scheme: AiplScheme, as_of: date) -> exp.Select:
    rows = _rows(SURVEYS, scheme.review_days, as_of)
    good = exp.GTE(this=rows.value_of("score"), expression=literal(scheme.review_score))
    return rows.select(literal(LOYALTY).as_("stage"), where=[good], tables=())


def _per_person(rows: EventRows, stage: exp.Expr) -> exp.Select:
    return rows.select(stage.as_("stage"), where=(), tables=()).group_by(rows.value_of("user_no"))


def _rows(event: Event, days: int, as_of: date) -> EventRows:
    return EventRows(event, Span(back(as_of, days - 1), as_of), as_of)
