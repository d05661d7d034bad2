"""The names in an uploaded file, read as exports are read: any encoding, any delimiter, titles above the headers."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from data.contract import table
from data.errors import UnreadableFile
from data.intake.csv_files import csv_sheet, stage_csv
from data.intake.files import DeliveredFile, Format, delivered_files
from data.intake.headers import column_meant
from data.intake.parquet_files import parquet_part, parquet_sheet
from data.intake.parts import Part, Sheet
from data.intake.xlsx_files import stage_xlsx, xlsx_sheets
from data.sentence import Sentence
from data.uploaded.identities import MATCH_LABELS, MatchOn, identity


def names_in(file: Path, match: MatchOn) -> list[str]:
    """One text a row that holds any, as written. Raises `UnreadableFile`.

    The column is the one whose header means what the list is matched on; a file of one column needs no header.
    """
    delivered = delivered_files((file,))
    if delivered.faults or len(delivered.files) != 1:
        raise UnreadableFile(*(delivered.faults or [_one_file(file)]))
    with tempfile.TemporaryDirectory() as folder:
        part = _part(delivered.files[0], Path(folder))
        headers = part.sheet.headers
        column = _column(part.sheet, match)
        values = pa.parquet.read_table(part.parquet, columns=[headers[column].physical]).column(0)
        given = [str(value).strip() for value in values.to_pylist() if value is not None and str(value).strip()]
    first = headers[column].text
    is_a_name = match in (MatchOn.PHONE, MatchOn.EMAIL) and identity(first, match) is not None
    return [first, *given] if is_a_name else given


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


def _column(sheet: Sheet, match: MatchOn) -> int:
    meant = [column_meant(header.text, table("users")) for header in sheet.headers]
    found = [number for number, meaning in enumerate(meant) if meaning is not None and meaning[0] == match.value]
    if len(found) == 1:
        return found[0]
    if len(sheet.headers) == 1:
        return 0
    names = ", ".join(header.text for header in sheet.headers[:20])
    raise UnreadableFile(
        Sentence(
            "{file} has no single column that is {match}; its columns are {found}. Name one {expected}.",
            {"file": sheet.title, "match": MATCH_LABELS[match], "found": names, "expected": match.value},
        )
    )


def _one_file(file: Path) -> Sentence:
    return Sentence("{file} is not one file. Choose one CSV, XLSX or Parquet file.", {"file": str(file)})
