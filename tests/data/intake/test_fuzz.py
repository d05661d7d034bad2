"""Broken files by the thousand: every one is taken in or refused in words, and a refusal leaves nothing behind."""

from __future__ import annotations

import io
import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import FenqunError, UnreadableFile
from data.intake import check_export, discard_staging
from data.intake.csv_files import csv_sheet, stage_csv
from data.intake.files import delivered_files
from data.intake.parquet_files import parquet_part, parquet_sheet
from data.intake.xlsx_files import stage_xlsx, xlsx_sheets
from data.settings import Settings

NOW = datetime(2024, 7, 1, tzinfo=UTC)
ORDERS = (
    "订单编号,会员ID,下单时间,实付金额,订单状态,备注\n"
    'A1,007,2024-05-01 10:00:00,"1,234.50",已完成,"多行\n备注"\n'
    "A2,008,2024-05-02 11:00:00,20,已取消,\n"
)
CELLS = st.sampled_from(
    [
        "",
        "1",
        "-1",
        "0",
        "x",
        "2024-01-01",
        "01/02/2024",
        "1e400",
        "NaN",
        "∞",
        "是",
        '"',
        "a\nb",
        "\r",
        "1,2",
        "9" * 40,
        "\ufeff",
    ]
)
HEADERS = st.sampled_from(
    [
        "order_id",
        "订单号",
        "user_id",
        "ordered_at",
        "paid_amount",
        "status",
        "退款",
        "gross",
        "currency",
        "is_test",
        "x",
        "",
        "rule",
    ]
)


def _parquet() -> bytes:
    buffer = io.BytesIO()
    columns = {
        "order_id": ["1", "2", "3"],
        "user_id": ["a", "b", "a"],
        "ordered_at": [datetime(2024, 5, day, tzinfo=UTC) for day in (1, 2, 3)],
        "paid_amount": [1.5, None, 3.0],
    }
    pa.parquet.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def _workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("orders")
        for place, line in enumerate(["order_id,ordered_at,paid_amount", "1,2024-05-01,2", "2,2024-05-02,3"]):
            sheet.write_row(place, 0, line.split(","))
    return buffer.getvalue()


WHOLE = {
    "orders.csv": ORDERS.encode(),
    "orders_gbk.csv": ORDERS.encode("gb18030"),
    "orders.parquet": _parquet(),
    "orders.xlsx": _workbook(),
}


@st.composite
def damaged(draw: st.DrawFn, name: str) -> bytes:
    """The file cut, with bytes changed, inserted, or a piece doubled."""
    content = bytearray(WHOLE[name])
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        piece = draw(st.binary(max_size=6))
        match draw(st.sampled_from(["cut", "change", "insert", "double"])):
            case "cut":
                del content[place:]
            case "change":
                content[place : place + len(piece)] = piece
            case "insert":
                content[place:place] = piece
            case _:
                content[place:place] = content[: place // 2]
    return bytes(content)


def _read(path: Path, folder: Path) -> int:
    """All rows of a file, by way of the readers alone."""
    rows = 0
    delivery = delivered_files([path])
    if delivery.faults:
        raise UnreadableFile(*delivery.faults)
    for file in delivery.files:
        if path.suffix == ".parquet":
            rows += parquet_part(parquet_sheet(file)).rows
        elif path.suffix == ".xlsx":
            rows += sum(stage_xlsx(sheet, folder).rows for sheet in xlsx_sheets(file))
        else:
            rows += stage_csv(csv_sheet(file), folder).rows
    return rows


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=600)
@given(data=st.data())
def test_a_damaged_file_is_read_or_named(name: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data.draw(damaged(name)))
        with suppress(FenqunError):
            assert _read(path, Path(folder)) >= 0


@settings(max_examples=400)
@given(lines=st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6), headers=st.lists(HEADERS, max_size=6))
def test_any_cells_are_staged_or_named(lines: list[list[str]], headers: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_text("\n".join(",".join(line) for line in [headers, *lines]), "utf-8")
        with suppress(FenqunError):
            assert _read(path, Path(folder)) >= 0


@settings(max_examples=60)
@given(
    name=st.sampled_from(list(WHOLE)),
    data=st.data(),
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=4),
)
def test_a_whole_check_adds_up_or_refuses_and_leaves_nothing(
    name: str, data: st.DataObject, rows: list[tuple[str, ...]]
) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        quoted = ['"' + '","'.join(cell.replace('"', '""') for cell in row) + '"' for row in rows]
        (folder / "order_items.csv").write_text("\n".join(["order_id,product_id,item_amount,size", *quoted]), "utf-8")
        (folder / name).write_bytes(data.draw(damaged(name)))
        _check_whole(folder)
    finally:
        shutil.rmtree(folder)


def _check_whole(folder: Path) -> None:
    home = Path(tempfile.mkdtemp())
    try:
        export = check_export([folder], settings=Settings(home=home, failed_share_limit=1.0, threads=1), now=NOW)
    except FenqunError:
        assert not any((home / "staging").iterdir())
    else:
        for table in export.tables.values():
            read = sum(source.rows for source in table.sources)
            assert table.good_rows + table.failed_rows + table.duplicate_rows == read
        discard_staging(export)
    finally:
        shutil.rmtree(home)
