"""DuckDB over the Parquet files of one store version: read-only, locked, cancellable, safe between threads."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import duckdb
import polars as pl
import pyarrow as pa
import sqlglot
from sqlglot import exp

from data.contract import CONTRACT
from data.errors import Cancelled, QuestionError
from data.sent import told_folder
from data.sentence import Sentence
from data.settings import Settings
from data.store.version import Version, version_gone
from data.told import Told
from data.uploaded import lists_folder

CONCURRENT_QUERIES = 4  # more at once only wait for the same cores, measured in STREAMLIT.md
SECONDS_TO_STOP = 5.0  # an interrupted query ends within milliseconds; a half-read stream when its reader lets go
NOTHING_BESIDE: Mapping[str, pa.Table] = MappingProxyType({})
OPEN_VERSIONS = 2  # the current version and the one it replaced, which running sessions still read


class DuckDBEngine:
    """One in-memory DuckDB instance with a view per stored table. Every query gets its own `cursor()`."""

    dialect = "duckdb"

    def __init__(self, version: Version, settings: Settings) -> None:
        self.version = version
        self.memory_limit = settings.memory_limit
        self.cache_limit = settings.cache_bytes
        self._slots = threading.BoundedSemaphore(CONCURRENT_QUERIES)
        self._running: set[DuckDBCursor] = set()
        self._lock = threading.Lock()
        self._connection = _locked_instance(version, settings)

    def relation(self, table: str) -> exp.Table:
        return _file(str(self.version.path(table).resolve()))

    def cursor(self) -> DuckDBCursor:
        """A handle for one caller: it asks in its own thread, another thread may `cancel` it."""
        return DuckDBCursor(self)

    def query(self, sql: str, beside: Mapping[str, pa.Table] = NOTHING_BESIDE) -> pa.Table:
        return self.cursor().query(sql, beside)

    def cancel(self) -> None:
        """Stop every query of this engine."""
        with self._lock:
            running = tuple(self._running)
        for cursor in running:
            cursor.cancel()

    def close(self) -> None:
        self.cancel()
        self._connection.close()


class DuckDBCursor:
    """An `Engine` of its own for the time of one errand; once cancelled it stays cancelled."""

    dialect = "duckdb"

    def __init__(self, engine: DuckDBEngine) -> None:
        self.version = engine.version
        self.relation = engine.relation
        self.cache_limit = engine.cache_limit
        self._engine = engine
        self._cancelled = threading.Event()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._idle = threading.Event()
        self._idle.set()

    @contextmanager
    def seeing(self, told: Told | None) -> Iterator[None]:
        """Within the block these are the messages on record."""
        opened = self.version
        self.version = replace(opened, told=told)
        try:
            yield
        finally:
            self.version = opened

    def query(self, sql: str, beside: Mapping[str, pa.Table] = NOTHING_BESIDE) -> pa.Table:
        """`beside` the stored tables the SQL may name these, which are in memory."""
        with self._running() as connection, _in_words(self):
            for name, table in beside.items():
                connection.register(name, table)
            return connection.sql(sql).to_arrow_table()

    @contextmanager
    def stream(
        self, sql: str, rows_per_batch: int = 65_536, beside: Mapping[str, pa.Table] = NOTHING_BESIDE
    ) -> Iterator[pa.RecordBatchReader]:
        """Batches of an answer too large to hold. Keeps its place among the running queries until left."""
        with self._running() as connection, _in_words(self):
            for name, table in beside.items():
                connection.register(name, table)
            yield connection.sql(sql).to_arrow_reader(rows_per_batch)

    @contextmanager
    def scan(self, sql: str) -> Iterator[Iterator[pl.DataFrame]]:
        """Batches of a statement that only selects rows of one stored table, in the order in which they lie.

        Polars reads them, in half of DuckDB's time; its own threads read ahead.
        """
        tables = {found.name for found in sqlglot.parse_one(sql, read=self.dialect).find_all(exp.Table)}
        files = {name: pl.scan_parquet(self.version.path(name)) for name in tables}
        with self._running():
            rows = pl.SQLContext(files, eager=False).execute(sql)
            yield self._until_cancelled(rows.collect_batches(maintain_order=True))

    def _until_cancelled(self, batches: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        for batch in batches:
            self.stop_if_cancelled()
            yield batch

    def cancel(self) -> None:
        self._cancelled.set()
        # DuckDB forgets an interrupt that comes before the query has begun, so repeat it until the query is over.
        give_up = time.monotonic() + SECONDS_TO_STOP
        while not self._idle.wait(0.01) and time.monotonic() < give_up:
            connection = self._connection
            if connection is not None:
                connection.interrupt()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    @contextmanager
    def _running(self) -> Iterator[duckdb.DuckDBPyConnection]:
        self._wait_for_a_slot()
        self._idle.clear()
        with self._engine._lock:
            self._engine._running.add(self)
        connection = self._engine._connection.cursor()
        self._connection = connection
        try:
            yield connection
        finally:
            self._connection = None
            self._idle.set()
            with self._engine._lock:
                self._engine._running.discard(self)
            self._engine._slots.release()
            connection.close()

    def _wait_for_a_slot(self) -> None:
        while not self._engine._slots.acquire(timeout=0.02):
            self.stop_if_cancelled()
        try:
            self.stop_if_cancelled()
        except Cancelled:
            self._engine._slots.release()
            raise

    def stop_if_cancelled(self) -> None:
        """For what works on with an answer. Raises `Cancelled`."""
        if self.is_cancelled:
            raise _stopped()


@contextmanager
def _in_words(cursor: DuckDBCursor) -> Iterator[None]:
    """DuckDB's own exceptions, as far as a person can cause them, become errors of ours."""
    try:
        yield
    except (duckdb.InterruptException, OSError) as interrupted:
        # Arrow's reader dresses an interrupt as an OSError; a full disk of the one who writes is one too.
        if not cursor.is_cancelled:
            raise
        raise _stopped() from interrupted
    except duckdb.OutOfMemoryException as exhausted:
        raise QuestionError(
            Sentence(
                "The question needs more than the {memory} of memory that it may use. "
                "Raise the setting “memory_limit”, or ask about a shorter time.",
                {"memory": cursor._engine.memory_limit},
            )
        ) from exhausted
    except (duckdb.IOException, duckdb.InvalidInputException) as failed:
        if _is_whole(cursor.version):
            raise
        raise version_gone(cursor.version.id) from failed


