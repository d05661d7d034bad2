"""ClickHouse in process (chdb) over the same Parquet files: the second opinion on every question's SQL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa
from chdb.session import Session
from sqlglot import exp

from data.store import Version

# The first three give SQL's meaning of outer joins, empty aggregates and aliases; the rest is the form of the result.
SETTINGS = (
    "join_use_nulls = 1",
    "aggregate_functions_null_for_empty = 1",
    "prefer_column_name_to_alias = 1",
    "output_format_arrow_date_as_uint16 = 0",
    "output_format_arrow_string_as_string = 1",
    "session_timezone = 'UTC'",
)


@cache
def session() -> Any:
    started: Any = Session()  # type: ignore[no-untyped-call]
    for setting in SETTINGS:
        started.query(f"set {setting}")
    return started


@dataclass(frozen=True)
class ClickHouseEngine:
    version: Version
    dialect: str = "clickhouse"

    def relation(self, table: str) -> exp.Table:
        path = exp.Literal.string(str(self.version.path(table)))
        return exp.Table(this=exp.Anonymous(this="file", expressions=[path, exp.Literal.string("Parquet")]))

    def query(self, sql: str) -> pa.Table:
        answered = session().query(sql, "ArrowStream").bytes()
        return pa.ipc.open_stream(pa.py_buffer(answered)).read_all()

    def cancel(self) -> None:
        """Small data: nothing to stop."""
