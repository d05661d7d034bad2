"""Which rows of an event table are the event as known on a day, and what its columns are called in SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from queries.catalog.declare import Clock, Event, Field, Keeps
from queries.segments.local_hours import hours_before, local_hour
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


def returned_cents(as_of: date) -> exp.Expr:
    """What had gone back by the end of that day, never more than was paid."""
    return exp.Sub(this=column("paid_cents", "orders"), expression=exp.Paren(this=net_cents(as_of)))


def nps_class(_as_of: date) -> exp.Expr:
    """9 and 10 promote, 0 to 6 detract. In the order of the words lies the order of the scores."""
    score = column("score", "surveys")
    classes = ((9, "promoter"), (7, "passive"), (0, "detractor"))
    found = exp.Case()
    for least, name in classes:
        found = found.when(exp.Between(this=score.copy(), low=literal(least), high=literal(10)), literal(name))
    return found


# Columns that no table holds, because they depend on the day or on another column.
COMPUTED: dict[tuple[str, str], Callable[[date], exp.Expr]] = {
    ("orders", "net_cents"): net_cents,
    ("orders", "returned_cents"): returned_cents,
    ("surveys", "nps_class"): nps_class,
}


def days_since(day: exp.Expr, as_of: date) -> exp.Expr:
    since = exp.cast(day, exp.DataType.Type.DATE)
    return exp.DateDiff(this=literal(as_of), expression=since, unit=exp.var("day"))


def added(terms: Sequence[exp.Expr]) -> exp.Expr:
    total = terms[0]
    for term in terms[1:]:
        total = exp.Add(this=total, expression=term)
    return total


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


ORDER_NUMBERS = "order_numbers"
TOLD = "told_beside"  # rows of an event that lie beside the store


def order_numbers(as_of: date) -> exp.Subquery:
    """Which of a person's orders each is, of all that count on that day; orders of one day are one purchase."""
    day, person = column("ordered_date", "orders"), column("user_no", "orders")
    known = exp.not_(exp.Is(this=person, expression=exp.null()))
    numbered = exp.select(
        column("order_id", "orders").as_("order_id"),
        _numbered(exp.RowNumber(), "ordered_at", "order_id").as_("order_number"),
        _numbered(exp.RowNumber(), "ordered_at", "order_id", is_from_last=True).as_("order_number_from_last"),
        _numbered(exp.DenseRank(), "ordered_date").as_("purchase_number"),
    ).from_("orders")
    until = exp.LTE(this=day, expression=literal(as_of))
    return numbered.where(known, until, *KEPT[Keeps.COUNTED_ORDERS](as_of)).subquery(ORDER_NUMBERS)


def _numbered(number: exp.Expr, *by: str, is_from_last: bool = False) -> exp.Window:
    order = [exp.Ordered(this=column(name, "orders"), desc=is_from_last, nulls_first=False) for name in by]
    return exp.Window(this=number, partition_by=[column("user_no", "orders")], order=exp.Order(expressions=order))


KEPT: dict[Keeps, Callable[[date], list[exp.Expr]]] = {
    Keeps.ALL: lambda _as_of: [],
    Keeps.COUNTED_ORDERS: _counted("orders"),
    Keeps.COUNTED_ITEMS: _counted("order_items"),
    Keeps.PAID_ORDERS: lambda _as_of: [column("is_counted", "orders")],
    Keeps.SENT: _sent,
    Keeps.OPENED_BY_PEOPLE: _opened_by_people,
}


@dataclass(frozen=True)
class EventRows:
    """The rows of one event in one span of days, as a `select` still to be given its columns.

    A span of hours needs the business `clock`.
    """

    event: Event
    span: Span
    as_of: date
    clock: Clock | None = None

    def value_of(self, name: str) -> exp.Expr:
        """`net_cents` and `products.category` as SQL."""
        if (computed := COMPUTED.get((self.event.table, name))) is not None:
            return computed(self.as_of)
        table, _, short = name.rpartition(".")
        return column(short, table or self.event.table)

    def of_field(self, field: Field) -> exp.Expr:
        if field.clock is not None:
            return local_hour(column(field.column, field.table), field.clock)
        return self.value_of("net_cents") if field.column == "net_cents" else stored(field)

    def select(self, *columns: exp.Expr, where: Iterable[exp.Expr], tables: Iterable[str]) -> exp.Select:
        """`tables` are the describing tables that the columns or filters mention."""
        table = self.event.table
        query = exp.select(column("user_no", table).as_("user_no"), *columns).from_(self._source())
        for described_by, shared in self.event.described_by:
            if described_by in tables:
                on = exp.EQ(this=column(shared, table), expression=column(shared, described_by))
                query = query.join(described_by, on=on, join_type="left")
        if ORDER_NUMBERS in tables:
            on = exp.EQ(this=column("order_id", table), expression=column("order_id", ORDER_NUMBERS))
            query = query.join(order_numbers(self.as_of), on=on, join_type="left")
        return query.where(*self._always(), *where)

    def _source(self) -> exp.Expr:
        table, told = self.event.table, self.event.told
        if told is None:
            return exp.to_table(table)
        beside = exp.Table(
            this=exp.ReadParquet(expressions=[literal(str(told.path))]),
            alias=exp.TableAlias(this=exp.to_identifier(TOLD)),
        )
        whole = exp.union(exp.select("*").from_(table), exp.select("*").from_(beside), distinct=False)
        return whole.subquery(table)

    def _always(self) -> list[exp.Expr]:
        day = column(self.event.day, self.event.table)
        known = exp.not_(exp.Is(this=column("user_no", self.event.table), expression=exp.null()))
        until = exp.LTE(this=day, expression=literal(self.span.end))
        since = [] if self.span.start is None else [exp.GTE(this=day.copy(), expression=literal(self.span.start))]
        return [known, *KEPT[self.event.keeps](self.as_of), *since, *self._within_hours(), until]

    def _within_hours(self) -> Iterator[exp.Expr]:
        if self.span.hours is not None:
            assert self.clock is not None
            since = hours_before(self.clock, self.span.end, self.span.hours)
            yield exp.GTE(this=column(self.event.time, self.event.table), expression=since)
