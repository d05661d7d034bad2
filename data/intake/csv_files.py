"""CSV in: the delimiter is found, and rows go as text, unchanged, into a Parquet file with bounded memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from data.errors import UnreadableFile
from data.intake.encodings import LINE_LIMIT, PIECE, fitting_encodings, opened
from data.intake.files import DeliveredFile
from data.intake.mapping import ExportMapping
from data.intake.parts import ROW_COLUMN, Part, RaggedRow, Sheet, check_headers, text_headers
from data.intake.settled import settled
from data.intake.title_rows import LOOKED_THROUGH, header_place
from data.sentence import Sentence

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_CHARACTERS = 1 << 18
RAGGED_LIMIT = 100_000


@dataclass(frozen=True)
class Sample:
    """The first rows of a file as one encoding reads them."""

    text: str
    delimiter: str
    header: list[str]
    lines_above: int


def csv_sheet(
    file: DeliveredFile, beat: Callable[[], None] = lambda: None, mapping: ExportMapping | None = None
) -> Sheet:
    """Reads the file once in full for its encoding, then its first rows for delimiter and headers."""
    declared = (mapping or ExportMapping()).encoding_of(file.path)
    samples = {each: _sample(file, each) for each in fitting_encodings(file.path, beat, declared=declared)}
    encoding = settled(file.path, {each: (sample.text, sample.header) for each, sample in samples.items()})
    sample = samples[encoding]
    if not any(name.strip() for name in sample.header):
        raise UnreadableFile(Sentence("{file} is empty. Export it again.", {"file": str(file.path)}))
    headers = text_headers(sample.header)
    check_headers(str(file.path), headers)
    return Sheet(file, headers, encoding=encoding, delimiter=sample.delimiter, rows_above=sample.lines_above)


def _sample(file: DeliveredFile, encoding: str) -> Sample:
    with io.TextIOWrapper(opened(file.path), encoding=encoding, newline="") as text:
        beginning = text.read(SAMPLE_CHARACTERS)
    delimiter = _delimiter(beginning)
    records = list(islice(_records(beginning, delimiter), LOOKED_THROUGH))
    header = records[header_place([record.cells for record in records])] if records else Record(0, [])
    # Blank lines at the very beginning are passed over anyhow.
    is_first = not records or header is records[0]
    return Sample(beginning, delimiter, header.cells, 0 if is_first else header.lines_before)


@dataclass(frozen=True)
class Record:
    """A row of a sample, and how many lines of the file come before it."""

    lines_before: int
    cells: list[str]


def _records(sample: str, delimiter: str) -> Iterator[Record]:
    """Non-empty records of a sample; its last, perhaps cut, record is included."""
    csv.field_size_limit(LINE_LIMIT)
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    lines_before = 0
    try:
        for cells in reader:
            if cells:
                yield Record(lines_before, cells)
            lines_before = reader.line_num
    except csv.Error:
        return


def _delimiter(sample: str) -> str:
    """The one that cuts most rows into the same number of fields as the header; more fields win between equals."""

    def fit(delimiter: str) -> tuple[float, int]:
        rows = [record.cells for record in islice(_records(sample, delimiter), 200)]
        records = rows[header_place(rows) :]
        width = len(records[0]) if records else 0
        if width < 2:
            return 0.0, width
        body = records[1:-1] or records[1:] or records
        return sum(len(record) == width for record in body) / len(body), width

    return max(DELIMITERS, key=fit)


def stage_csv(sheet: Sheet, folder: Path, beat: Callable[[], None] = lambda: None) -> Part:
    """All rows as text in `folder`; rows with too many or too few fields are set apart with their row numbers."""
    path = sheet.file.path
    _check_quotes(sheet)
    ragged: list[RaggedRow] = []
    target = folder / "rows.parquet"
    names = [header.physical for header in sheet.headers]
    schema = pa.schema([*((name, pa.string()) for name in names), (ROW_COLUMN, pa.int64())])
    try:
        with _utf8(sheet) as stream, pa.parquet.ParquetWriter(target, schema, compression="lz4") as writer:
            reader = _reader(stream, sheet, names, ragged)
            rows = _copy(reader, sheet.rows_above, ragged, writer, beat)
    except pa.ArrowInvalid as reason:
        raise UnreadableFile(
            Sentence(
                "{file} cannot be read as CSV: {reason}. A quotation mark that is never closed is the usual cause.",
                {"file": str(path), "reason": str(reason).split("\n", 1)[0][:300]},
            )
        ) from reason
    return Part(sheet, target, rows, is_staged=True, ragged=tuple(ragged))


def _reader(
    stream: io.BufferedReader, sheet: Sheet, names: list[str], ragged: list[RaggedRow]
) -> pa.csv.CSVStreamingReader:
    def set_apart(invalid: pa.csv.InvalidRow) -> str:
        if len(ragged) >= RAGGED_LIMIT:
            return "error"
        ragged.append(RaggedRow(invalid.number, invalid.actual_columns, invalid.text))
        return "skip"

    return pa.csv.open_csv(
        stream,
        read_options=pa.csv.ReadOptions(
            column_names=names, block_size=2 * LINE_LIMIT, use_threads=False, skip_rows=sheet.rows_above
        ),
        parse_options=pa.csv.ParseOptions(
            delimiter=sheet.delimiter, newlines_in_values=True, invalid_row_handler=set_apart
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=True
        ),
    )


def _copy(
    reader: pa.csv.CSVStreamingReader,
    rows_above: int,
    ragged: list[RaggedRow],
    writer: pa.parquet.ParquetWriter,
    beat: Callable[[], None],
) -> int:
    """The first row read is the header. Numbers of rows set apart are left out of the count of `ROW_COLUMN`."""
    read = 0
    for batch in reader:
        beat()
        positions = rows_above + np.arange(read + 1, read + batch.num_rows + 1)
        shifts = np.array([invalid.row - place for place, invalid in enumerate(ragged)], dtype=np.int64)
        numbers = positions + np.searchsorted(shifts, positions, side="right")
        # From its buffer: making an Arrow array of a NumPy one would import pandas, which takes a second.
        column = pa.Array.from_buffers(pa.int64(), len(numbers), [None, pa.py_buffer(numbers)])
        table = pa.Table.from_batches([batch]).append_column(ROW_COLUMN, column)
        writer.write_table(table.slice(1) if read == 0 else table)
        read += batch.num_rows
    return max(read - 1, 0)


def _utf8(sheet: Sheet) -> io.BufferedReader:
    raw = opened(sheet.file.path)
    if sheet.encoding == "utf-8":
        return cast(io.BufferedReader, raw)
    return io.BufferedReader(_Recoded(raw, sheet.encoding), PIECE)


class _Recoded(io.RawIOBase):
    """A readable stream that gives the UTF-8 bytes of a text in another encoding."""

    def __init__(self, raw: io.BufferedIOBase | object, encoding: str) -> None:
        self._text = io.TextIOWrapper(raw, encoding=encoding, newline="")  # type: ignore[type-var]
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        if not self._left:
            self._left = self._text.read(max(len(view) // 3, 1)).encode("utf-8")
        given = self._left[: len(view)]
        view[: len(given)] = given
        self._left = self._left[len(given) :]
        return len(given)

    def close(self) -> None:
        self._text.close()
        super().close()


def _check_quotes(sheet: Sheet) -> None:
    """An open quotation mark swallows all that follows. Only a file with an odd number of marks needs the slow look."""
    with _utf8(sheet) as stream:
        marks = 0
        while piece := stream.read(PIECE):
            marks += piece.count(b'"')
    if marks % 2 == 0:
        return
    csv.field_size_limit(LINE_LIMIT)
    with io.TextIOWrapper(_utf8(sheet), encoding="utf-8", newline="") as text:
        reader = csv.reader(text, delimiter=sheet.delimiter, strict=True)
        started = 1
        try:
            for _ in reader:
                started = reader.line_num + 1
        except csv.Error as reason:
            if "unexpected end" not in str(reason) and "field larger" not in str(reason):
                return
            raise UnreadableFile(
                Sentence(
                    "{file}, line {line}: a quotation mark is opened and never closed. Export it again.",
                    {"file": sheet.title, "line": started},
                )
            ) from reason
