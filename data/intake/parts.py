"""One table-shaped part of a delivered file: its headers, and where its rows lie as Parquet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from data.errors import UnreadableFile
from data.intake.files import DeliveredFile
from data.sentence import Sentence

COLUMN_LIMIT = 1000
ROW_COLUMN = "source row"  # of staged files: the row as a spreadsheet counts it, from 1


class Source(StrEnum):
    """The type a column arrives in."""

    TEXT = "text"
    INTEGER = "integer"
    FLOAT = "float"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    LOCAL_TIME = "timestamp"
    UTC_TIME = "timestamptz"
    TEXTS = "list"
    OTHER = "other"


@dataclass(frozen=True)
class Header:
    """A delivered column: the header as written, the name DuckDB reads it by, its type."""

    text: str
    physical: str
    source: Source


@dataclass(frozen=True)
class Sheet:
    """What can be known of a part before its rows are read. `name` is the sheet of a workbook."""

    file: DeliveredFile
    headers: tuple[Header, ...]
    name: str | None = None
    encoding: str = ""
    delimiter: str = ""
    rows_above: int = 0  # a title and blank lines over the headers

    @property
    def columns(self) -> tuple[Header, ...]:
        """Its own headers, then those that the `name=value` folders above it add."""
        own = {header.text.casefold() for header in self.headers}
        return self.headers + tuple(
            Header(name, name, Source.TEXT) for name, _ in self.file.partitions if name.casefold() not in own
        )

    @property
    def title(self) -> str:
        return f"{self.file.path} [{self.name}]" if self.name else str(self.file.path)


@dataclass(frozen=True)
class RaggedRow:
    """A line with more or fewer fields than the header."""

    row: int
    fields: int
    text: str


@dataclass(frozen=True)
class Part:
    """A sheet whose rows lie in `parquet`. `rows` counts them without the ragged ones."""

    sheet: Sheet
    parquet: Path
    rows: int
    is_staged: bool
    ragged: tuple[RaggedRow, ...] = ()


def text_headers(texts: Sequence[str]) -> tuple[Header, ...]:
    """Headers of a staged file, whose physical names are `column 0`, `column 1` …"""
    return tuple(
        Header(text.strip(" \t\r\n\u3000\u00a0\ufeff"), f"column {place}", Source.TEXT)
        for place, text in enumerate(texts)
    )


def check_headers(title: str, headers: Sequence[Header]) -> None:
    """Refuses too many columns and two columns of one name."""
    if len(headers) > COLUMN_LIMIT:
        raise UnreadableFile(
            Sentence(
                "{file} has {columns} columns; at most {limit} can be read. "
                "Either the delimiter is unusual, or the export is turned sideways: one row per record is expected.",
                {"file": title, "columns": len(headers), "limit": COLUMN_LIMIT},
            )
        )
    counts = Counter(header.text.casefold() for header in headers if header.text)
    twice = [header.text for header in headers if counts[header.text.casefold()] > 1]
    if twice:
        raise UnreadableFile(
            Sentence(
                "{file} has more than one column of the same name: {columns}. Rename or remove the surplus ones.",
                {"file": title, "columns": ", ".join(sorted(set(twice)))},
            )
        )
    if not any(header.text for header in headers):
        raise UnreadableFile(
            Sentence("{file} has no headers in its first row. Add them, or export again.", {"file": title})
        )
