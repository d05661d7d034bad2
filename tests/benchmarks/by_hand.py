"""What statements by hand over the store's orders share: which rows count, their month, and how DuckDB is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from data.store import Version

BEFORE = 12 * 2024 + 1  # the first month of the data is number 0
MONTH = f"(extract(year from ordered_date) * 12 + extract(month from ordered_date) - {BEFORE})"


def live(day: date) -> str:
    return f"user_no is not null and ordered_date <= date '{day}' and counted_until >= date '{day}'"


def by_duckdb(statement: str, version: Version) -> list[Any]:
    end = version.manifest.data_end
    given = {"month": MONTH, "orders": f"read_parquet('{version.path('orders')}')", "live": live(end), "end": end}
    with duckdb.connect() as connection:
        connection.execute("set disabled_optimizers = 'partitioned_execution'")
        return connection.execute(statement.format(**given)).fetchall()
