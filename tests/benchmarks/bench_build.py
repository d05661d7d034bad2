"""How fast, and in how much memory, a store is built, beside two ways one would write by hand."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import psutil
import pyarrow.parquet as pq
import sqlglot
from sqlglot import exp

from data.intake.checked import CheckedExport, CheckedTable, SourceFile
from data.settings import Settings
from data.store import build_store
from data.store.shape import TABLES, contract_columns

ORDERS_PER_PERSON = 10
ORDERS_PER_FILE = 5_000_000
POLARS_AT_MOST = 1_000_000  # people; it sorts in memory and would need more than a common machine has
SAMPLE_SECONDS = 0.02


@dataclass(frozen=True)
class Run:
    """What one process needed, its children included."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def bench_build(people: int, folder: Path) -> list[dict[str, Any]]:
    """Each way in a process of its own, so that nobody profits from another's memory."""
    source, home = folder / "build-export", folder / "build-home"
    orders = people * ORDERS_PER_PERSON
    source.mkdir(parents=True, exist_ok=True)
    measured(write_export, source, people, orders)
    ways: list[tuple[str, Callable[..., None]]] = [
        ("store build", with_fenqun),
        ("DuckDB COPY … ORDER BY", with_duckdb),
    ]
    if people <= POLARS_AT_MOST:
        ways.append(("Polars sink_parquet", with_polars))
    figures = [_figure(name, way, source, home, orders) for name, way in ways]
    shutil.rmtree(source)
    return [figure | {"ratio": figure["seconds"] / figures[0]["seconds"]} for figure in figures]


def _figure(name: str, way: Callable[..., None], source: Path, home: Path, orders: int) -> dict[str, Any]:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    run = measured(way, source, home)
    size = sum(path.stat().st_size for path in home.rglob("*.parquet"))
    shutil.rmtree(home)
    return {
        "name": f"build: {name}",
        "seconds": run.seconds,
        "cpu_seconds": run.cpu_seconds,
        "peak_mb": run.peak_mb,
        "orders_per_second": orders / run.seconds,
        "stored_mb": size / 2**20,
    }


def measured(act: Callable[..., None], *arguments: Any) -> Run:
    """Time from the process's first own line to its end, and its largest resident memory."""
    receiver, sender = get_context("spawn").Pipe(duplex=False)
    process = get_context("spawn").Process(target=_timed, args=(act, arguments, sender))
    process.start()
    peak = _peak(process)
    if process.exitcode:
        raise RuntimeError(f"{act.__name__} ended with {process.exitcode}")
    seconds, cpu_seconds = receiver.recv()
    return Run(seconds, cpu_seconds, peak / 2**20)


def _timed(act: Callable[..., None], arguments: tuple[Any, ...], sender: Any) -> None:
    began, cpu_began = time.perf_counter(), time.process_time()
    act(*arguments)
    sender.send((time.perf_counter() - began, time.process_time() - cpu_began))


def _peak(process: BaseProcess) -> int:
    peak = 0
    watched = psutil.Process(process.pid)
    while process.is_alive():
        try:
            family = (watched, *watched.children(recursive=True))
            peak = max(peak, sum(member.memory_info().rss for member in family))
        except psutil.Error:
            pass  # one of them has just ended
        process.join(SAMPLE_SECONDS)
    return peak


def with_fenqun(source: Path, home: Path) -> None:
    build_store(checked_export(source), settings=Settings(home=home), now=datetime.now(UTC))


def with_duckdb(source: Path, home: Path) -> None:
    """Only users and orders, only sorted: no flags, no facts, no other table."""
    connection = duckdb.connect(config={"memory_limit": "6GB", "temp_directory": str(home / "spill")})
    connection.execute("set enable_progress_bar = false")
    connection.execute(
        f"""
        create table people as
        select user_id, cast(row_number() over (order by user_id) - 1 as integer) as user_no
        from read_parquet('{source}/users-*.parquet');
        copy (
            select people.user_no, users.*
            from read_parquet('{source}/users-*.parquet') as users join people using (user_id)
            order by user_no
        ) to '{home}/users.parquet' (format parquet, compression lz4_raw);
        copy (
            select people.user_no, orders.* exclude (user_id),
                cast(ordered_at + interval 8 hour as date) as ordered_date,
                cast(paid_at + interval 8 hour as date) as paid_date
            from read_parquet('{source}/orders-*.parquet') as orders left join people using (user_id)
            order by user_no, ordered_at, order_id
        ) to '{home}/orders.parquet' (format parquet, compression lz4_raw);
        """
    )


def with_polars(source: Path, home: Path) -> None:
    """The same as by hand in DuckDB."""
    users = pl.scan_parquet(source / "users-*.parquet").sort("user_id").with_row_index("user_no")
    users.sink_parquet(home / "users.parquet", compression="lz4")
    people = pl.scan_parquet(home / "users.parquet").select("user_id", "user_no")
    orders = pl.scan_parquet(source / "orders-*.parquet").join(people, on="user_id", how="left").drop("user_id")
    local = [
        (pl.col(f"{name}_at") + pl.duration(hours=8)).dt.date().alias(f"{name}_date") for name in ("ordered", "paid")
    ]
    stored = orders.with_columns(local).sort("user_no", "ordered_at", "order_id", nulls_last=True)
    stored.sink_parquet(home / "orders.parquet", compression="lz4")


