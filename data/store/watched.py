"""A DuckDB connection for building, whose statements report how far they are and can be stopped at any time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeVar

import duckdb

from data.settings import Settings

Answer = TypeVar("Answer")
_REPORT_SECONDS = 0.1
_SESSION = (Path(__file__).parent / "session.sql").read_text("utf-8")


def building_connection(settings: Settings, spill: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that spills into `spill`. Rows keep the order in which they are read."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory_limit,
        "temp_directory": str(spill),
        "disabled_optimizers": "partitioned_execution",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if settings.threads:
        config["threads"] = settings.threads
    connection = duckdb.connect(":memory:", config=config)
    connection.execute(_SESSION)
    return connection


def watched(
    connection: duckdb.DuckDBPyConnection, act: Callable[[], Answer], report: Callable[[float], None]
) -> Answer:
    """Answer of `act`, which uses `connection`; `report` hears the share done, ten times a second.

    Whatever `report` raises stops the statement and is raised here.
    """
    report(0.0)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="build") as pool:
        running = pool.submit(act)
        try:
            while not wait((running,), timeout=_REPORT_SECONDS).done:
                report(min(max(connection.query_progress() / 100, 0.0), 1.0))
        except BaseException:
            _stop(connection, running)
            raise
    return running.result()


def _stop(connection: duckdb.DuckDBPyConnection, running: Future[Answer]) -> None:
    # Again and again, since an interrupt between two statements is lost.
    while not running.done():
        connection.interrupt()
        wait((running,), timeout=0.05)