def _stopped() -> Cancelled:
    return Cancelled(Sentence("The question was stopped before it was answered."))


def _is_whole(version: Version) -> bool:
    files = [version.folder / f"{table.name}.parquet" for table in CONTRACT]
    return all(file.exists() for file in (*files, *([version.told.path] if version.told else [])))


def _locked_instance(version: Version, settings: Settings) -> duckdb.DuckDBPyConnection:
    """Only the folders of the version, uploaded lists and messages can be read, nothing written, no setting changed."""
    paths = {table.name: str(version.path(table.name).resolve()) for table in CONTRACT}
    spill = settings.home.resolve() / "spill"
    spill.mkdir(parents=True, exist_ok=True)  # DuckDB makes one level only, and only when memory has run out
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": settings.memory_limit,
            "threads": settings.threads or os.cpu_count() or 1,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        },
    )
    # With it on, a group-by over 100M orders read the file once per partition: 4 to 7 times as long.
    connection.execute("set disabled_optimizers = 'partitioned_execution'")
    connection.execute("set parquet_metadata_cache = true")  # the files of a version never change
    folder = str(version.folder.resolve())
    beside = (str(found.resolve()) for found in (lists_folder(settings), told_folder(settings)))
    readable = ", ".join(exp.Literal.string(path).sql("duckdb") for path in (folder, *beside))
    connection.execute(f"set allowed_directories = [{readable}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    for name, path in paths.items():
        everything = exp.select("*").from_(_file(path))
        connection.execute(exp.Create(this=exp.to_table(name), kind="view", expression=everything).sql("duckdb"))
    return connection


def _file(path: str) -> exp.Table:
    return exp.Table(this=exp.ReadParquet(expressions=[exp.Literal.string(path)]))


_open: dict[tuple[Path, str], DuckDBEngine] = {}
_opening = threading.Lock()


def open_engine(version: Version, settings: Settings) -> DuckDBEngine:
    """The engine of a version, kept for the whole process: the same instance for every session."""
    opened = (version.folder.resolve(), version.key)
    with _opening:
        engine = _open.pop(opened, None) or DuckDBEngine(version, settings)
        _open[opened] = engine
        for oldest in tuple(_open)[:-OPEN_VERSIONS]:
            del _open[oldest]  # not closed: a session may be reading; it closes with its last reader
        return engine