def checked_export(source: Path) -> CheckedExport:
    """The written files as intake would hand them over, local dates derived on the way."""
    names = [name for name in TABLES if any(source.glob(f"{name}-*.parquet"))]
    return CheckedExport(
        tables={name: _checked_table(source, name) for name in names},
        findings=(),
        timezone="Asia/Shanghai",
        currency="CNY",
        data_start=date(2024, 1, 1),
        data_end=date(2025, 12, 31),
        fingerprint=str(source),
    )


def _checked_table(source: Path, name: str) -> CheckedTable:
    table, paths = TABLES[name], sorted(source.glob(f"{name}-*.parquet"))
    found = set(pq.read_schema(paths[0]).names)
    local = {column.date_name: column.name for column in table.columns if column.date_name and column.name in found}
    columns = [
        f"cast({local[stored]} + interval 8 hour as date) as {stored}" if stored in local else stored
        for stored in contract_columns(table)
        if stored in found or stored in local
    ]
    files = ", ".join(f"'{path}'" for path in paths)
    good = sqlglot.parse_one(f"select {', '.join(columns)} from read_parquet([{files}])", read="duckdb")
    assert isinstance(good, exp.Query)
    rows = {path: pq.read_metadata(path).num_rows for path in paths}
    return CheckedTable(
        table=table,
        sources=tuple(SourceFile(path, path.name, path.stat().st_size, rows[path]) for path in paths),
        good=good,
        good_rows=sum(rows.values()),
        failed_rows=0,
        delivered=tuple(column.name for column in table.columns if column.stored_name in found),
    )


def write_export(folder: Path, people: int, orders: int) -> None:
    """Orders lie in the order of time, as shops export them; few people buy much, and 3 % of orders name nobody."""
    connection = duckdb.connect(config={"memory_limit": "4GB"})
    connection.execute("set enable_progress_bar = false")
    connection.execute("create macro draw(seed, below) as cast(hash(seed) % below as bigint)")
    connection.execute(f"copy ({_users(people)}) to '{folder}/users-0.parquet' (format parquet)")
    for first in range(0, orders, ORDERS_PER_FILE):
        last = min(first + ORDERS_PER_FILE, orders)
        connection.execute(
            f"copy ({_orders(people, orders, first, last)}) to '{folder}/orders-{first:012}.parquet' (format parquet)"
        )


def _users(people: int) -> str:
    return f"""
        select
            printf('U%09d', i * 7919 % {people}) as user_id,
            timestamp '2023-01-01' + to_seconds(draw(i, 86400 * 1000)) as joined_at,
            ['store', 'app', 'web', 'wecom'][1 + draw(i + 1, 4)] as acquisition_channel,
            ['female', 'male', 'unknown'][1 + draw(i + 2, 3)] as gender,
            date '1970-01-01' + cast(draw(i + 3, 12000) as integer) as birth_date,
            'province ' || draw(i + 4, 31) as province,
            'city ' || draw(i + 5, 300) as city,
            ['gold', 'silver', 'plain'][1 + draw(i + 6, 3)] as tier,
            draw(i + 7, 5000) as points,
            printf('138%08d', draw(i + 8, 100000000)) as phone,
            draw(i + 9, 2) = 0 as consent_sms,
            if(draw(i + 10, 10) = 0, printf('U%09d', draw(i + 11, {people})), null) as referrer_id
        from range({people}) as numbers(i)
    """


def _orders(people: int, orders: int, first: int, last: int) -> str:
    return f"""
        with placed as (
            select i, timestamp '2024-01-01' + to_microseconds(cast(i * (730 * 86400e6 / {orders}) as bigint)) as moment
            from range({first}, {last}) as numbers(i)
        )
        select
            printf('SO%012d', i) as order_id,
            if(
                draw(i, 100) < 3,
                null,
                printf('U%09d', cast(draw(i + 1, 1000000) / 1e6 * draw(i + 2, 1000000) / 1e6 * {people} as bigint))
            ) as user_id,
            moment as ordered_at,
            if(draw(i + 3, 20) > 0, moment + to_microseconds(draw(i + 4, 3600000000)), null) as paid_at,
            ['completed', 'paid', 'shipped', 'cancelled', 'refunded', 'completed'][1 + draw(i + 5, 6)] as status,
            1000 + draw(i + 6, 50000) as gross_cents,
            draw(i + 7, 1000) as discount_cents,
            1000 + draw(i + 6, 50000) - draw(i + 7, 1000) as paid_cents,
            if(draw(i + 8, 30) = 0, draw(i + 9, 1000), null) as refunded_cents,
            if(draw(i + 8, 30) = 0, moment + interval 4 day, null) as refunded_at,
            ['tmall', 'jd', 'mini program', 'store', 'douyin'][1 + draw(i + 10, 5)] as channel,
            if(draw(i + 11, 4) = 0, 'C' || draw(i + 12, 500), null) as coupon_id,
            if(draw(i + 13, 6) = 0, 'M' || draw(i + 14, 60), null) as campaign_id,
            'province ' || draw(i + 15, 31) as province,
            draw(i + 16, 1000) = 0 as is_test
        from placed
    """
