"""Which rows of an event are followed by another: each person's rows sorted once, each row looking to the next.

The next one is a running minimum from the latest row back to the earliest, so that a person with very many rows costs
no more than their sorting. A join of rows with rows would cost the square.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from queries.catalog.declare import Event
from queries.segments.bound import BoundFilter, BoundThen, BoundWithout
from queries.segments.filters import filters_of
from queries.segments.rows import EventRows, column
from queries.segments.spans import Span, ahead, back
from queries.segments.values import literal

STEPS = BEFORE, AFTER, UNWANTED = ("before", "after", "unwanted")  # in this order at one moment, latest first


@dataclass(frozen=True)
class FollowedRows:
    """Like `EventRows`, of those rows that are followed. `followed` has the columns that were asked for."""

    event: Event
    followed: exp.Select

    def value_of(self, name: str) -> exp.Expr:
        return column(_alias(name), "followed")

    def select(self, *columns: exp.Expr, where: Iterable[exp.Expr], tables: Iterable[str]) -> exp.Select:
        """The rows' own filters and tables are behind them: `tables` only keeps the shape of `EventRows`."""
        person = self.value_of("user_no").as_("user_no")
        return exp.select(person, *columns).from_(self.followed.subquery("followed")).where(*where)


def followed_rows(
    rows: EventRows, then: BoundThen, where: tuple[BoundFilter, ...], names: Iterable[str]
) -> FollowedRows:
    """`names` are the columns that will be asked of the rows."""
    columns = {_alias(name): rows.value_of(name) for name in names}
    tables = {name.rpartition(".")[0] for name in names}
    return FollowedRows(rows.event, _rows(rows, then, where, columns, tables))


def _alias(name: str) -> str:
    return name.replace(".", "_")


def _rows(
    rows: EventRows,
    then: BoundThen | None,
    where: tuple[BoundFilter, ...],
    columns: Mapping[str, exp.Expr],
    tables: Iterable[str],
) -> exp.Select:
    """`user_no` and the columns of the rows that pass the filters and, if anything is to follow, are followed."""
    if then is not None:
        link = {} if then.same is None else {"link": rows.of_field(then.same[0])}
        tables = {*tables, *(() if then.same is None else (then.same[0].table,))}
        before = _rows(rows, None, where, {**columns, **_moment(rows, "step"), **link}, tables)
        return _followed(before, rows, then, tuple(columns))
    named = [x.as_(name) for name, x in columns.items()]
    tables = {*tables, *(found.field.table for found in where)}
    return rows.select(*named, where=filters_of(where, rows), tables=tables)


def _followed(before: exp.Select, rows: EventRows, then: BoundThen, names: tuple[str, ...]) -> exp.Select:
    """Of the rows of `before` those after which the follower comes in time: their columns of these names."""
    after = EventRows(then.event, _reach(rows, then), rows.as_of)
    link = {} if then.same is None else {"next_link": after.of_field(then.same[1])}
    link_tables = [field.table for field in then.same[1:]] if then.same else []
    later = _rows(after, then.then, then.where, {**_moment(after, "next"), **link}, link_tables)
    steps: exp.Query = exp.union(_step(before, BEFORE, then, names), _step(later, AFTER, then, names), distinct=False)
    if then.without is not None:
        between = _between(EventRows(then.without.event, after.span, rows.as_of), then.without, linked=bool(link))
        steps = exp.union(steps, _step(between, UNWANTED, then, names), distinct=False)
    kept = [column(name, "looked").as_(name) for name in ("user_no", *names)]
    is_before = exp.EQ(this=column("step", "looked"), expression=_number(BEFORE))
    looked = _looked(steps, then, names).subquery("looked")
    return exp.select(*kept).from_(looked).where(is_before, _judged(then, rows))


def _reach(rows: EventRows, then: BoundThen) -> Span:
    """Days on which a follower can lie."""
    end = rows.as_of if then.within_days is None else min(rows.as_of, ahead(rows.span.end, then.within_days))
    return Span(rows.span.start, end)


def _moment(rows: EventRows, step: str) -> dict[str, exp.Expr]:
    return {f"{step}_at": rows.value_of(rows.event.at or ""), f"{step}_day": rows.value_of(rows.event.day)}


