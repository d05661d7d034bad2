"""Tables on narrow paper: nothing is cut, whatever stands in them and however wide its signs are."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from pages.locale import figures
from pages.terminal.columns import column_of, tables

WORDS = st.lists(
    st.sampled_from(["45.9%", "（39.9%", "至", "52.0%）", "(¥4,827.01", "人中", "of", "回购率"]), max_size=12
)
DAYS = st.integers(0, 900).map(lambda days: date(2024, 1, 1) + timedelta(days=days))
WIDTH = 80


def printed(headers: list[str], rows: list[list[object]], cells: list[list[str]]) -> list[str]:
    columns = [
        column_of(header, [row[place] for row in rows], [row[place] for row in cells])  # type: ignore[misc]
        for place, header in enumerate(headers)
    ]
    paper = Console(file=io.StringIO(), width=WIDTH, highlight=False, markup=False, emoji=False)
    for table in tables(columns, WIDTH):
        paper.print(table)
    return paper.file.getvalue().splitlines()  # type: ignore[attr-defined, no-any-return]


@settings(max_examples=60)
@given(st.data(), st.integers(1, 14), st.integers(1, 4), st.sampled_from(["en", "zh_CN"]))
def test_nothing_is_lost_on_80_columns(data: st.DataObject, width: int, height: int, language: str) -> None:
    """Of every row each sign can be read, and days of a row stand in one line."""
    kinds = [data.draw(st.sampled_from(["day", "number", "phrase"])) for _ in range(width)]
    rows, cells = [], []
    for _ in range(height):
        values = [
            data.draw(DAYS if kind == "day" else st.integers(0, 10**9) if kind == "number" else WORDS) for kind in kinds
        ]
        rows.append([" ".join(value) if isinstance(value, list) else value for value in values])
        cells.append([figures.day(v, language) if isinstance(v, date) else str(v) for v in rows[-1]])
    lines = printed([f"列{n}" for n in range(width)], rows, cells)
    assert max(cell_len(line.rstrip()) for line in lines) <= WIDTH
    text = "\n".join(lines)
    assert [
        day for row in cells for day, kind in zip(row, kinds, strict=True) if kind == "day" and day not in text
    ] == []
    assert "…" not in text
    signs = re.sub(r"\s", "", text)
    assert len(signs) >= sum(len(re.sub(r"\s", "", cell)) for row in cells for cell in row)


def test_what_has_room_stands_in_one_table() -> None:
    lines = printed(["Begins on", "People"], [[date(2026, 1, 1), 12]], [["1 Jan 2026", "12"]])
    assert [line.rstrip() for line in lines] == ["Begins on   People", "1 Jan 2026  12"]


def test_what_has_none_stands_below_beside_the_first_column() -> None:
    days = [date(2026, 1, 1)] * 9
    lines = printed([f"Day {n}" for n in range(9)], [list(days)], [["1 Jan 2026"] * 9])
    heads = [line.split()[0:2] for line in lines if "Day" in line]
    assert heads == [["Day", "0"], ["Day", "0"]]
    assert sum(line.count("1 Jan 2026") for line in lines) == 10
