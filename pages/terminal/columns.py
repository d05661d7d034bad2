"""The columns of a table on narrow paper: nothing is cut, and what has no room beside the rest stands below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len
from rich.table import Table

from data.sentence import Gap, Money, Share

BETWEEN = 2  # cells between two columns
PHRASE = 24  # a longer text may go on in the next line, but not be narrower
SIGNS = 8  # of a Chinese headline without a space


@dataclass(frozen=True)
class Column:
    """`least`: narrower than this, something would be cut; it is never more than `widest`, which needs one line."""

    header: str
    cells: tuple[str, ...]
    least: int

    @property
    def widest(self) -> int:
        return max(map(cell_len, (self.header, *self.cells)))


def column_of(header: str, values: Sequence[Gap], cells: Sequence[str]) -> Column:
    """Dates, numbers and short names stay in one line; sentences and headlines may be broken between words."""
    needed = [_least(value, cell) for value, cell in zip(values, cells, strict=True)]
    return Column(header, tuple(cells), max([_least_of_headline(header), *needed]))


def _least(value: Gap, cell: str) -> int:
    is_whole = isinstance(value, date | int | float | Money | Share)
    return cell_len(cell) if is_whole else min(cell_len(cell), PHRASE)


def _least_of_headline(header: str) -> int:
    """Its longest word, and so much that it takes three lines or hardly more."""
    words = header.split() or [""]
    longest = max(cell_len(word) if word.isascii() else min(cell_len(word), SIGNS) for word in words)
    return max(longest, -(-cell_len(header) // 3))


def tables(columns: Sequence[Column], width: int) -> Iterator[Table]:
    """One, or several of the same rows: the first column begins each of them."""
    for together in _that_fit(columns, width):
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column, room in zip(together, _widths(together, width), strict=True):
            table.add_column(column.header, width=room, overflow="fold")
        for row in zip(*(column.cells for column in together), strict=True):
            table.add_row(*row)
        yield table


def _that_fit(columns: Sequence[Column], width: int) -> Iterator[tuple[Column, ...]]:
    together = tuple(columns[:1])
    for column in columns[1:]:
        needed = sum(each.least + BETWEEN for each in together) + column.least
        if needed > width and len(together) > 1:
            yield together
            together = tuple(columns[:1])
        together = (*together, column)
    yield together


def _widths(columns: Sequence[Column], width: int) -> list[int]:
    """Each in one line if there is room; otherwise the widest give way, none below what it needs."""
    widths = [column.widest for column in columns]
    room = width - BETWEEN * (len(columns) - 1)
    while sum(widths) > room:
        spare = [(has, place) for place, has in enumerate(widths) if has > columns[place].least]
        if not spare:
            break
        widths[max(spare)[1]] -= 1
    return widths
