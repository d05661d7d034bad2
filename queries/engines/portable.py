"""The portable subset: which SQL means the same on every engine, and the lint that holds a statement to it.

Each rule stands for a silent difference that was seen between DuckDB, ClickHouse and Spark. The lint sees structure
only; the differential tests, the same rows from a second engine, are the real guard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

# Connectors and CASE branches are functions to sqlglot.
FUNCTIONS = (
    exp.And, exp.Or, exp.Xor, exp.If, exp.Case, exp.Cast, exp.Coalesce, exp.Exists,
    exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg,
    exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile, exp.Lag, exp.Lead,
    exp.DateDiff, exp.DateTrunc, exp.TimestampTrunc, exp.Extract,
    exp.Floor, exp.Length, exp.MD5, exp.Nullif,
    # Of compiled segments, compared with a second engine in tests/queries/segments.
    exp.StrPosition, exp.StartsWith, exp.EndsWith, exp.ArrayContains, exp.ArraySize, exp.RegexpLike,
)  # fmt: skip
FOREIGN = (
    exp.ILike, exp.SimilarTo, exp.Glob, exp.IntDiv, exp.Lateral, exp.Unnest, exp.Pivot, exp.Lambda, exp.Bracket,
    exp.Array, exp.Struct, exp.TableSample, exp.Values, exp.Collate, exp.AtTimeZone, exp.Parameter, exp.Command,
)  # fmt: skip
INTEGERS = exp.DataType.INTEGER_TYPES
FLOATS = exp.DataType.FLOAT_TYPES


@dataclass(frozen=True)
class Fault:
    """One place that breaks a rule."""

    rule: str
    sql: str


Rule = Callable[[exp.Expr], Iterator[exp.Expr]]


def only_shared_functions(tree: exp.Expr) -> Iterator[exp.Expr]:
    """No other function: some differ silently, as `count_if` over NULLs, arg_min, quantiles, lower, round."""
    return (found for found in tree.find_all(exp.Func) if not isinstance(found, FUNCTIONS))


def no_dialect_nodes(tree: exp.Expr) -> Iterator[exp.Expr]:
    """Lists, structs, pivots, samples and time zones are spelled and meant differently."""
    return tree.find_all(*FOREIGN)


def days_between_dates_only(tree: exp.Expr) -> Iterator[exp.Expr]:
    """On timestamps DuckDB counts midnights, Spark whole 24 hours; other units differ. ClickHouse has no minus."""
    yield from (minus for minus in tree.find_all(exp.Sub) if _is_date(minus.this) and _is_date(minus.expression))
    for difference in tree.find_all(exp.DateDiff):
        is_of_days = difference.text("unit").upper() == "DAY"
        if not (is_of_days and _is_date(difference.this) and _is_date(difference.expression)):
            yield difference


def months_as_dates(tree: exp.Expr) -> Iterator[exp.Expr]:
    """date_trunc gives a date here and a timestamp there; weeks begin on another day elsewhere."""
    for truncated in tree.find_all(exp.DateTrunc, exp.TimestampTrunc):
        is_cast = isinstance(truncated.parent, exp.Cast) and truncated.parent.is_type("date")
        if not is_cast or truncated.text("unit").upper() not in ("DAY", "MONTH", "QUARTER", "YEAR"):
            yield truncated


def guarded_neighbours(tree: exp.Expr) -> Iterator[exp.Expr]:
    """Before the first row ClickHouse's lag gives 1970-01-01, not NULL: write case when k > 1 then lag(…) end."""
    for neighbour in tree.find_all(exp.Lag, exp.Lead):
        if not isinstance(neighbour.find_ancestor(exp.Case, exp.Select), exp.Case):
            yield neighbour


def no_correlation(tree: exp.Expr) -> Iterator[exp.Expr]:
    """A subquery that looks outside failed on all other engines: aggregate in a CTE and join."""
    return (scope.expression for scope in traverse_scope(tree) if scope.is_correlated_subquery)


def no_null_trap(tree: exp.Expr) -> Iterator[exp.Expr]:
    """NOT IN over a query that holds a NULL differs."""
    return (
        found for found in tree.find_all(exp.Not) if isinstance(found.this, exp.In) and found.this.args.get("query")
    )


def joins_say_on(tree: exp.Expr) -> Iterator[exp.Expr]:
    """After USING one engine cannot resolve the qualified column; a comma join hides its condition."""
    for join in tree.find_all(exp.Join):
        is_cross = join.kind == "CROSS"
        if join.args.get("using") or join.method == "NATURAL" or (not is_cross and join.args.get("on") is None):
            yield join


