"""Files as they really come: encodings, delimiters, workbooks, folders, and everything that is broken."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter

from data.errors import MappingError, UnreadableFile
from data.intake.csv_files import csv_sheet, stage_csv
from data.intake.encodings import fitting_encodings
from data.intake.files import DeliveredFile, Format
from tests.data.intake.conftest import Check, good_rows

ORDERS = "order_id,ordered_at,paid_amount,channel\nA1,2024-05-01,10.5,天猫旗舰店\n00A2,2024-05-02,20,京东自营店\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_its_encoding(encoding: str, check: Check) -> None:
    rows = good_rows(check({"orders.csv": ORDERS.encode(encoding)}), "orders")
    assert [row["channel"] for row in rows] == ["天猫旗舰店", "京东自营店"]


def test_western_letters_alone_are_windows_1252(check: Check) -> None:
    text = ORDERS.replace("天猫旗舰店", "Müller & Söhne").replace("京东自营店", "Café à Orléans")
    rows = good_rows(check({"orders.csv": text.encode("cp1252")}), "orders")
    assert [row["channel"] for row in rows] == ["Müller & Söhne", "Café à Orléans"]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str, check: Check) -> None:
    assert check({"orders.csv": ORDERS.replace(",", delimiter)}).tables["orders"].good_rows == 2


def test_a_gzipped_csv_is_read(check: Check) -> None:
    assert check({"orders.csv.gz": gzip.compress(ORDERS.encode())}).tables["orders"].good_rows == 2


def test_quoted_line_breaks_stay_in_their_value(check: Check) -> None:
    rows = good_rows(check({"orders.csv": ORDERS.replace("天猫旗舰店", '"one\nor, two"')}), "orders")
    assert rows[0]["channel"] == "one\nor, two"


def test_leading_zeros_of_ids_stay(check: Check) -> None:
    assert [row["order_id"] for row in good_rows(check({"orders.csv": ORDERS}), "orders")] == ["A1", "00A2"]


def _workbook(**sheets: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return buffer.getvalue()


def test_each_sheet_of_a_workbook_is_a_table(check: Check) -> None:
    from datetime import datetime

    book = _workbook(
        users=[["user_id", "joined_at"], ["007", datetime(2024, 1, 2, 3, 4)]],
        orders=[["order_id", "user_id", "ordered_at", "paid_amount"], ["A1", "007", datetime(2024, 5, 1), 12.5]],
    )
    export = check({"export.xlsx": book})
    (member,) = good_rows(export, "users")
    assert (member["user_id"], f"{member['joined_at']:%F %H:%M}") == ("007", "2024-01-01 19:04")
    assert good_rows(export, "orders")[0]["paid_cents"] == 1250


def test_ids_typed_as_long_numbers_in_a_workbook_are_ruined(check: Check) -> None:
    rows: list[list[object]] = [["order_id", "ordered_at", "paid_amount"]]
    rows += [[1.03e19 + step * 1e5, "2024-05-01", 1] for step in range(3)]
    with pytest.raises(UnreadableFile, match="15 digits"):
        check({"orders.xlsx": _workbook(orders=rows)})


def test_a_zip_bomb_is_not_opened(check: Check) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (80 << 20))
    with pytest.raises(UnreadableFile, match="zip bomb"):
        check({"orders.xlsx": buffer.getvalue()})


def _parquet(**columns: list[object]) -> bytes:
    buffer = io.BytesIO()
    pa.parquet.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def test_hive_folders_with_differing_columns_become_one_table(check: Check) -> None:
    export = check(
        {
            "orders/channel=天猫/a.parquet": _parquet(order_id=["1"], ordered_at=["2024-05-01"], paid_amount=[1.25]),
            "orders/channel=app/b.parquet": _parquet(
                order_id=[2], ordered_at=["2024-05-02"], paid_amount=[2], coupon=["c"], note=["x"]
            ),
        }
    )
    rows = {row["order_id"]: row for row in good_rows(export, "orders")}
    assert {key: (row["channel"], row["paid_cents"], row["coupon_id"]) for key, row in rows.items()} == {
        "1": ("天猫", 125, None),
        "2": ("app", 200, "c"),
    }
    assert [extra.name for extra in export.tables["orders"].extras] == ["note"]


def test_parquet_ids_that_were_floating_numbers_keep_their_digits(check: Check) -> None:
    rows = good_rows(
        check({"orders.parquet": _parquet(order_id=[12.0, 13.0], ordered_at=["2024-05-01"] * 2, paid_amount=[1, 2])}),
        "orders",
    )
    assert [row["order_id"] for row in rows] == ["12", "13"]


def test_a_truncated_parquet_is_named_as_damaged(check: Check) -> None:
    whole = _parquet(order_id=["1"], ordered_at=["2024-05-01"], paid_amount=[1])
    with pytest.raises(UnreadableFile, match="damaged or cut off"):
        check({"orders.parquet": whole[: len(whole) // 2]})


BROKEN = {
    "an empty file": ("orders.csv", b"", "is empty"),
    "blank lines only": ("orders.csv", b"\n\n", "is empty"),
    "NUL bytes": ("orders.csv", b"order_id,x\n1,\0\n", "line 2: there are NUL bytes"),
    "an endless line": ("orders.csv", b"order_id," + b"x" * (17 << 20), "longer than 16 MiB"),
    "too many columns": ("orders.csv", ",".join(f"c{n}" for n in range(10_000)).encode(), "10,000 columns"),
    "noise named as Parquet": ("orders.parquet", bytes(range(1, 65)), "does not begin as Parquet does"),
    "text named as Parquet": ("orders.parquet", b"order_id\n1\n", "named as Parquet"),
    "a web page named as CSV": ("orders.csv", b"<html><table>", "a web page"),
    "an old workbook": ("orders.xls", b"\xd0\xcf\x11\xe0rest", "old Excel"),
    "a cut workbook": ("orders.xlsx", _workbook(orders=[["a"]])[:600], "damaged or cut off"),
    "mixed encodings": ("orders.csv", "渠道名称,订单编号列\n".encode() + "天猫,一\n".encode("gb18030"), "until line 2"),
    "mixed encodings, GB18030 first": (
        "orders.csv",
        "渠道名称,订单编号列\n".encode("gb18030") + "天猫店,一\n".encode(),
        "mixes encodings",
    ),
    "a cut gzip": ("orders.csv.gz", gzip.compress(ORDERS.encode() * 50)[:60], "cannot be read to its end"),
}


@pytest.mark.parametrize(("name", "content", "says"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_with_what_is_wrong(name: str, content: bytes, says: str, check: Check) -> None:
    with pytest.raises(UnreadableFile, match=says):
        check({name: content})


def test_a_file_without_headers_is_told_so_once(check: Check) -> None:
    with pytest.raises(MappingError, match="looks like a row") as refusal:
        check({"orders.csv": b"O1,M1,2025-01-01,12.50\nO2,M2,2025-01-02,13.00\n"})
    assert len(refusal.value.faults) == 1


def test_faults_of_all_files_are_told_together(check: Check) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        check({"orders.csv": b"", "users.csv": b"a\0"})
    assert len(refusal.value.faults) == 2


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    from data.intake.files import delivered_files

    (fault,) = delivered_files([tmp_path / "gone.csv"]).faults
    assert "gone.csv does not exist" in str(fault)


def test_rows_keep_the_numbers_a_spreadsheet_shows(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("a,b\n1,2\n1\n3,4\n5,6,7\n8,9\n")
    part = stage_csv(csv_sheet(DeliveredFile(path, Format.CSV)), tmp_path)
    assert [row.row for row in part.ragged] == [3, 5]
    assert pa.parquet.read_table(part.parquet).column("source row").to_pylist() == [2, 4, 6]


def test_an_accented_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_bytes("name\nMüller\n".encode("cp1252"))
    assert fitting_encodings(path) == ("cp1252",)


def test_a_workbook_sheet_that_fits_nothing_is_asked(check: Check) -> None:
    with pytest.raises(MappingError, match="fits no table"):
        check({"orders.csv": ORDERS, "more.xlsx": _workbook(Sheet1=[["apples"], ["1"]])})
