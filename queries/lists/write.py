"""The people of an audience as one CSV: all of them as the rule has them, nobody drawn and nobody kept back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pyarrow as pa
from sqlglot import exp

from data.access import Action, Person, require
from data.audit import utc_now
from data.errors import ListError
from data.progress import Progress, silent
from data.sentence import Sentence
from data.settings import Settings
from data.whole import whole_file
from queries.audience import Audience
from queries.catalog import catalog
from queries.engines import Engine
from queries.lists.columns import ListColumn, list_columns
from queries.lists.files import row_writer, written_file
from queries.lists.form import FileKind, Form, FormColumn, Treatment
from queries.lists.members import people_count, what_is_seen
from queries.lists.noted import notes, written_or_noted
from queries.lists.rows import ROWS_PER_BATCH, headers, written_words
from queries.lists.treat import cell
from queries.segments.compile import Measuring
from queries.segments.rows import column


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
    known = catalog(engine.version)
    chosen = list_columns(columns, known, clear=clear)
    form = Form(tuple(FormColumn(key, Treatment.CLEAR if clear else Treatment.MASKED) for key in columns))
    expected = people_count(engine, audience)
    note = notes(settings, person, what_is_seen(audience, chosen, path.name), engine.version.id, clock)
    note("list_started", expected)
    with written_or_noted(note, expected, path), whole_file(path) as aside:
        query = _people(engine, audience, chosen, form)
        rows = _write(engine, query, aside, headers(form, known, language), form, expected, progress)
        _check(rows, expected)
        sha256 = written_file(aside, rows).sha256
        note("list_written", rows, sha256)
    return WrittenList(path, rows, sha256)


def _people(engine: Engine, audience: Audience, chosen: Sequence[ListColumn], form: Form) -> exp.Select:
    measuring = Measuring(audience.as_of)
    cells = [
        cell(
            measuring.plain_value(found.measure), found.measure, column_of_form, kind=FileKind.CSV, country="", key=""
        ).as_(found.name, quoted=True)
        for found, column_of_form in zip(chosen, form.columns, strict=True)
    ]
    people = measuring.people(*cells).with_("audience", as_=audience.query(engine))
    number = column("user_no", "users")
    on = exp.EQ(this=number, expression=column("user_no", "audience"))
    return people.join("audience", on=on, join_type="inner").order_by(number.copy())


def _write(
    engine: Streaming,
    query: exp.Select,
    path: Path,
    names: Sequence[str],
    form: Form,
    expected: int,
    progress: Progress,
) -> int:
    rows = 0
    with engine.stream(query.sql(engine.dialect), ROWS_PER_BATCH) as batches:
        schema = pa.schema([pa.field(name, kind) for name, kind in zip(names, batches.schema.types, strict=True)])
        with row_writer(path, schema, form) as writer:
            for batch in batches:
                writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
                rows += batch.num_rows
                progress("write", rows / max(expected, rows, 1), written_words(rows, expected))
    return rows


def _check(rows: int, expected: int) -> None:
    """A list that is not the audience that was counted must not leave."""
    if rows != expected:
        raise ListError(
            Sentence("The list has {rows} rows, but {people} people were counted.", {"rows": rows, "people": expected})
        )
