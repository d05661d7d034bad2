"""Which passes are gathered from rows that lie by person, and what of them the database still says.

It says which rows count, what each of them brings, and what becomes of each person's counts, sums and extremes;
only these are made elsewhere, for half of what grouping by person costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from sqlglot import exp

from data.store.shape import TABLES, stored_columns
from queries.segments.passes import Pass
from queries.segments.rows import column

GATHERED = "gathered"
ROWS = "row_count"  # how many rows a person has; always gathered
WHOLE = frozenset({"INTEGER", "BIGINT", "BOOLEAN", "DATE", "TIMESTAMP"})  # floats have an order of adding
# By these, over whole columns, whole numbers and days, every engine means the same.
PLAIN = (
    *(exp.And, exp.Or, exp.Not, exp.Paren, exp.Is, exp.Null, exp.Boolean, exp.Between, exp.Case, exp.If, exp.Coalesce),
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Add, exp.Sub),
)


class How(Enum):
    COUNT = auto()  # rows where the column is true
    SUM = auto()
    LEAST = auto()
    GREATEST = auto()


@dataclass(frozen=True)
class Gather:
    """One column of the rows, and the type of what is gathered of it, as the store names types."""

    name: str
    how: How
    type: str


@dataclass(frozen=True)
class Gathering:
    """`rows` brings `user_no` and a column per gather, in no grouping; `query` asks the values of the gathered."""

    rows: exp.Select
    gathers: tuple[Gather, ...]
    query: exp.Select

    @property
    def is_plain(self) -> bool:
        """Whether any engine reads the same rows: nothing of them is told by a word or by another table."""
        source, where = self.rows.args["from_"].this, self.rows.args.get("where")
        is_one_table = isinstance(source, exp.Table) and not self.rows.args.get("joins")
        return is_one_table and (where is None or _is_plain(where.this))


def gathering(one: Pass) -> Gathering | None:
    """None where something of the pass must be grouped."""
    if not one.is_grouped:
        return None
    rows, found = one.rows.copy(), dict[exp.Expr, str]()
    query = exp.select(column("user_no", GATHERED).as_("user_no")).from_(GATHERED)
    query = query.where(exp.GT(this=column(ROWS, GATHERED), expression=exp.Literal.number(0)))
    query = query.select(*(_of_gathered(value, found).as_(name) for name, value in one.values))
    rows.set("group", None)
    gathers = []
    for aggregate, name in found.items():
        how, brings = _brought(aggregate)
        if how is None or not _is_plain(brings):
            return None
        gathers.append(Gather(name, how, "BIGINT" if how in (How.COUNT, How.SUM) else _type(brings)))
        rows = rows.select(brings.as_(name), copy=False)
    return Gathering(rows, tuple(gathers), query)


def _of_gathered(value: exp.Expr, found: dict[exp.Expr, str]) -> exp.Expr:
    """The value with its aggregates as columns, which are added to those found."""

    def gathered(part: exp.Expr) -> exp.Expr:
        if part == exp.Count(this=exp.Star()):
            return column(ROWS, GATHERED)
        if isinstance(part, exp.Filter | exp.AggFunc):
            return column(found.setdefault(part, f"gathered_{len(found) + 1}"), GATHERED)
        return part

    # In parentheses, because the outermost part of an expression cannot be replaced.
    return exp.Paren(this=value.copy()).transform(gathered, copy=False)


def _brought(aggregate: exp.Expr) -> tuple[How | None, exp.Expr]:
    """What each row brings to it."""
    if isinstance(aggregate, exp.Filter):
        how, brings = _brought(aggregate.this)
        only = aggregate.expression.this
        return how, exp.and_(only, brings) if how is How.COUNT else exp.Case().when(only, brings)
    match aggregate:
        case exp.Count(this=exp.Star()):
            return How.COUNT, exp.true()
        case exp.Count(this=exp.Distinct()):
            return None, aggregate.this
        case exp.Count():
            return How.COUNT, exp.not_(exp.Is(this=aggregate.this.copy(), expression=exp.null()))
    hows: dict[type[exp.Expr], How] = {exp.Sum: How.SUM, exp.Min: How.LEAST, exp.Max: How.GREATEST}
    return hows.get(type(aggregate)), aggregate.this


def _is_plain(part: exp.Expr) -> bool:
    match part:
        case exp.Column():
            return _stored_type(part) in WHOLE
        case exp.Literal():
            return part.is_int
        case exp.Cast():
            return part.is_type(exp.DataType.Type.DATE) and part.this.is_string
        case _:
            return isinstance(part, PLAIN) and all(map(_is_plain, part.iter_expressions()))


def _stored_type(found: exp.Column) -> str:
    table = TABLES.get(found.table)
    return "" if table is None else stored_columns(table).get(found.name, "")


def _type(plain: exp.Expr) -> str:
    match plain:
        case exp.Column():
            return _stored_type(plain)
        case exp.Case():
            return _type(plain.args["ifs"][0].args["true"])
        case _:
            return "BIGINT"  # all else that is plain calculates
