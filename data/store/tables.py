"""Writing the tables of a version: each is one query over the delivered rows, sorted by person and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow.parquet as pq
from sqlglot import exp

from data.contract import Kind, Table
from data.errors import StoreError
from data.intake.checked import CheckedExport
from data.sentence import Money, Sentence
from data.settings import Settings
from data.store.manifest import TableFacts
from data.store.reuse import content_key, source_keys, taken_over
from data.store.shape import (
    TABLES,
    aligned,
    contract_columns,
    first_date_column,
    is_sorted_fully,
    no_rows,
    query_for,
    query_of,
    read_parquet,
    relations_filled,
    sort_columns,
    stored_columns,
    values_filled,
)
from data.store.version import Version
from data.store.watched import watched

MOST_PEOPLE = 2**31 - 1  # user_no is a 32-bit integer
ROW_GROUP_ROWS = 122_880
COMPRESSION = "lz4_raw"
LARGEST_SUM = 2**63 - 1

Report: TypeAlias = Callable[[float], None]


@dataclass(frozen=True)
class Building:
    """One build under way, in a folder that no reader sees. `facts` and content `keys` fill as tables are written."""

    folder: Path
    export: CheckedExport
    settings: Settings
    connection: duckdb.DuckDBPyConnection
    now: datetime
    earlier: Version | None = None
    facts: dict[str, TableFacts] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    taken_over: set[str] = field(default_factory=set)

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"


def number_people(building: Building, report: Report) -> None:
    """Table `people` of the building connection: user_id, its dense number, and whether it is a member."""
    users = building.export.tables.get("users")  # a shop report without buyers has none
    if users is not None and users.good_rows > MOST_PEOPLE:
        raise StoreError(
            Sentence(
                "The export holds {people} people; one store holds at most {most}. "
                "Split the export by brand or region.",
                {"people": users.good_rows, "most": MOST_PEOPLE},
            )
        )
    query = relations_filled(query_of("people").copy(), {"delivered": delivered_rows(building, TABLES["users"])})
    people = building.connection.sql(query.sql("duckdb"))
    watched(building.connection, lambda: people.create("people"), report)
    building.keys.update(source_keys(building.export))
    building.keys["people"] = content_key(query, keys=building.keys)


def write_table(building: Building, table: Table, report: Report) -> None:
    """The table's file in the building folder, written or taken over from the earlier version, and its facts."""
    query = sorted_rows(building, table)
    key = _key(building, query)
    path = building.path(table.name)
    if taken_over(building.earlier, table.name, key, path):
        building.taken_over.add(table.name)
    else:
        rows = building.connection.sql(query.sql("duckdb", copy=False))

        def write() -> None:
            rows.write_parquet(str(path), compression=COMPRESSION, row_group_size=ROW_GROUP_ROWS)

        watched(building.connection, write, report)
    building.facts[table.name] = _facts(building, table, key)
    building.keys[str(path)] = key


def _key(building: Building, query: exp.Query) -> str:
    """The numbering of people is part of the key of every table that carries their numbers."""
    numbered = any(found.name == "people" for found in query.find_all(exp.Table))
    return content_key(query, keys=building.keys, besides=building.keys["people"] if numbered else "")


def sorted_rows(building: Building, table: Table) -> exp.Query:
    """The stored rows of a table, in the order in which they lie in its file; none if it was not delivered."""
    if table.name not in building.export.tables:
        return no_rows(stored_columns(table))
    query = relations_filled(
        values_filled(query_for(table), _values(building.export)),
        {"delivered": delivered_rows(building, table), "orders": read_parquet(building.path("orders"))},
    )
    order: list[exp.Expr] = [exp.column(name) for name in sort_columns(table)]
    if not is_sorted_fully(table):
        # Rows that tie are put in one order by the hash of the whole row, a tenth of the cost of comparing it.
        columns = building.connection.sql(query.sql("duckdb")).columns
        order.append(exp.func("hash", *(exp.column(name, quoted=True) for name in columns)))
    ordered = (exp.Ordered(this=column, nulls_first=False) for column in order)
    return exp.select("*").from_(query.subquery("stored", copy=False)).order_by(*ordered)


def delivered_rows(building: Building, table: Table) -> exp.Query:
    """The good rows of a table with every column of the contract; none if it was not delivered."""
    checked = building.export.tables.get(table.name)
    if checked is None:
        return no_rows(contract_columns(table))
    good = building.connection.sql(checked.good.sql("duckdb"))
    found = {name: str(kind) for name, kind in zip(good.columns, good.types, strict=True)}
    return aligned(checked.good, table, found)


def _values(export: CheckedExport) -> Mapping[str, bool | date]:
    delivered = export.tables["orders"].delivered
    return {
        "status_known": "status" in delivered,
        "payment_known": "paid_at" in delivered,
        "data_start": export.data_start,
    }


def _facts(building: Building, table: Table, key: str) -> TableFacts:
    checked = building.export.tables.get(table.name)
    path = building.path(table.name)
    metadata = pq.read_metadata(path)
    _require_addable_money(metadata, table)
    first, last = _reach(metadata, first_date_column(table))
    return TableFacts(
        delivered=checked is not None,
        rows=metadata.num_rows,
        columns=checked.delivered if checked else (),
        extras=checked.extras if checked else (),
        first_date=first,
        last_date=last,
        content_key=key,
        size_bytes=path.stat().st_size,
    )


def _require_addable_money(metadata: pq.FileMetaData, table: Table) -> None:
    """Questions add money up in 64 bits: the bound of each row group, its rows times its largest amount, must fit."""
    faults = [
        Sentence(
            "{table}, column {column}: amounts as large as {largest} cannot be added up exactly in 64 bits. "
            "Correct them at their source, or declare the right unit.",
            {"table": table.label, "column": column.label, "largest": Money(largest)},
        )
        for column in table.columns
        if column.kind is Kind.MONEY
        for ranges in [_ranges(metadata, column.stored_name)]
        if sum(found.rows * found.largest for found in ranges) > LARGEST_SUM
        for largest in [max(found.largest for found in ranges)]
    ]
    if faults:
        raise StoreError(*faults)


def _reach(metadata: pq.FileMetaData, column: str | None) -> tuple[date | None, date | None]:
    """First and last day of a column."""
    ranges = _ranges(metadata, column) if column else []
    return min((found.low for found in ranges), default=None), max((found.high for found in ranges), default=None)


@dataclass(frozen=True)
class _Range:
    """What the statistics of one row group say of a column that is not all NULL there."""

    rows: int
    low: Any
    high: Any

    @property
    def largest(self) -> int:
        return max(abs(int(self.low)), abs(int(self.high)))


def _ranges(metadata: pq.FileMetaData, column: str) -> list[_Range]:
    place = metadata.schema.names.index(column)
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    told = [(group.num_rows, group.column(place).statistics) for group in groups]
    return [_Range(rows, said.min, said.max) for rows, said in told if said is not None and said.has_min_max]
