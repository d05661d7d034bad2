"""One statement in a DuckDB of its own: only the store's tables, no settings, so much memory, so many seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from pyarrow.parquet import read_schema
from sqlglot import exp

from data.contract import CONTRACT
from data.errors import Cancelled, QuestionError
from data.sentence import Sentence
from data.store.version import Version

SECONDS = 20.0
MEMORY = "1GB"
THREADS = 2
_BEAT = 0.02


def readable_columns(version: Version) -> dict[str, tuple[str, ...]]:
    """What a statement can read: the columns of each table that the export brought, and of all people."""
    tables = [table.name for table in CONTRACT if table.name == "users" or version.manifest.delivers(table.name)]
    return {table: tuple(read_schema(version.path(table)).names) for table in tables}


def run_alone(
    version: Version, sql: str, *, is_cancelled: Callable[[], bool] = lambda: False, seconds: float = SECONDS
) -> pa.Table:
    """The whole answer. Raises `QuestionError` in words for whatever goes wrong, and `Cancelled`."""
    connection = _locked(version)
    stopped: list[str] = []
    try:
        with _watched(connection, is_cancelled, seconds, stopped):
            return connection.sql(sql).to_arrow_table()
    except duckdb.OutOfMemoryException as exhausted:
        raise QuestionError(
            Sentence("The SQL needs more than the {memory} that it may use.", {"memory": MEMORY})
        ) from exhausted
    except (duckdb.Error, OSError) as reason:
        if "cancelled" in stopped:
            raise Cancelled(Sentence("The question was stopped before it was answered.")) from reason
        if stopped:
            raise QuestionError(
                Sentence("The SQL took longer than the {seconds} seconds that it may take.", {"seconds": int(seconds)})
            ) from reason
        raise QuestionError(
            Sentence("The SQL cannot be run: {reason}", {"reason": str(reason).split("\n", 1)[0][:300]})
        ) from reason
    finally:
        connection.close()


def _locked(version: Version) -> duckdb.DuckDBPyConnection:
    paths = {table.name: str(version.path(table.name).resolve()) for table in CONTRACT}
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        },
    )
    allowed = ", ".join(exp.Literal.string(path).sql("duckdb") for path in paths.values())
    connection.execute(f"set allowed_paths = [{allowed}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    for name, path in paths.items():
        file = exp.Table(this=exp.ReadParquet(expressions=[exp.Literal.string(path)]))
        view = exp.Create(this=exp.to_table(name), kind="view", expression=exp.select("*").from_(file))
        connection.execute(view.sql("duckdb"))
    return connection


@contextmanager
def _watched(
    connection: duckdb.DuckDBPyConnection, is_cancelled: Callable[[], bool], seconds: float, stopped: list[str]
) -> Iterator[None]:
    """Interrupts again and again once it must stop: DuckDB forgets an interrupt that comes too early."""
    over, until = threading.Event(), time.monotonic() + seconds

    def watch() -> None:
        while not over.wait(_BEAT):
            if is_cancelled():
                stopped.append("cancelled")
            elif time.monotonic() > until:
                stopped.append("late")
            if stopped:
                connection.interrupt()

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
