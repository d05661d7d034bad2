"""XLSX in: guarded against zip bombs before it is opened, each visible sheet one part, all cells as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import fastexcel
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from data.errors import UnreadableFile
from data.intake.files import DeliveredFile
from data.intake.parts import ROW_COLUMN, Part, Sheet, check_headers, text_headers
from data.intake.title_rows import LOOKED_THROUGH, header_place
from data.intake.workbook_guard import check_workbook, damaged_workbook
from data.sentence import Sentence


def xlsx_sheets(file: DeliveredFile, beat: Callable[[], None] = lambda: None) -> Iterator[Sheet]:
    """The visible sheets that hold anything. Raises `UnreadableFile` for bombs and damaged files."""
    check_workbook(file.path, beat)
    found = 0
    workbook = _workbook(file.path)
    for name in workbook.sheet_names:
        cells = _cells(workbook, file.path, name, n_rows=LOOKED_THROUGH)
        if cells is None:
            continue
        found += 1
        rows = [[str(cell or "") for cell in row.values()] for row in cells.to_pylist()]
        place = header_place(rows)
        headers = text_headers(rows[place])
        sheet = Sheet(file, headers, name=name, rows_above=place)
        check_headers(sheet.title, headers)
        yield sheet
    if not found:
        raise UnreadableFile(Sentence("{file} is empty. Export it again.", {"file": str(file.path)}))


def stage_xlsx(sheet: Sheet, folder: Path) -> Part:
    """All rows of a sheet as text. Dates are typed cells in a workbook and come out as ISO text."""
    cells = _cells(_workbook(sheet.file.path), sheet.file.path, str(sheet.name))
    if cells is None:
        raise UnreadableFile(Sentence("{file} is empty. Export it again.", {"file": sheet.title}))
    numbered = pa.table(
        [*(column.cast(pa.string()) for column in cells.columns), pa.array(range(1, len(cells) + 1), pa.int64())],
        names=[*(header.physical for header in sheet.headers), ROW_COLUMN],
    ).slice(sheet.rows_above + 1)
    filled = numbered.filter(_has_value(numbered))
    target = folder / "rows.parquet"
    pa.parquet.write_table(filled, target, compression="lz4")
    return Part(sheet, target, len(filled), is_staged=True)


def _has_value(table: pa.Table) -> pa.ChunkedArray:
    """Formatted but empty rows at the end of a sheet are no rows."""
    has_value = pa.compute.is_valid(table.column(0))
    for column in table.columns[1:-1]:
        has_value = pa.compute.or_(has_value, pa.compute.is_valid(column))
    return has_value


def _workbook(path: Path) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(path)
    except (fastexcel.FastExcelError, OSError, ValueError) as reason:
        raise damaged_workbook(path, reason) from reason


def _cells(workbook: fastexcel.ExcelReader, path: Path, name: str, n_rows: int | None = None) -> pa.Table | None:
    try:
        # Without skip_rows blank rows at the top are dropped, and rows lose the numbers that the person sees.
        sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string", n_rows=n_rows)
        if sheet.visible != "visible" or sheet.width == 0 or sheet.height == 0:
            return None
        return pa.Table.from_batches([sheet.to_arrow()])
    except (fastexcel.FastExcelError, pa.ArrowInvalid, ValueError) as reason:
        raise damaged_workbook(path, reason) from reason
