"""A mapping file to start from: what was recognised, written out, so that a person confirms and corrects it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from data.contract import Table
from data.errors import UnreadableFile
from data.intake.csv_files import csv_sheet
from data.intake.files import DeliveredFile, Format, delivered_files
from data.intake.headers import plain, recognise
from data.intake.mapping import IGNORE, ExportMapping, TableMapping
from data.intake.parquet_files import parquet_sheet
from data.intake.parts import Sheet
from data.intake.recognition import likely_table
from data.intake.xlsx_files import xlsx_sheets
from data.settings import Settings


def suggest_mapping(paths: Sequence[Path], *, settings: Settings) -> ExportMapping:
    """What an empty mapping would recognise, declared; of two headers for one column the first, the others as extras.

    Files that fit no table are declared as ignored. Values are not looked at. Raises `UnreadableFile`.
    """
    delivery = delivered_files([Path(path).absolute() for path in paths])
    if delivery.faults:
        raise UnreadableFile(*delivery.faults)
    files: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    for file in delivery.files:
        for sheet in _sheets(file):
            table = likely_table(sheet)
            files[sheet.name or file.path.name] = table.name if table else IGNORE
            if table is not None:
                columns.setdefault(table.name, {}).update(_columns(sheet, table))
    tables = {name: TableMapping(columns=each) for name, each in columns.items() if each}
    return ExportMapping(timezone=settings.timezone, files=files, tables=tables)


def _sheets(file: DeliveredFile) -> list[Sheet]:
    match file.format:
        case Format.PARQUET:
            return [parquet_sheet(file)]
        case Format.XLSX:
            return list(xlsx_sheets(file))
    return [csv_sheet(file)]


def _columns(sheet: Sheet, table: Table) -> dict[str, str]:
    """Foreign headers only: the contract's own names need no declaration."""
    recognised = recognise(sheet, table, TableMapping())
    columns = {
        header.text: each.name
        for each, header in recognised.columns_of(table)
        if plain(header.text) != plain(each.name)
    }
    for name, headers in recognised.ambiguous.items():
        columns |= {headers[0]: name} | dict.fromkeys(headers[1:], "extra")
    return columns
