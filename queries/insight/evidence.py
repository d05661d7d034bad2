"""What a person did that a condition counts: the rows themselves, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from data.contract import Sensitivity
from data.sentence import Gap, Label
from queries.catalog import Event, Field
from queries.catalog.fields import event_fields
from queries.engines import Engine
from queries.insight.shown import as_gap
from queries.segments.bind import BoundCondition
from queries.segments.filters import filters_of
from queries.segments.rows import EventRows, column
from queries.segments.windows import window_span

ROWS_SHOWN = 20
DAY = Label("Day", "日期", "日期")
# What of an event tells it to a person; an event that is not named here shows its first few columns.
_TELLING: dict[str, tuple[str, ...]] = {
    "orders": ("order_id", "channel", "paid", "net_revenue", "coupon_id"),
    "items": ("order_id", "product_name", "product_id", "category", "quantity", "item"),
    "interactions": ("interaction_kind", "channel", "product_name"),
    "messages": ("campaign_name", "channel", "variant"),
    "opens": ("campaign_name", "channel", "variant"),
    "clicks": ("campaign_name", "channel", "variant"),
    "unsubscribes": ("campaign_name", "channel", "variant"),
    "surveys": ("survey_id", "question", "score"),
}
_COLUMNS = 6


@dataclass(frozen=True)
class Evidence:
    """`rows` begin with their day, the others follow `columns`; of `total` rows that counted, the newest."""

    of: Label
    columns: tuple[Label, ...]
    rows: tuple[tuple[Gap, ...], ...]
    total: int


def evidence(
    engine: Engine, condition: BoundCondition, user_no: int, *, as_of: date, most: int = ROWS_SHOWN
) -> Evidence | None:
    """The rows of one person in the condition's window and through its filters; None where it counts no rows."""
    behaviour = condition.measure.behaviour
    if behaviour is None:
        return None
    rows = EventRows(behaviour.event, window_span(condition.window, as_of), as_of)
    fields = _telling(behaviour.event, condition, engine)
    found = engine.query(_rows(rows, condition, fields, user_no).limit(most).sql(engine.dialect)).to_pylist()
    kinds = [(f"value_{number}", field) for number, field in enumerate(fields)]
    return Evidence(
        of=behaviour.event.label,
        columns=(DAY, *(field.label for field in fields)),
        rows=tuple(
            (row["day"], *(as_gap(row[name], field.type, field.choices) for name, field in kinds)) for row in found
        ),
        total=found[0]["total"] if found else 0,
    )


def values_counted(engine: Engine, condition: BoundCondition, user_no: int, *, as_of: date) -> list[str]:
    """Of a condition on a set of events, as the categories bought: the different values of one person, in order."""
    behaviour = condition.measure.behaviour
    assert behaviour is not None
    assert behaviour.column is not None
    rows = EventRows(behaviour.event, window_span(condition.window, as_of), as_of)
    x = rows.value_of(behaviour.column)
    query = _counted(rows, condition, user_no, x.as_("value"), tables={behaviour.column.rpartition(".")[0]})
    known = exp.not_(exp.Is(this=x.copy(), expression=exp.null()))
    query.set("expressions", [x.copy().as_("value")])
    found: list[str] = engine.query(query.distinct().where(known).sql(engine.dialect))["value"].to_pylist()
    return sorted(found)


def _counted(
    rows: EventRows, condition: BoundCondition, user_no: int, *columns: exp.Expr, tables: set[str]
) -> exp.Select:
    """The person's rows that the condition counts."""
    where = filters_of(condition.where, rows)
    theirs = exp.EQ(this=rows.value_of("user_no"), expression=exp.Literal.number(user_no))
    tables |= {found.field.table for found in condition.where}
    return rows.select(*columns, where=[*where, theirs], tables=tables)


def _rows(rows: EventRows, condition: BoundCondition, fields: tuple[Field, ...], user_no: int) -> exp.Select:
    values = [rows.of_field(field).as_(f"value_{number}") for number, field in enumerate(fields)]
    total = exp.Window(this=exp.Count(this=exp.Star())).as_("total")
    tables = {field.table for field in fields}
    query = _counted(rows, condition, user_no, rows.value_of(rows.event.day).as_("day"), *values, total, tables=tables)
    return query.order_by(*(exp.Ordered(this=key, desc=True, nulls_first=False) for key in _newest(rows.event)))


def _newest(event: Event) -> Iterator[exp.Expr]:
    yield column(event.day, event.table)
    yield from (column(name, event.table) for name in event.last_by)


def _telling(event: Event, condition: BoundCondition, engine: Engine) -> tuple[Field, ...]:
    offered = event_fields(event, engine.version.manifest)
    open_to_all = [key for key, field in offered.items() if field.sensitivity is Sensitivity.OPEN]
    telling = [key for key in _TELLING.get(event.key, open_to_all[:_COLUMNS]) if key in open_to_all]
    asked = [found.field.key for found in condition.where if found.field.key in open_to_all]
    return tuple(offered[key] for key in dict.fromkeys([*telling, *asked]))