def outer_joins_have_a_key(tree: exp.Expr) -> Iterator[exp.Expr]:
    """ClickHouse refuses a left join on inequalities alone."""
    for join in tree.find_all(exp.Join):
        condition = join.args.get("on")
        if join.side and condition is not None and condition.find(exp.EQ) is None:
            yield join


def no_all(tree: exp.Expr) -> Iterator[exp.Expr]:
    """GROUP BY ALL and DISTINCT ON are not everyone's."""
    yield from (group for group in tree.find_all(exp.Group) if group.args.get("all"))
    yield from (distinct for distinct in tree.find_all(exp.Distinct) if distinct.args.get("on"))


def columns_have_names(tree: exp.Expr) -> Iterator[exp.Expr]:
    """Engines invent different names for a column without one, also for one taken across a join."""
    for select in tree.find_all(exp.Select):
        yield from (column for column in select.expressions if not isinstance(column, exp.Alias | exp.Star))


def columns_name_their_table(tree: exp.Expr) -> Iterator[exp.Expr]:
    """An unqualified column may be taken for an alias of the same select. Group and order may name aliases."""
    for select in tree.find_all(exp.Select):
        aliases = {column.alias for column in select.expressions}
        for column in select.find_all(exp.Column):
            is_here = column.find_ancestor(exp.Select) is select
            is_alias = column.name in aliases and column.find_ancestor(exp.Group, exp.Order, exp.Select) is not select
            if is_here and not column.table and not is_alias:
                yield column


def sums_have_width(tree: exp.Expr) -> Iterator[exp.Expr]:
    """DuckDB sums 64-bit integers into 128 bits, which arrive as decimals; others wrap silently."""
    for total in tree.find_all(exp.Sum):
        holder = total.find_ancestor(exp.Cast, exp.Select)
        if not isinstance(holder, exp.Cast):
            yield total


def squares_are_wide(tree: exp.Expr) -> Iterator[exp.Expr]:
    """A product of two columns overflows 64 bits, silently on some: cast one to decimal(38, 0)."""
    for product in tree.find_all(exp.Mul):
        sides = (product.this, product.expression)
        if all(isinstance(side, exp.Column) for side in sides):
            yield product


def no_rounding(tree: exp.Expr) -> Iterator[exp.Expr]:
    """cast(2.7 as int) is 3 here and 2 there; half rounds up or to even. Divide and round in Python."""
    for cast in tree.find_all(exp.Cast):
        if cast.to.this in INTEGERS and cast.this.find(exp.Div, exp.Avg, exp.Floor):
            yield cast
        if cast.to.this in FLOATS:
            yield cast


def limits_have_order(tree: exp.Expr) -> Iterator[exp.Expr]:
    """Which rows come first is chance without an order."""
    return (limit for limit in tree.find_all(exp.Limit) if limit.parent and not limit.parent.args.get("order"))


def guarded_division(tree: exp.Expr) -> Iterator[exp.Expr]:
    """1/0 is infinite here and an error there: divide by nullif(x, 0)."""
    return (
        division for division in tree.find_all(exp.Div) if not isinstance(division.expression, exp.Nullif | exp.Literal)
    )


RULES: tuple[Rule, ...] = (
    only_shared_functions,
    no_dialect_nodes,
    days_between_dates_only,
    months_as_dates,
    guarded_neighbours,
    no_correlation,
    no_null_trap,
    joins_say_on,
    outer_joins_have_a_key,
    no_all,
    columns_have_names,
    columns_name_their_table,
    sums_have_width,
    squares_are_wide,
    no_rounding,
    limits_have_order,
    guarded_division,
)


def faults(tree: exp.Expr) -> tuple[Fault, ...]:
    """Every place that leaves the portable subset; nothing means nothing was seen, not that nothing is there."""
    return tuple(Fault(rule.__name__, found.sql("duckdb")) for rule in RULES for found in rule(tree))


def _is_date(value: exp.Expr) -> bool:
    """By its cast, its name, or as a day every question gets."""
    if isinstance(value, exp.Cast):
        return value.is_type("date")
    if isinstance(value, exp.Placeholder):
        return value.name in ("as_of", "data_start")
    return isinstance(value, exp.Column) and value.name.endswith(("_date", "_day"))
