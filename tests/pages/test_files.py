"""Small answers as CSV: for spreadsheets in any language, and for nobody's formulas."""

from __future__ import annotations

import pyarrow as pa

from pages.parts.files import csv_bytes, file_name_of


def test_a_csv_begins_with_a_mark_and_speaks_the_readers_headers() -> None:
    table = pa.table({"day": ["2026-01-01"], "orders": [3]})
    assert csv_bytes(table, {"day": "日期"}) == '\ufeff"日期","orders"\n"2026-01-01",3\n'.encode()


def test_text_that_a_spreadsheet_would_run_is_quoted_and_numbers_are_not() -> None:
    table = pa.table({"name": ["=cmd()", "+86", "@x", "fine", None], "n": [-1, 2, 3, 4, 5]})
    lines = csv_bytes(table, {}).decode("utf-8-sig").splitlines()
    assert lines[1:] == ['"\'=cmd()",-1', '"\'+86",2', '"\'@x",3', '"fine",4', ",5"]


def test_a_comma_in_a_text_stays_in_its_cell() -> None:
    assert csv_bytes(pa.table({"a": ["x,y"]}), {}).decode("utf-8-sig").splitlines()[1] == '"x,y"'


def test_a_file_name_keeps_words_and_nothing_else() -> None:
    assert file_name_of("总览", "a/b:c") == "总览_a-b-c"
