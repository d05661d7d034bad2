"""Looks into a workbook before it is opened: what it unpacks to is measured, never believed."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from data.errors import UnreadableFile
from data.sentence import Sentence

UNPACKED_LIMIT = 2 << 30
RATIO_LIMIT = 200
RATIO_MATTERS_FROM = 64 << 20
ENTRY_LIMIT = 10_000
# The reader lays a sheet out as a full rectangle: one cell in the last corner would need 400 GB.
CELL_LIMIT = 100_000_000
PIECE = 1 << 20
_REFERENCE = re.compile(rb"""r=["']([A-Za-z]{0,3})(\d{1,7})["']""")
_LONGEST_REFERENCE = 16


def check_workbook(path: Path, beat: Callable[[], None] = lambda: None) -> None:
    """Raises `UnreadableFile` for zip bombs, for sheets too large to lay out, and for zips that are no workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_entries(archive, path, beat)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError, NotImplementedError, zlib.error) as reason:
        raise damaged_workbook(path, reason) from reason


def damaged_workbook(path: Path, reason: Exception) -> UnreadableFile:
    return UnreadableFile(
        Sentence(
            "{file} is damaged or cut off: {reason}. Save or export it again.",
            {"file": str(path), "reason": str(reason).split("\n", 1)[0][:300].rstrip(".")},
        )
    )


def _check_entries(archive: zipfile.ZipFile, path: Path, beat: Callable[[], None]) -> None:
    entries = archive.infolist()
    if not any(entry.filename.endswith("workbook.xml") for entry in entries):
        raise UnreadableFile(
            Sentence("{file} is a zip archive, but no Excel workbook. Unpack it first.", {"file": str(path)})
        )
    unpacked = sum(entry.file_size for entry in entries)
    _check_size(path, unpacked, len(entries))
    measured = 0
    for entry in entries:
        is_sheet = "worksheets/" in entry.filename
        extent = _Extent()
        for piece in _pieces(archive, entry):
            beat()
            measured += len(piece)
            _check_size(path, measured, len(entries))
            if is_sheet:
                extent.add(piece)
        if extent.cells > CELL_LIMIT:
            raise _too_wide(path, extent)


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    entry.file_size = UNPACKED_LIMIT + 1  # the declared size may be a lie, and would end the reading early
    with archive.open(entry) as stream:
        while piece := stream.read(PIECE):
            yield piece


def _check_size(path: Path, unpacked: int, entries: int) -> None:
    packed = max(path.stat().st_size, 1)
    is_bomb = unpacked > RATIO_MATTERS_FROM and unpacked / packed > RATIO_LIMIT
    if unpacked > UNPACKED_LIMIT or entries > ENTRY_LIMIT or is_bomb:
        raise UnreadableFile(
            Sentence(
                "{file} would unpack to {mebibytes} MiB or more from {packed} KiB and is not opened: it looks like a "
                "zip bomb. Export it as CSV or Parquet.",
                {"file": str(path), "mebibytes": unpacked >> 20, "packed": packed >> 10},
            )
        )


class _Extent:
    """The rectangle from A1 to the last row and the last column that a sheet's cells name."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._columns_seen: set[bytes] = set()
        self._tail = b""

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def add(self, piece: bytes) -> None:
        references = _REFERENCE.findall(self._tail + piece)
        self._tail = piece[-_LONGEST_REFERENCE:]
        if not references:
            return
        letters, rows = zip(*references, strict=True)
        new = set(letters) - self._columns_seen
        self._columns_seen |= new
        self.columns = max([self.columns, *map(_column_number, new)])
        self.rows = max(self.rows, max(map(int, rows)))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_wide(path: Path, extent: _Extent) -> UnreadableFile:
    return UnreadableFile(
        Sentence(
            "{file} has cells as far as row {row} and column number {column}: more than {limit} cells to lay out. "
            "A forgotten cell far outside the table is the usual cause. Delete it, or export as CSV or Parquet.",
            {"file": str(path), "row": extent.rows, "column": extent.columns, "limit": CELL_LIMIT},
        )
    )
