"""Which rows of an event table are the event as known on a day, and what its columns are called in SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from queries.catalog.declare import Event, Field, Keeps
from queries.segments.values import literal
from queries.segments.windows import Span


def column(name: str, table: str) -> exp.Column:
    return exp.column(name, table=table)


def stored(field: Field) -> exp.Expr:
    """The field's column; of an extra time its business day."""
    x: exp.Expr = exp.column(exp.to_identifier(field.column, quoted=field.is_extra), table=field.table)
    if field.utc_time_in is None:
        return x
    for zone in ("UTC", field.utc_time_in):
        x = exp.AtTimeZone(this=x, zone=exp.Literal.string(zone))
    return exp.cast(x, exp.DataType.Type.DATE)


def refunded_by(as_of: date) -> exp.Expr:
    """What of the order had gone back by the end of that day; a later refund is not yet known."""
    known = exp.LTE(this=column("refunded_date", "orders"), expression=literal(as_of))
    return exp.Case().when(known, column("refunded_cents", "orders")).else_(exp.Literal.number(0))


def net_cents(as_of: date) -> exp.Expr:
    """Paid less refunded, never below zero."""
    net = exp.Sub(this=column("paid_cents", "orders"), expression=refunded_by(as_of))
    enough = exp.GTE(this=column("paid_cents", "orders"), expression=refunded_by(as_of))
    return exp.Case().when(enough, net).else_(exp.Literal.number(0))


def _counted(table: str) -> Callable[[date], list[exp.Expr]]:
    """Paid and not fully refunded by the day; an order that never counts is counted until no day."""
    return lambda as_of: [exp.GTE(this=column("counted_until", table), expression=literal(as_of))]


def _not(table: str, flag: str) -> exp.Expr:
    """An unknown flag does not count as set."""
    return exp.not_(exp.func("coalesce", column(flag, table), exp.false()))


def _sent(_as_of: date) -> list[exp.Expr]:
    return [_not("touches", "is_control")]


def _opened_by_people(_as_of: date) -> list[exp.Expr]:
    return [_not("touches", "is_control"), _not("touches", "is_machine_open")]


KEPT: dict[Keeps, Callable[[date], list[exp.Expr]]] = {
    Keeps.ALL: lambda _as_of: [],
    Keeps.COUNTED_ORDERS: _counted("orders"),
    Keeps.COUNTED_ITEMS: _counted("order_items"),
    Keeps.SENT: _sent,
    Keeps.OPENED_BY_PEOPLE: _opened_by_people,
}


@dataclass(frozen=True)
class EventRows:
    """The rows of one event in one span of days, as a `select` still to be given its columns."""

    event: Event
    span: Span
    as_of: date

    def value_of(self, name: str) -> exp.Expr:
        """`net_cents` and `products.category` as SQL."""
        if (self.event.key, name) == ("orders", "net_cents"):
            return net_cents(self.as_of)
        table, _, short = name.rpartition(".")
        return column(short, table or self.event.table)

    def of_field(self, field: Field) -> exp.Expr:
        return self.value_of("net_cents") if field.column == "net_cents" else stored(field)

    def select(self, *columns: exp.Expr, where: Iterable[exp.Expr], tables: Iterable[str]) -> exp.Select:
        """`tables` are the describing tables that the columns or filters mention."""
        table = self.event.table
        query = exp.select(column("user_no", table).as_("user_no"), *columns).from_(table)
        for described_by, shared in self.event.described_by:
            if described_by in tables:
                on = exp.EQ(this=column(shared, table), expression=column(shared, described_by))
                query = query.join(described_by, on=on, join_type="left")
        return query.where(*self._always(), *where)

    def _always(self) -> list[exp.Expr]:
        day = column(self.event.day, self.event.table)
        known = exp.not_(exp.Is(this=column("user_no", self.event.table), expression=exp.null()))
        until = exp.LTE(this=day, expression=literal(self.span.end))
        since = [] if self.span.start is None else [exp.GTE(this=day.copy(), expression=literal(self.span.start))]
        return [known, *KEPT[self.event.keeps](self.as_of), *since, until]
