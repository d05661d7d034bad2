"""The shape of each stored table: which columns it has, in which order its rows lie, and the query that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import sqlglot
from sqlglot import exp

from data.contract import CONTRACT, Table
from data.errors import StoreError
from data.sentence import Sentence

_HERE = Path(__file__).parent
# What the store adds to a table of the contract.
ADDED_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "users": {"user_no": "INTEGER", "referrer_no": "INTEGER", "is_member": "BOOLEAN", "known_date": "DATE"},
    "orders": {"user_no": "INTEGER", "is_counted": "BOOLEAN", "counted_until": "DATE"},
    "order_items": {
        "user_no": "INTEGER",
        "ordered_at": "TIMESTAMP",
        "ordered_date": "DATE",
        "is_counted": "BOOLEAN",
        "counted_until": "DATE",
    },
    "referrals": {"user_no": "INTEGER", "invitee_no": "INTEGER"},
} | {name: {"user_no": "INTEGER"} for name in ("interactions", "touches", "surveys", "user_snapshots")}
_OWN_QUERY = {"users", "orders", "order_items", "referrals"}


@cache
def contract_columns(table: Table) -> Mapping[str, str]:
    """Stored names and types of all contract columns, each UTC time followed by its local date."""
    columns: dict[str, str] = {}
    for column in table.columns:
        columns[column.stored_name] = column.stored_type
        if column.date_name is not None:
            columns[column.date_name] = "DATE"
    return columns


@cache
def query_of(name: str) -> exp.Query:
    """The query of a `.sql` file in this folder. Copy it before changing it."""
    return cast("exp.Query", sqlglot.parse_one((_HERE / f"{name}.sql").read_text("utf-8"), read="duckdb"))


def query_for(table: Table) -> exp.Query:
    """The query that turns the delivered rows of a table into its stored rows, still unsorted."""
    if table.name in _OWN_QUERY:
        return query_of(table.name).copy()
    return query_of("events" if "user_no" in ADDED_COLUMNS.get(table.name, {}) else "as_delivered").copy()


def sort_columns(table: Table) -> tuple[str, ...]:
    """Person, time, key: the order in which rows lie. It may leave ties, see `is_sorted_fully`."""
    if table.name == "users":
        return ("user_no",)
    if table.name == "order_items":
        return ("user_no", "ordered_at", "order_id", "line_no")
    person = ("user_no",) if "user_no" in ADDED_COLUMNS.get(table.name, {}) else ()
    time = (table.time_column,) if table.time_column else ()
    key = tuple(name for name in table.key if name not in (table.person_column, table.time_column))
    return person + time + key


def is_sorted_fully(table: Table) -> bool:
    """Whether no two rows can be equal in `sort_columns`. Two referrals of one person can: the key is not checked."""
    return table.name in ("users", "orders", "products", "campaigns")


def aligned(good: exp.Query, table: Table, found: Mapping[str, str]) -> exp.Query:
    """The good rows with all columns of the contract, NULL where not delivered, then the extras.

    `found` are the names and types that the good rows have. A type other than the contract's is refused.
    """
    declared = contract_columns(table)
    faults = [*_type_faults(table, declared, found), *_name_faults(table, found)]
    if faults:
        raise StoreError(*faults)
    columns: list[exp.Expr] = [
        exp.column(name, quoted=True) if name in found else exp.cast(exp.null(), kind).as_(name, quoted=True)
        for name, kind in declared.items()
    ]
    extras = [exp.column(name, quoted=True) for name in found if name not in declared]
    return exp.select(*columns, *extras).from_(good.subquery("good"))


def no_rows(columns: Mapping[str, str]) -> exp.Query:
    """These columns, and not a single row."""
    return exp.select(*(exp.cast(exp.null(), kind).as_(name) for name, kind in columns.items())).where(exp.false())


def relations_filled(query: exp.Query, relations: Mapping[str, exp.Query]) -> exp.Query:
    """The query with each named relation replaced by its subquery, under the same name."""
    for found in list(query.find_all(exp.Table)):
        if found.name in relations:
            found.replace(relations[found.name].subquery(found.alias_or_name))
    return query


def values_filled(query: exp.Query, values: Mapping[str, bool | date]) -> exp.Query:
    """The query with each `$name` replaced by its value as a typed literal."""
    for gap in list(query.find_all(exp.Placeholder)):
        value = values[gap.name]
        literal = exp.convert(value) if isinstance(value, bool) else exp.cast(exp.Literal.string(str(value)), "DATE")
        gap.replace(literal)
    return query


def read_parquet(*paths: Path) -> exp.Query:
    files = exp.array(*(exp.Literal.string(str(path)) for path in paths))
    return exp.select("*").from_(exp.func("read_parquet", files, dialect="duckdb"))


def _type_faults(table: Table, declared: Mapping[str, str], found: Mapping[str, str]) -> list[Sentence]:
    return [
        Sentence(
            "{table}, column {column}: the prepared rows hold {found}; the store expects {expected}.",
            {"table": table.label, "column": name, "found": kind, "expected": declared[name]},
        )
        for name, kind in found.items()
        if name in declared and kind != declared[name]
    ]


def _name_faults(table: Table, found: Mapping[str, str]) -> list[Sentence]:
    added = ADDED_COLUMNS.get(table.name, {})
    return [
        Sentence(
            "{table} has a column {column}, a name that the store keeps for itself. Rename it in the export.",
            {"table": table.label, "column": name},
        )
        for name in found
        if name in added
    ]


def stored_columns(table: Table) -> Mapping[str, str]:
    """Names and types of all columns of a stored table, extras aside; the order in the file may differ."""
    replaced = None if table.name == "users" else table.person_column
    kept = {name: kind for name, kind in contract_columns(table).items() if name != replaced}
    return {**ADDED_COLUMNS.get(table.name, {}), **kept}


def first_date_column(table: Table) -> str | None:
    """The local date by which the facts of a table say from when to when it reaches."""
    if table.time_column is None:
        return "ordered_date" if table.name == "order_items" else None
    column = table.column(table.time_column)
    return column.date_name or column.name


TABLES: Mapping[str, Table] = {table.name: table for table in CONTRACT}
