"""SQL of the intake lives in `data/intake/sql`; here its gaps are filled with trees, never with text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sqlglot import exp, parse_one

FOLDER = Path(__file__).parent / "sql"


@cache
def _parsed(name: str) -> exp.Query:
    parsed = parse_one((FOLDER / f"{name}.sql").read_text("utf-8"), dialect="duckdb")
    if not isinstance(parsed, exp.Query):
        raise TypeError(f"{name}.sql holds no query")
    return parsed


@cache
def _expressions(name: str) -> dict[str, exp.Expr]:
    return {projection.alias: projection.this for projection in _parsed(name).selects}


def statement(
    name: str,
    *,
    tables: Mapping[str, exp.Query] | None = None,
    columns: Mapping[str, exp.Expr] | None = None,
    values: Mapping[str, object] | None = None,
) -> exp.Query:
    """The query of `sql/<name>.sql` with tables, columns and `$values` put in."""
    filled = _filled(_parsed(name), tables or {}, columns or {}, values or {})
    if not isinstance(filled, exp.Query):
        raise TypeError(f"{name}.sql is no query once filled")
    return filled


def reading(
    name: str, *, file: str = "readings", values: Mapping[str, object] | None = None, **columns: exp.Expr
) -> exp.Expr:
    """One named column of `sql/<file>.sql`, its columns replaced: a way to read or judge a value."""
    return _filled(_expressions(file)[name], {}, columns, values or {})


def readings(file: str) -> tuple[str, ...]:
    return tuple(_expressions(file))


def _filled(
    tree: exp.Expr,
    tables: Mapping[str, exp.Query],
    columns: Mapping[str, exp.Expr],
    values: Mapping[str, object],
) -> exp.Expr:
    def fill(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name in columns and not node.table:
            return columns[node.name].copy()
        if isinstance(node, exp.Table) and node.name in tables:
            return tables[node.name].copy().subquery(node.alias_or_name)
        if isinstance(node, exp.Parameter | exp.Placeholder) and node.name in values:
            return exp.convert(values[node.name])
        return node

    return tree.copy().transform(fill, copy=False)


def column(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True))


def named(expression: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(expression, name, quoted=True)


def null_of(sql_type: str) -> exp.Expr:
    return exp.cast(exp.null(), sql_type, dialect="duckdb")


def from_parquet(path: Path) -> exp.Query:
    files = exp.func("read_parquet", exp.Literal.string(str(path)), dialect="duckdb")
    return exp.select("*").from_(exp.Table(this=files))
