"""Files of a list: batches in, CSV, XLSX or Parquet out, flat in memory, the same bytes for the same rows."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Protocol, cast

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from pyarrow import csv
from xlsxwriter.exceptions import FileCreateError

from data.errors import ListError
from data.sentence import Sentence
from data.whole import ASIDE
from queries.lists.form import Encoding, FileKind, Form

SOME_DAY = datetime(2000, 1, 1)  # written into workbooks: the same rows must give the same bytes on any day


class RowWriter(Protocol):
    def write_batch(self, batch: pa.RecordBatch) -> None: ...


@dataclass(frozen=True)
class WrittenFile:
    """A finished file. `rows` counts people, the header not."""

    name: str
    rows: int
    bytes: int
    sha256: str


@contextmanager
def row_writer(path: Path, schema: pa.Schema, form: Form) -> Iterator[RowWriter]:
    """Writes rows of `schema`, whose field names are the headers, and puts the file on disk when left."""
    with path.open("wb") as file:
        packed = gzip.GzipFile("", "wb", 6, file, mtime=0) if form.is_compressed else nullcontext(file)
        with packed as out, _opened(cast(IO[bytes], out), schema, form, path.parent) as writer:
            yield writer
        file.flush()
        os.fsync(file.fileno())


def _opened(out: IO[bytes], schema: pa.Schema, form: Form, folder: Path) -> AbstractContextManager[RowWriter]:
    match form.kind:
        case FileKind.CSV:
            return _csv(out, schema, form.encoding)
        case FileKind.XLSX:
            # A workbook goes back to what it wrote, which a packed file cannot.
            return _xlsx(cast(IO[bytes], _StaysOpen(out)) if form.is_compressed else out, schema, folder)
        case FileKind.PARQUET:
            return _parquet(out, schema)


def written_file(path: Path, rows: int) -> WrittenFile:
    with path.open("rb") as file:
        return WrittenFile(path.name, rows, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def suffix(form: Form) -> str:
    return f".{form.kind.value}{'.gz' if form.is_compressed else ''}"


class _StaysOpen:
    """pyarrow closes what it writes to; the file is closed by who opened it. `recode` may change the encoding."""

    closed = False

    def __init__(self, file: IO[bytes], recode: Callable[[bytes], bytes] = bytes) -> None:
        self._file, self._recode = file, recode

    def write(self, content: bytes) -> int:
        self._file.write(self._recode(content))
        return len(content)

    def flush(self) -> None:
        """Who opened the file puts it on disk."""

    def close(self) -> None:
        """Who opened the file closes it."""


def _to_gb18030() -> Callable[[bytes], bytes]:
    """Every character has a place in GB18030, so nothing is lost. A chunk may end inside a character."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    return lambda content: decoder.decode(bytes(content)).encode("gb18030")


@contextmanager
def _csv(out: IO[bytes], schema: pa.Schema, encoding: Encoding) -> Iterator[RowWriter]:
    is_utf_8 = encoding is Encoding.UTF_8
    if is_utf_8:
        out.write(codecs.BOM_UTF8)
    with csv.CSVWriter(_StaysOpen(out) if is_utf_8 else _StaysOpen(out, _to_gb18030()), schema) as writer:
        yield writer


@contextmanager
def _parquet(out: IO[bytes], schema: pa.Schema) -> Iterator[RowWriter]:
    with pq.ParquetWriter(_StaysOpen(out), schema, compression="zstd") as writer:
        yield writer


class _Sheet:
    """Rows of one worksheet. Text stays text: a phone is no number and a formula is not run."""

    def __init__(self, sheet: Any, schema: pa.Schema, day: Any) -> None:
        self._sheet, self._next, self._day = sheet, 1, day
        sheet.write_row(0, 0, schema.names)
        self._write = [self._writer_of(field.type) for field in schema]

    def _writer_of(self, kind: pa.DataType) -> Any:
        if pa.types.is_date(kind):
            return lambda row, place, value: self._sheet.write_datetime(row, place, value, self._day)
        if pa.types.is_boolean(kind):
            return self._sheet.write_boolean
        if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            return self._sheet.write_number
        return self._sheet.write_string

    def write_batch(self, batch: pa.RecordBatch) -> None:
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            for place, value in enumerate(values):
                if value is not None and self._write[place](self._next, place, value):
                    raise _too_long(value)
            self._next += 1


def _too_long(value: object) -> ListError:
    return ListError(
        Sentence(
            "A cell of a workbook holds at most 32767 characters; one value has {found}, and begins with {start}. "
            "Choose CSV, or leave the column out.",
            {"found": len(str(value)), "start": str(value)[:20]},
        )
    )


@contextmanager
def _xlsx(out: IO[bytes], schema: pa.Schema, folder: Path) -> Iterator[RowWriter]:
    """Rows wait in the list's own folder until the workbook is packed: what fails leaves none of them elsewhere."""
    with TemporaryDirectory(dir=folder, prefix=ASIDE) as scratch:
        book = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": scratch})
        book.set_properties({"created": SOME_DAY})
        sheet = book.add_worksheet()
        with closing(sheet.row_data_fh):  # the workbook closes it only when it is packed
            yield _Sheet(sheet, schema, book.add_format({"num_format": "yyyy-mm-dd"}))
            try:
                book.close()
            except FileCreateError as failed:
                raise OSError(*failed.args[0].args) from failed
