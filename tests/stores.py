"""Tiny stores for tests: rows as dictionaries in, an open version out, by the same build as a real export's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from data.contract import CONTRACT, Kind, Table
from data.contract.declare import STORED_TYPES
from data.intake.checked import CheckedExport, CheckedTable, ExtraColumn, SourceFile
from data.settings import Settings
from data.store import Version, build_store
from data.store.shape import contract_columns, read_parquet

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Row = Mapping[str, Any]
_ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BOOLEAN": pa.bool_(),
    "VARCHAR[]": pa.list_(pa.string()),
}


def store_from_rows(
    folder: Path,
    *,
    users: Iterable[Row] = (),
    orders: Iterable[Row] = (),
    data_start: date | str | None = None,
    data_end: date | str | None = None,
    timezone: str = "Asia/Shanghai",
    currency: str = "CNY",
    **others: Iterable[Row],
) -> Version:
    """The version built from rows of contract tables, in a new home under `folder`.

    A row names columns as the store does, `paid_cents`, or as the contract does, `paid_amount` in whole currency.
    A time is naive UTC, or text; its local date is derived. `ordered_date` alone means noon of that local day.
    A column counts as delivered when any row names it; a table when it is passed. Unknown columns are extras.
    """
    export = export_from_rows(
        folder,
        {"users": users, "orders": orders, **others},
        data_start=data_start,
        data_end=data_end,
        timezone=timezone,
        currency=currency,
    )
    settings = Settings(home=folder / "home", timezone=timezone, currency=currency, threads=1)
    return build_store(export, settings=settings, now=NOW)


def export_from_rows(
    folder: Path,
    rows: Mapping[str, Iterable[Row]],
    *,
    data_start: date | str | None = None,
    data_end: date | str | None = None,
    timezone: str = "Asia/Shanghai",
    currency: str = "CNY",
) -> CheckedExport:
    """What intake would hand over for these rows. `data_start` and `data_end` default to the reach of the orders."""
    declared = {table.name: table for table in CONTRACT}
    prepared = {
        name: [_prepared(row, declared[name], ZoneInfo(timezone)) for row in given] for name, given in rows.items()
    }
    dates = [row["ordered_date"] for row in prepared.get("orders", []) if row.get("ordered_date")]
    source = folder / "export"
    source.mkdir(parents=True, exist_ok=True)
    tables = {name: _checked(source, declared[name], given) for name, given in prepared.items()}
    hashes = [table.sources[0].sha256 for table in tables.values()]
    return CheckedExport(
        tables=tables,
        findings=(),
        timezone=timezone,
        currency=currency,
        data_start=_date(data_start) or min(dates, default=date(2025, 1, 1)),
        data_end=_date(data_end) or max(dates, default=date(2025, 12, 31)),
        fingerprint=hashlib.sha256(json.dumps(hashes).encode()).hexdigest(),
    )


def _prepared(row: Row, table: Table, zone: ZoneInfo) -> dict[str, Any]:
    """The row in stored names and types."""
    found = dict(row)
    for column in table.columns:
        if column.kind is Kind.MONEY and column.name in found:
            amount = found.pop(column.name)
            found[column.stored_name] = None if amount is None else int(Decimal(str(amount)) * 100)
        if column.kind is Kind.DATE and column.name in found:
            found[column.name] = _date(found[column.name])
        if column.kind is Kind.TIMESTAMP and column.date_name is not None:
            _put_time(found, column.name, column.date_name, zone)
    return found


def _put_time(found: dict[str, Any], at: str, on: str, zone: ZoneInfo) -> None:
    if found.get(at) is None and found.get(on) is not None:
        noon = datetime.combine(_date(found[on]) or date.min, datetime.min.time().replace(hour=12), tzinfo=zone)
        found[at] = noon.astimezone(UTC).replace(tzinfo=None)
    if at in found:
        moment = datetime.fromisoformat(found[at]) if isinstance(found[at], str) else found[at]
        found[at] = moment
        found[on] = None if moment is None else moment.replace(tzinfo=UTC).astimezone(zone).date()


def _date(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _checked(folder: Path, table: Table, rows: list[dict[str, Any]]) -> CheckedTable:
    named = dict.fromkeys(name for row in rows for name in row)
    named |= dict.fromkeys(column.stored_name for column in table.required_columns)
    declared = contract_columns(table)
    columns = [name for name in declared if name in named or _time_of(name, table) in named]
    extras = tuple(ExtraColumn(name, name, _kind(name, rows)) for name in named if name not in declared)
    schema = pa.schema(
        [(name, _ARROW[declared[name]]) for name in columns]
        + [(extra.name, _ARROW[STORED_TYPES[extra.kind]]) for extra in extras]
    )
    path = folder / f"{table.name}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    content = path.read_bytes()
    return CheckedTable(
        table=table,
        sources=(SourceFile(path, hashlib.sha256(content).hexdigest(), len(content), len(rows)),),
        good=_selecting(path, schema.names),
        good_rows=len(rows),
        failed_rows=0,
        delivered=tuple(column.name for column in table.columns if column.stored_name in columns),
        extras=extras,
    )


def _time_of(name: str, table: Table) -> str | None:
    return next((column.name for column in table.columns if column.date_name == name), None)


def _selecting(path: Path, names: list[str]) -> exp.Query:
    return exp.select(*(exp.column(name, quoted=True) for name in names)).from_(read_parquet(path).subquery("rows"))


def _kind(name: str, rows: list[dict[str, Any]]) -> Kind:
    value = next((row[name] for row in rows if row.get(name) is not None), "")
    kinds = {bool: Kind.BOOLEAN, int: Kind.INTEGER, float: Kind.NUMBER, date: Kind.DATE, datetime: Kind.TIMESTAMP}
    return Kind.TAGS if isinstance(value, list) else kinds.get(type(value), Kind.TEXT)
