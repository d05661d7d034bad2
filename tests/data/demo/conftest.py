"""One demo brand for all tests of this folder, read with DuckDB as anyone could read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.contract import CONTRACT
from data.demo import Truths, make_demo

Ask = Callable[..., list[Any]]


@dataclass(frozen=True)
class Demo:
    folder: Path
    truths: Truths
    ask: Ask


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`ask` runs SQL over the export; `counted` are orders of members with money left, on local days."""
    folder = tmp_path_factory.mktemp("demo") / "brand"
    truths = make_demo(folder, people=60_000)
    connection = duckdb.connect()
    for table in CONTRACT:
        connection.execute(f"create view {table.name} as select * from read_parquet('{folder}/{table.name}-*.parquet')")
    connection.execute(
        """
        create table counted as
        select
            orders.user_id, orders.ordered_at, users.acquisition_channel,
            cast((orders.ordered_at at time zone 'Asia/Shanghai') as date) as ordered_date,
            cast((orders.paid_amount - orders.refunded_amount) * 100 as bigint) as net_cents
        from orders join users on orders.user_id = users.user_id
        where orders.status in ('completed', 'paid', 'shipped') and not users.is_test and users.deleted_at is null
        """
    )
    connection.execute("create table days as select distinct user_id, acquisition_channel, ordered_date from counted")
    yield Demo(folder, truths, lambda sql, *values: connection.execute(sql, values).fetchall())
    connection.close()
