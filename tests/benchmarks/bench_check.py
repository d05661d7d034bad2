"""How fast, and in how much memory, an export is checked: the demo's Parquet as it lies, and its orders as CSV."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from data.demo import make_demo
from data.intake import check_export, discard_staging
from data.settings import Settings
from tests.benchmarks.bench_build import measured

CSV_AT_MOST = 1_000_000  # people; a person exports larger brands as Parquet


def bench_check(people: int, folder: Path) -> list[dict[str, Any]]:
    """Of the demo in `folder`/demo, which is made if no benchmark before has made it."""
    demo, home = folder / "demo", folder / "check-home"
    if not demo.exists():
        make_demo(demo, people=people)
    figures = [_figure("Parquet, all tables", demo, home)]
    if people <= CSV_AT_MOST:
        texts = _as_csv(demo, folder / "check-csv")
        figures.append(_figure("CSV, members and orders", texts, home))
        shutil.rmtree(texts)
    return figures


def _figure(name: str, export: Path, home: Path) -> dict[str, Any]:
    shutil.rmtree(home, ignore_errors=True)
    run = measured(checked, export, home)
    shutil.rmtree(home)
    orders = _orders(export)
    return {
        "name": f"check: {name}",
        "seconds": run.seconds,
        "cpu_seconds": run.cpu_seconds,
        "peak_mb": run.peak_mb,
        "orders_per_second": orders / run.seconds,
        "cpu_seconds_per_million": run.cpu_seconds / orders * 1e6,
    }


def checked(export: Path, home: Path) -> None:
    discard_staging(check_export([export], settings=Settings(home=home), now=datetime.now(UTC)))


def _orders(export: Path) -> int:
    files = list(export.rglob("*orders*.parquet"))
    if files:
        return sum(pq.read_metadata(path).num_rows for path in files)
    with (export / "orders.csv").open("rb") as lines:
        return sum(1 for _ in lines) - 1


def _as_csv(demo: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"memory_limit": "4GB"})
    connection.execute("set enable_progress_bar = false")
    for table in ("users", "orders"):
        connection.execute(
            f"copy (from read_parquet('{demo}/**/*{table}*.parquet')) to '{folder}/{table}.csv' (header)"
        )
    return folder
