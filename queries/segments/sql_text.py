"""SQL that a person wrote: one SELECT over the store's tables, whose every word is on a list of allowed ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from data.contract import CONTRACT
from data.sentence import Sentence
from queries.segments.bound import BoundGroup, BoundLook, BoundQuery
from queries.segments.rows import column
from queries.segments.spans import back
from queries.segments.values import literal

TABLES = frozenset(table.name for table in CONTRACT)
GIVES = ("user_no", "user_id")
MAX_WORDS = 2_000

# Everything else is refused: what reads files, settings or the environment, what writes, what opens, what is unknown.
_PARTS = (
    exp.Select, exp.SetOperation, exp.Subquery, exp.With, exp.CTE, exp.TableAlias, exp.Table, exp.From, exp.Join,
    exp.Where, exp.Group, exp.Having, exp.Qualify, exp.Order, exp.Ordered, exp.Limit, exp.Offset, exp.Distinct,
    exp.Alias, exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Boolean, exp.Star, exp.Paren, exp.Tuple,
    exp.Binary, exp.Not, exp.Neg, exp.Is, exp.In, exp.Between, exp.Like, exp.Escape, exp.Placeholder, exp.Interval,
    exp.Var, exp.DataType, exp.DataTypeParam, exp.Window, exp.WindowSpec, exp.Filter,
)  # fmt: skip
_FUNCTIONS = (
    exp.And, exp.Or, exp.Xor, exp.Case, exp.If, exp.Cast, exp.TryCast, exp.Coalesce, exp.Nullif, exp.Exists, exp.Count,
    exp.CountIf, exp.Sum, exp.Min, exp.Max, exp.Avg, exp.Median, exp.Quantile, exp.PercentileCont, exp.Stddev,
    exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.ArgMin,
    exp.ArgMax, exp.DateDiff, exp.DateAdd, exp.DateSub, exp.DateTrunc, exp.TimestampTrunc, exp.Extract, exp.Floor,
    exp.Ceil, exp.Round, exp.Abs, exp.Mod, exp.Length, exp.Lower, exp.Upper, exp.Trim, exp.Substring, exp.Left,
    exp.Right, exp.Concat, exp.StrPosition, exp.StartsWith, exp.EndsWith, exp.ILike, exp.Greatest, exp.Least, exp.MD5,
    exp.ArrayContains, exp.ArraySize,
)  # fmt: skip
_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)


class RefusedSql(ValueError):
    """`fault` says which word, and what is allowed."""

    def __init__(self, fault: Sentence) -> None:
        super().__init__(str(fault))
        self.fault = fault


@lru_cache(1_000)
def checked_sql(text: str) -> exp.Query:
    """The statement, never to be changed. Raises `RefusedSql`."""
    try:
        statements = [found for found in parse(text, read="duckdb") if found is not None]
    except (SqlglotError, RecursionError) as reason:
        raise _refused(str(reason).split("\n", 1)[0]) from reason
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise RefusedSql(Sentence("it is not one SELECT"))
    query = statements[0]
    nodes = list(query.walk())
    if len(nodes) > MAX_WORDS:
        raise RefusedSql(Sentence("it is longer than {limit} words", {"limit": MAX_WORDS}))
    _check_names(query)
    for node in nodes:
        _check(node)
    if [found.alias_or_name for found in query.selects] not in [[name] for name in GIVES]:
        raise RefusedSql(Sentence("it must give one column, user_no or user_id"))
    return query


def _check(node: exp.Expr) -> None:
    is_known = isinstance(node, _FUNCTIONS) if isinstance(node, exp.Func) else isinstance(node, _PARTS)
    if not is_known or (isinstance(node, exp.Connector) and not isinstance(node, _FUNCTIONS)):
        raise _refused(node.sql("duckdb"))
    if isinstance(node, exp.With) and node.args.get("recursive"):
        raise _refused("recursive")
    if isinstance(node, exp.Placeholder) and node.name != "as_of":
        raise _refused(node.sql("duckdb"))
    if isinstance(node, exp.Select) and (node.args.get("sample") or node.args.get("into") or node.args.get("locks")):
        raise _refused(node.sql("duckdb"))


def _check_names(query: exp.Query) -> None:
    own = {cte.alias for cte in query.find_all(exp.CTE)}
    if strange := [name for name in own if name in TABLES or not _NAME.fullmatch(name)]:
        raise _refused(strange[0])
    for table in query.find_all(exp.Table):
        is_plain = isinstance(table.this, exp.Identifier) and not table.args.get("db") and not table.args.get("sample")
        if not is_plain or table.name not in TABLES | own:
            raise RefusedSql(
                Sentence(
                    "it reads {table}; only these tables can be read: {tables}",
                    {"table": table.sql("duckdb")[:60], "tables": ", ".join(sorted(TABLES))},
                )
            )


def _refused(word: str) -> RefusedSql:
    return RefusedSql(Sentence("“{word}” is not among what may be used", {"word": word[:60]}))


def people_of_sql(text: str, as_of: date) -> exp.Select:
    """The members whom the statement gives, each once; `:as_of` is the day. Raises `RefusedSql`."""
    query = checked_sql(text).copy()
    gives = query.selects[0].alias_or_name
    for placeholder in tuple(query.find_all(exp.Placeholder)):
        placeholder.replace(literal(as_of))
    on = exp.EQ(this=column(gives, "users"), expression=column(gives, "chosen"))
    given = exp.select(column(gives, "given").as_(gives)).from_(query.subquery("given")).distinct()
    return exp.select(column("user_no", "users").as_("user_no")).from_("users").join(given.subquery("chosen"), on=on)


def statements_of(root: BoundGroup, as_of: date) -> Iterator[str]:
    """Every statement that a rule and the rules it names ask, as it runs on its day."""
    for condition in root.conditions():
        for look in condition.looks:
            if isinstance(look, BoundQuery):
                yield people_of_sql(look.text, condition.day(as_of)).sql("duckdb")
            elif isinstance(look, BoundLook):
                yield from statements_of(look.root, back(condition.day(as_of), look.days_back))
