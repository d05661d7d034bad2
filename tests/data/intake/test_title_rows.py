"""Titles above the headers and totals below the rows, as platforms and spreadsheets write them."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter

from data.intake.title_rows import header_place
from tests.data.intake.conftest import Check, good_rows, rules

HEADERS = ["订单号", "下单时间", "实付金额", "渠道"]
BODY = [["A1", "2024-05-01", "10.5", "天猫"], ["A2", "2024-05-02", "20", "京东"]]


def workbook(rows: list[list[str]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("订单")
        sheet.merge_range(0, 0, 0, 3, "2024年5月 订单明细")
        for place, row in enumerate(rows, start=3):
            sheet.write_row(place, 0, row)
    return buffer.getvalue()


def text(rows: list[list[str]]) -> bytes:
    return ("2024年5月 订单明细\n导出时间：,2024-06-01\n\n" + "".join(",".join(row) + "\n" for row in rows)).encode()


WRITTEN = {"orders.xlsx": workbook, "orders.csv": text}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_title_above_the_headers_is_skipped_and_told(name: str, check: Check) -> None:
    export = check({name: WRITTEN[name]([HEADERS, *BODY])})
    assert [row["order_id"] for row in good_rows(export, "orders")] == ["A1", "A2"]
    (told,) = [finding for finding in export.findings if finding.rule == "title_rows"]
    assert "the headers are in row 4. Rows above them were taken as a title and skipped: 3." in str(told.sentence)


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("word", ["合计", "總計", "小计：", "Total"])
def test_a_row_of_totals_is_set_aside_and_no_other_rule_speaks_of_it(name: str, word: str, check: Check) -> None:
    export = check({name: WRITTEN[name]([HEADERS, *BODY, [word, "", "30.5", ""]])}, failed_share_limit=0.5)
    assert export.tables["orders"].good_rows == 2
    assert {rule: rows for rule, rows in rules(export).items() if rows} == {"total_row": 1, "title_rows": 3}


@pytest.mark.parametrize("name", WRITTEN)
def test_rows_below_a_title_keep_the_numbers_a_spreadsheet_shows(name: str, check: Check) -> None:
    export = check({name: WRITTEN[name]([HEADERS, *BODY, ["合计", "", "30.5", ""]])}, failed_share_limit=0.5)
    (total,) = [finding for finding in export.findings if finding.rule == "total_row"]
    assert [example["source_row"] for example in total.examples] == [7]


def test_totals_in_parquet_are_ids_like_others(check: Check) -> None:
    buffer = io.BytesIO()
    rows = {"order_id": ["total", "A2"], "ordered_at": ["2024-05-01"] * 2, "paid_amount": [1, 2]}
    pa.parquet.write_table(pa.table(rows), buffer)
    assert check({"orders.parquet": buffer.getvalue()}).tables["orders"].good_rows == 2


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([["order_id", "paid_amount"], ["1", "2"]], 0),
        ([[], ["title"], ["订单号", "实付金额", "自定义"]], 2),
        ([["单据", "日子", "钱"], ["订单号", "实付金额", "x"]], 0),
        ([["title"], ["单据", "日子", "钱"]], 0),
        ([["title"], *([""],) * 30, ["订单号", "实付金额"]], 0),
    ],
    ids=["first row", "below a title", "three cells are headers", "nothing proven", "too far below"],
)
def test_headers_are_looked_for_only_where_they_are_proven(rows: list[list[str]], place: int) -> None:
    assert header_place(rows) == place
