"""What a person did that a condition counts: the rows themselves, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
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
from queries.segments.sequences import followed_rows
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
    fields = _telling(behaviour.event, condition, engine)
    names = [_stored_name(field, behaviour.event) for field in fields]
    query = _newest_rows(condition, user_no, names, as_of).limit(most)
    found = engine.query(query.sql(engine.dialect)).to_pylist()
    kinds = [(_alias(name), field) for name, field in zip(names, fields, strict=True)]
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
    x = column(_alias(behaviour.column), "counted")
    known = exp.not_(exp.Is(this=x.copy(), expression=exp.null()))
    query = exp.select(x.as_("value")).from_(_counted(condition, [behaviour.column], as_of))
    query = query.where(_is_person(user_no), known).distinct()
    found: list[str] = engine.query(query.sql(engine.dialect))["value"].to_pylist()
    return sorted(found)


def _newest_rows(condition: BoundCondition, user_no: int, names: Sequence[str], as_of: date) -> exp.Select:
    assert condition.measure.behaviour is not None
    event = condition.measure.behaviour.event
    order = tuple(dict.fromkeys((event.day, *event.last_by, *names)))  # what is shown decides between equals
    wanted = [column(_alias(name), "counted").as_(_alias(name)) for name in names]
    total = exp.Window(this=exp.Count(this=exp.Star())).as_("total")
    return (
        exp.select(column(event.day, "counted").as_("day"), total, *wanted)
        .from_(_counted(condition, [*order, *names], as_of))
        .where(_is_person(user_no))
        .order_by(*(exp.Ordered(this=column(_alias(key), "counted"), desc=True, nulls_first=False) for key in order))
    )


def _counted(condition: BoundCondition, names: Sequence[str], as_of: date) -> exp.Subquery:
    """The rows that the condition counts, of everyone, with these columns."""
    assert condition.measure.behaviour is not None
    span = window_span(condition.window, as_of)
    rows = EventRows(condition.measure.behaviour.event, span, as_of, condition.measure.clock)
    asked = tuple(dict.fromkeys(names))
    if condition.then is not None:
        return followed_rows(rows, condition.then, condition.where, asked).followed.subquery("counted")
    values = [rows.value_of(name).as_(_alias(name)) for name in asked]
    tables = {name.rpartition(".")[0] for name in asked} | {found.field.table for found in condition.where}
    return rows.select(*values, where=filters_of(condition.where, rows), tables=tables).subquery("counted")


def _is_person(user_no: int) -> exp.Expr:
    return exp.EQ(this=column("user_no", "counted"), expression=exp.Literal.number(user_no))


def _stored_name(field: Field, event: Event) -> str:
    return field.column if field.table == event.table else f"{field.table}.{field.column}"


def _alias(name: str) -> str:
    return name.replace(".", "_")


def _telling(event: Event, condition: BoundCondition, engine: Engine) -> tuple[Field, ...]:
    offered = event_fields(event, engine.version.manifest)
    open_to_all = [
        key for key, field in offered.items() if field.sensitivity is Sensitivity.OPEN and not field.is_extra
    ]
    telling = [key for key in _TELLING.get(event.key, open_to_all[:_COLUMNS]) if key in open_to_all]
    asked = [found.field.key for found in condition.where if found.field.key in open_to_all]
    return tuple(offered[key] for key in dict.fromkeys([*telling, *asked]))