def _between(rows: EventRows, without: BoundWithout, *, linked: bool) -> exp.Select:
    """An event without the shared column breaks the sequence whatever its neighbours share."""
    link = exp.null() if without.same is None else rows.of_field(without.same)
    tables = () if without.same is None else (without.same.table,)
    return _rows(
        rows, None, without.where, {**_moment(rows, "next"), **({"next_link": link} if linked else {})}, tables
    )


def _number(step: str) -> exp.Expr:
    return exp.Literal.number(STEPS.index(step))


def _step(source: exp.Select, step: str, then: BoundThen, names: tuple[str, ...]) -> exp.Select:
    """The rows as one kind of step: what the other kinds have is NULL here."""

    def only(kind: str, name: str) -> exp.Expr:
        return column(name, step) if step == kind else exp.null()

    values = {"user_no": column("user_no", step)} | {name: only(BEFORE, name) for name in names}
    values |= {"step": _number(step), "step_day": only(BEFORE, "step_day"), "after_day": only(AFTER, "next_day")}
    values["step_at"] = column("step_at" if step == BEFORE else "next_at", step)
    if then.same is not None:
        values["link"] = column("link" if step == BEFORE else "next_link", step)
    if then.without is not None:
        values |= {"after_at": only(AFTER, "next_at"), "unwanted_at": only(UNWANTED, "next_at")}
    return exp.select(*(x.as_(name) for name, x in values.items())).from_(source.subquery(step))


def _looked(steps: exp.Query, then: BoundThen, names: tuple[str, ...]) -> exp.Select:
    """Every step with the next follower's day and, if something may not lie between, both their times."""
    same = () if then.same is None else ("link",)
    looks = {"after_day": same}
    if then.without is not None:
        looks |= {"after_at": same, "unwanted_at": () if then.without.same is None else same}
    own = [column(name, "steps").as_(name) for name in ("user_no", *names, "step", "step_day", *same)]
    return exp.select(*own, *(_next(name, shared).as_(name) for name, shared in looks.items())).from_(
        steps.subquery("steps")
    )


def _next(name: str, same: tuple[str, ...]) -> exp.Expr:
    """The earliest among all that is strictly later: of one moment, the row itself comes first."""
    backwards = [
        exp.Ordered(this=column("step_at", "steps"), desc=True, nulls_first=False),
        exp.Ordered(this=column("step", "steps"), nulls_first=False),
    ]
    return exp.Window(
        this=exp.Min(this=column(name, "steps")),
        partition_by=[column(key, "steps") for key in ("user_no", *same)],
        order=exp.Order(expressions=backwards),
        spec=exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW"),
    )


def _judged(then: BoundThen, rows: EventRows) -> exp.Expr:
    """Not followed within some days is only said once these days are over."""
    followed = exp.and_(*_conditions(then))
    if not then.negated:
        return followed
    not_followed = exp.not_(exp.func("coalesce", exp.Paren(this=followed), exp.false()))
    if then.within_days is None:
        return not_followed
    over = exp.LTE(this=column("step_day", "looked"), expression=literal(back(rows.as_of, then.within_days)))
    return exp.and_(not_followed, over)


def _conditions(then: BoundThen) -> Iterator[exp.Expr]:
    yield exp.not_(exp.Is(this=column("after_day", "looked"), expression=exp.null()))
    if then.same is not None:
        yield exp.not_(exp.Is(this=column("link", "looked"), expression=exp.null()))
    if then.within_days is not None:
        apart = exp.DateDiff(
            this=exp.cast(column("after_day", "looked"), exp.DataType.Type.DATE),
            expression=exp.cast(column("step_day", "looked"), exp.DataType.Type.DATE),
            unit=exp.var("day"),
        )
        yield exp.LTE(this=apart, expression=exp.Literal.number(then.within_days))
    if then.without is not None:
        between = column("unwanted_at", "looked")
        nothing = exp.Is(this=between, expression=exp.null())
        yield exp.or_(nothing, exp.GTE(this=between.copy(), expression=column("after_at", "looked")))
