"""A list as a file: streamed from the engine to disk, whole or not at all, on record before and after."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

import pyarrow as pa
from pyarrow import csv
from sqlglot import exp

from data.access import Action, Person, require
from data.audit import record, utc_now
from data.errors import Cancelled, ListError
from data.progress import Progress, silent
from data.sentence import Sentence
from data.settings import Settings
from queries.audience import Audience
from queries.catalog import ValueType, catalog
from queries.engines import Engine
from queries.lists.columns import FORMULA_SIGNS, GUARD, ListColumn, guarded, list_columns
from queries.lists.members import people_count, people_query, what_is_seen
from queries.segments.rows import column

ROWS_PER_BATCH = 65_536
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it Excel reads Chinese as gibberish


class Streaming(Engine, Protocol):
    """An engine that can also hand an answer out in batches. A DuckDB cursor is one."""

    def stream(self, sql: str, rows_per_batch: int = ROWS_PER_BATCH) -> AbstractContextManager[pa.RecordBatchReader]:
        """Batches of one answer, valid inside the `with`."""


@dataclass(frozen=True)
class WrittenList:
    """A finished file. `rows` counts people, the header not."""

    path: Path
    rows: int
    sha256: str


def write_list(
    engine: Streaming,
    audience: Audience,
    columns: Sequence[str],
    *,
    person: Person,
    language: str,
    path: Path,
    settings: Settings,
    clear: bool = False,
    progress: Progress = silent,
    clock: Callable[[], datetime] = utc_now,
) -> WrittenList:
    """Write everyone of the audience to `path` as CSV (UTF-8 with byte order mark), in the order of `user_no`.

    Contact details are masked unless `clear`, which needs a right of its own. Stopped or failed, nothing is left.
    Raises `Forbidden`, `Cancelled`, `AuditError`, `ListError` or `SegmentError`.
    """
    require(person, Action.DOWNLOAD)
    if clear:
        require(person, Action.SEE_CLEAR)
    chosen = list_columns(columns, catalog(engine.version), clear=clear)
    expected = people_count(engine, audience)
    note = _notes(engine, settings, person, what_is_seen(audience, chosen, path.name), clock)
    note("list_started", expected)
    try:
        with _whole_or_nothing(path) as part:
            query = _file_query(engine, audience, chosen)
            rows = _write(engine, query, part, headers(chosen, language), expected, progress)
            _check(rows, expected)
            part.finish()
            note("list_written", rows, part.sha256)
    except BaseException as reason:
        note("list_cancelled" if isinstance(reason, Cancelled | KeyboardInterrupt) else "list_failed", expected)
        raise
    return WrittenList(path, rows, part.sha256)


class Note(Protocol):
    def __call__(self, act: str, rows: int, sha256: str | None = None) -> None: ...


def _notes(engine: Engine, settings: Settings, person: Person, what: str, clock: Callable[[], datetime]) -> Note:
    """Puts one act about this list on record."""

    def note(act: str, rows: int, sha256: str | None = None) -> None:
        at, version = clock(), engine.version.id
        record(settings, at=at, person=person, act=act, what=what, version=version, rows=rows, file_sha256=sha256)

    return note


def headers(chosen: Sequence[ListColumn], language: str) -> tuple[str, ...]:
    """Labels in the reader's language; where two are the same, the key tells them apart."""
    labels = [found.measure.label.in_language(language) for found in chosen]
    named = [
        f"{label} ({found.measure.key})" if labels.count(label) > 1 else label
        for label, found in zip(labels, chosen, strict=True)
    ]
    return tuple(safe_header(name) for name in named)


def safe_header(name: str) -> str:
    return GUARD + name if name.startswith((*FORMULA_SIGNS, GUARD)) else name


def unguarded(cell: str) -> str:
    """A text cell as it was before it was made safe for spreadsheets."""
    return cell.removeprefix(GUARD)


def _file_query(engine: Engine, audience: Audience, chosen: Sequence[ListColumn]) -> exp.Select:
    people = people_query(engine, audience, chosen)
    cells = [
        _cell(exp.column(found.name, table="people", quoted=True), found).as_(found.name, quoted=True)
        for found in chosen
    ]
    return exp.select(*cells).from_("people").with_("people", as_=people).order_by(column("user_no", "people"))


def _cell(x: exp.Expr, found: ListColumn) -> exp.Expr:
    """Text is made safe; money is written in currency units; the rest is what it is."""
    value_type = found.measure.type
    if found.is_masked or value_type in (ValueType.TEXT, ValueType.TAGS):
        return guarded(x)
    if value_type is ValueType.MONEY:
        hundredth = exp.cast(exp.Literal.number("0.01"), exp.DataType.build("decimal(3,2)"))
        return exp.cast(
            exp.Mul(this=exp.cast(x, exp.DataType.build("decimal(18,0)")), expression=hundredth),
            exp.DataType.build("decimal(20,2)"),
        )
    if value_type is ValueType.NUMBER and found.measure.is_sum:
        return exp.cast(x, exp.DataType.Type.DOUBLE)  # or two items would read 2.000
    return x


def _write(
    engine: Streaming, query: exp.Select, part: Part, names: Sequence[str], expected: int, progress: Progress
) -> int:
    rows = 0
    with engine.stream(query.sql(engine.dialect), ROWS_PER_BATCH) as batches:
        schema = pa.schema([pa.field(name, kind) for name, kind in zip(names, batches.schema.types, strict=True)])
        part.write(BYTE_ORDER_MARK)
        with csv.CSVWriter(part, schema) as writer:
            for batch in batches:
                writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
                rows += batch.num_rows
                progress("write", rows / max(expected, rows, 1), _written(rows, expected))
    return rows


def _written(rows: int, expected: int) -> Sentence:
    return Sentence("{rows} of {people} people are written.", {"rows": rows, "people": expected})


def _check(rows: int, expected: int) -> None:
    """A list that is not the audience that was counted must not leave."""
    if rows != expected:
        raise ListError(
            Sentence("The list has {rows} rows, but {people} people were counted.", {"rows": rows, "people": expected})
        )


class Part:
    """The unfinished file, hashed as it is written. pyarrow takes it for a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.closed = False

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, content: bytes) -> int:
        self._hash.update(content)
        return self._file.write(content)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        """pyarrow closes what it writes to; the file is closed by who opened it."""

    def finish(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[Part]:
    """A file beside `path` that takes its name only when finished; readable by its owner alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
    except OSError as reason:
        raise _unwritable(path, reason) from reason
    try:
        with os.fdopen(descriptor, "wb") as file:
            part = Part(file)
            yield part
        os.replace(name, path)  # noqa: PTH105  # one step that a crash cannot split
    except OSError as reason:
        raise _unwritable(path, reason) from reason
    finally:
        Path(name).unlink(missing_ok=True)


def _unwritable(path: Path, reason: OSError) -> ListError:
    return ListError(
        Sentence(
            "The list could not be written to {path}: {reason}. Nothing of it was left behind.",
            {"path": str(path), "reason": reason.strerror or str(reason)},
        )
    )
