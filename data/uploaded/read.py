"""An uploaded file, read as exports are read: any encoding, any delimiter, titles above the headers."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from data.contract import table
from data.errors import UnreadableFile
from data.intake.csv_files import csv_sheet, stage_csv
from data.intake.files import DeliveredFile, Format, delivered_files
from data.intake.headers import column_meant
from data.intake.parquet_files import parquet_part, parquet_sheet
from data.intake.parts import Part
from data.intake.xlsx_files import stage_xlsx, xlsx_sheets
from data.sentence import Sentence
from data.uploaded.identities import MATCH_LABELS, MatchOn, identity


@dataclass(frozen=True, eq=False)
class UploadedFile:
    """`texts` has a column for each header, in the file's order; a value as it was written, trimmed, blank is None."""

    title: str
    texts: dict[str, list[str | None]]

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(self.texts)

    def column(self, header: str) -> list[str | None]:
        """Raises `UnreadableFile` when there is none under this header."""
        if header in self.texts:
            return self.texts[header]
        raise UnreadableFile(
            Sentence(
                "{file} has no column {header}; its columns are {found}.",
                {"file": self.title, "header": header, "found": self._shown_headers()},
            )
        )

    def names(self, match: MatchOn) -> list[str | None]:
        """The column that names people: the one whose header means what they are matched on, or the only one.

        Raises `UnreadableFile` when it is not plain which that is.
        """
        found = [header for header in self.texts if means(header, match)]
        if len(found) == 1:
            return self.texts[found[0]]
        if len(self.texts) == 1:
            ((first, given),) = self.texts.items()
            has_no_header = match in (MatchOn.PHONE, MatchOn.EMAIL) and identity(first, match) is not None
            return [first, *given] if has_no_header else given
        raise UnreadableFile(
            Sentence(
                "{file} has no single column that is {match}; its columns are {found}. Name one {expected}.",
                {
                    "file": self.title,
                    "match": MATCH_LABELS[match],
                    "found": self._shown_headers(),
                    "expected": match.value,
                },
            )
        )

    def matches(self) -> tuple[MatchOn, ...]:
        """What its people could be matched on, by its headers."""
        return tuple(match for match in MatchOn if any(means(header, match) for header in self.texts))

    def _shown_headers(self) -> str:
        return ", ".join(self.headers[:20])


def means(header: str, match: MatchOn) -> bool:
    meant = column_meant(header, table("users"))
    return meant is not None and meant[0] == match.value


def read_upload(file: Path) -> UploadedFile:
    """One CSV, XLSX or Parquet file. Raises `UnreadableFile`."""
    delivered = delivered_files((file,))
    if delivered.faults or len(delivered.files) != 1:
        raise UnreadableFile(*(delivered.faults or [_one_file(file)]))
    with tempfile.TemporaryDirectory() as folder:
        part = _part(delivered.files[0], Path(folder))
        headers = part.sheet.headers
        rows = pa.parquet.read_table(part.parquet, columns=[header.physical for header in headers])
        texts = {header.text: [_text(value) for value in rows[header.physical].to_pylist()] for header in headers}
    return UploadedFile(part.sheet.title, texts)


def _text(value: object) -> str | None:
    return None if value is None else str(value).strip() or None


def _part(file: DeliveredFile, folder: Path) -> Part:
    if file.format is Format.PARQUET:
        return parquet_part(parquet_sheet(file))
    if file.format is Format.XLSX:
        return stage_xlsx(next(iter(xlsx_sheets(file))), folder)
    part = stage_csv(csv_sheet(file), folder)
    if part.ragged:
        raise UnreadableFile(
            Sentence(
                "{file}, row {row}: as many fields as the header has are expected. Export it again.",
                {"file": str(file.path), "row": part.ragged[0].row},
            )
        )
    return part


def _one_file(file: Path) -> Sentence:
    return Sentence("{file} is not one file. Choose one CSV, XLSX or Parquet file.", {"file": str(file)})
