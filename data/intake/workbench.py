"""The DuckDB connection of one check: bounded memory, progress while it works, stopped when the person stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from data.errors import IntakeError, UnreadableFile
from data.progress import Progress
from data.sentence import Sentence
from data.settings import Settings

BEAT_SECONDS = 0.1
OUR_DOING = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)  # no file can cause these
NO_SPACE = ("No space left", "File too large", "Disk quota exceeded", "Could not write")


class Workbench:
    """Runs queries one at a time. `step` and `sentence` say what the next queries are for."""

    def __init__(self, settings: Settings, scratch: Path, progress: Progress) -> None:
        self._connection = duckdb.connect(
            config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
        )
        self._progress = progress
        self.step = "check"
        self.sentence = Sentence("Checking the export.")
        self._set("memory_limit", settings.memory_limit)
        self._set("temp_directory", str(scratch / "spill"))
        self._set("TimeZone", "UTC")
        self._set("preserve_insertion_order", False)
        # Rewriting the one statement that counts all rules took 26 s of planning, running it 0.5 s.
        self._set("disabled_optimizers", "partitioned_execution,expression_rewriter")
        self._set("enable_progress_bar", True)
        self._set("enable_progress_bar_print", False)
        if settings.threads:
            self._set("threads", settings.threads)

    def _set(self, name: str, value: object) -> None:
        setting = exp.Set(expressions=[exp.SetItem(this=exp.column(name).eq(exp.convert(value)))])
        self._connection.execute(setting.sql("duckdb"))

    def say(self, step: str, sentence: Sentence, done: float = 0.0) -> None:
        """Tells where the check is; the progress may raise `Cancelled` here."""
        self.step, self.sentence = step, sentence
        self._progress(step, done, sentence)

    def beat(self) -> None:
        """A sign of life from work outside DuckDB, so that it can be stopped too."""
        self._progress(self.step, 0.0, self.sentence)

    def table(self, query: exp.Expr) -> pa.Table:
        return self._watched(lambda connection: connection.sql(query.sql("duckdb")).to_arrow_table())

    def rows(self, query: exp.Expr) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.table(query).to_pylist()
        return found

    def row(self, query: exp.Expr) -> dict[str, Any]:
        return self.rows(query)[0]

    def do(self, statement: exp.Expr) -> None:
        self._watched(lambda connection: connection.execute(statement.sql("duckdb")).fetchall())

    def keep(self, name: str, query: exp.Query) -> exp.Query:
        """The query's rows, kept under `name` in this connection; answers a query over them."""
        kind = "TABLE"
        self.do(exp.Create(this=exp.to_table(name), kind=kind, replace=True, expression=query))
        return exp.select("*").from_(name)

    def register(self, name: str, table: pa.Table) -> None:
        """Arrow rows as a table of this connection, until `unregister`."""
        self._connection.register(name, table)

    def unregister(self, name: str) -> None:
        self._connection.unregister(name)

    def write(self, query: exp.Query, path: Path) -> None:
        """One Parquet file of the query's rows."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.do(
            exp.Copy(
                this=query.subquery(),
                kind=False,
                files=[exp.Literal.string(str(path))],
                params=[exp.CopyParameter(this=exp.var("FORMAT"), expression=exp.var("PARQUET"))],
            )
        )

    def _watched(self, work: Callable[[duckdb.DuckDBPyConnection], Any]) -> Any:
        """Works in a thread, so that the progress is asked ten times a second and can stop the query."""
        outcome: list[Any] = []
        failures: list[BaseException] = []

        def run() -> None:
            try:
                outcome.append(work(self._connection))
            except BaseException as failure:  # handed to the waiting thread below
                failures.append(failure)

        worker = threading.Thread(target=run, daemon=True)
        worker.start()
        try:
            while worker.is_alive():
                worker.join(BEAT_SECONDS)
                if worker.is_alive():
                    done = max(self._connection.query_progress(), 0.0) / 100
                    self._progress(self.step, min(done, 1.0), self.sentence)
        except BaseException:
            while worker.is_alive():
                self._connection.interrupt()
                worker.join(BEAT_SECONDS)
            raise
        if failures:
            raise _in_words(failures[0], self.sentence) from failures[0]
        return outcome[0]

    def close(self) -> None:
        self._connection.close()


@contextmanager
def workbench(settings: Settings, scratch: Path, progress: Progress) -> Iterator[Workbench]:
    bench = Workbench(settings, scratch, progress)
    try:
        yield bench
    finally:
        bench.close()


def _in_words(failure: BaseException, doing: Sentence) -> BaseException:
    if not isinstance(failure, duckdb.Error) or isinstance(failure, OUR_DOING):
        return failure
    if isinstance(failure, duckdb.OutOfMemoryException):
        return UnreadableFile(
            Sentence(
                "{doing} There was not enough memory or disk for it. Raise the setting memory_limit or free disk "
                "space. The engine said: {reason}",
                {"doing": doing, "reason": str(failure)},
            )
        )
    if isinstance(failure, duckdb.IOException) and any(words in str(failure) for words in NO_SPACE):
        return IntakeError(
            Sentence(
                "{doing} The disk is full. Free space for the home folder, then check again. The engine said: {reason}",
                {"doing": doing, "reason": str(failure).split("\n", 1)[0]},
            )
        )
    return UnreadableFile(
        Sentence(
            "{doing} The files could not be read to their end; one is probably damaged. Export again. "
            "The engine said: {reason}",
            {"doing": doing, "reason": str(failure).split("\n", 1)[0]},
        )
    )
