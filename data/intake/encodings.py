"""In which encoding a text file really is: all of it is decoded strictly, piece by piece, before it is believed."""

from __future__ import annotations

import codecs
import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from data.errors import UnreadableFile
from data.sentence import Sentence

PIECE = 4 << 20
LINE_LIMIT = 16 << 20
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# So many characters beyond ASCII decode as UTF-8 by accident with a chance far below one in a million.
CERTAIN = 8
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True)
class Break:
    """Where an encoding stops to fit, and how many characters beyond ASCII fitted before."""

    line: int
    foreign_before: int


def opened(path: Path) -> BinaryIO:
    """The file's bytes, unpacked if it is gzipped."""
    with path.open("rb") as stream:
        is_gzip = stream.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if is_gzip else path.open("rb")  # type: ignore[return-value]


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with opened(path) as stream:
            while piece := stream.read(PIECE):
                yield piece
    except (EOFError, gzip.BadGzipFile, OSError) as reason:
        raise UnreadableFile(
            Sentence(
                "{file} cannot be read to its end: {reason}. Export it again.",
                {"file": str(path), "reason": str(reason)},
            )
        ) from reason


def fitting_encodings(
    path: Path, beat: Callable[[], None] = lambda: None, *, declared: str | None = None
) -> tuple[str, ...]:
    """The encodings in which the whole file can be read: one, unless GB18030, Big5 or cp1252 fit equally.

    Raises `UnreadableFile` for mixtures, NULs, endless lines, and for a declared encoding that does not fit.
    """
    beginning = next(_pieces(path), b"")[:4]
    marked = next((name for mark, name in BYTE_ORDER_MARKS.items() if beginning.startswith(mark)), None)
    _check_lines(path, has_nul=marked == "utf-16", beat=beat)
    certain = marked or declared
    if certain is not None:
        broken = _break(path, certain, beat)
        if broken is not None:
            raise _mixed(path, certain, broken)
        return (certain,)
    utf8 = _break(path, "utf-8", beat)
    if utf8 is None:
        return ("utf-8",)
    if utf8.foreign_before >= CERTAIN:
        raise _mixed(path, "UTF-8", utf8)
    return _legacy(path, utf8, beat)


def _legacy(path: Path, utf8: Break, beat: Callable[[], None]) -> tuple[str, ...]:
    """Western letters stand alone, so that GB18030, which pairs all bytes, is out; Big5 pairs only some."""
    is_western = _single_high_share(path) > 0.5
    breaks = {name: _break(path, name, beat) for name in (("cp1252", "cp950") if is_western else ("gb18030", "cp950"))}
    fitting = tuple(name for name, broken in breaks.items() if broken is None)
    if fitting:
        return fitting
    furthest, broken = max(breaks.items(), key=lambda each: each[1].foreign_before if each[1] else 0)
    if broken is not None and broken.foreign_before >= CERTAIN and furthest != "cp1252":
        raise _mixed(path, "Big5" if furthest == "cp950" else "GB18030", broken)
    raise UnreadableFile(
        Sentence(
            "{file}, line {line}: the bytes are neither UTF-8 nor GB18030 nor Big5 nor Windows-1252. "
            "Export it as UTF-8.",
            {"file": str(path), "line": utf8.line},
        )
    )


def _single_high_share(path: Path) -> float:
    """How many bytes beyond ASCII stand alone. é, ü and ß do; Chinese characters of GB18030 come in pairs."""
    runs = single = 0
    for piece in _pieces(path):
        lengths = [len(run) for run in _HIGH_RUNS.findall(piece)]
        runs += len(lengths)
        single += lengths.count(1)
    return single / runs if runs else 0.0


def _break(path: Path, encoding: str, beat: Callable[[], None]) -> Break | None:
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    lines = foreign = 0
    try:
        for piece in _pieces(path):
            beat()
            text = decoder.decode(piece)
            lines += text.count("\n")
            foreign += len(text) - len(text.encode("ascii", "ignore")) if not text.isascii() else 0
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as failure:
        before = bytes(failure.object[: failure.start])
        text = before.decode(encoding, "ignore")
        return Break(lines + text.count("\n") + 1, foreign + sum(not character.isascii() for character in text))
    return None


def _mixed(path: Path, encoding: str, broken: Break) -> UnreadableFile:
    return UnreadableFile(
        Sentence(
            "{file} mixes encodings: it is {encoding} until line {line}, where other bytes begin. "
            "Export it again in one encoding, best UTF-8.",
            {"file": str(path), "encoding": encoding, "line": broken.line},
        )
    )


def _check_lines(path: Path, *, has_nul: bool, beat: Callable[[], None]) -> None:
    """Refuses NUL bytes and lines beyond the limit without ever holding such a line."""
    lines, open_line = 1, 0
    for piece in _pieces(path):
        beat()
        if not has_nul and (place := piece.find(b"\0")) >= 0:
            raise UnreadableFile(
                Sentence(
                    "{file}, line {line}: there are NUL bytes. The file is damaged or no text. Export it again.",
                    {"file": str(path), "line": lines + piece.count(b"\n", 0, place)},
                )
            )
        first, last = _line_end(piece, first=True), _line_end(piece, first=False)
        open_line += len(piece) if first < 0 else first
        if open_line > LINE_LIMIT:
            raise UnreadableFile(
                Sentence(
                    "{file}, line {line} is longer than {limit} MiB. The file is damaged, or its lines do not end. "
                    "Export it again.",
                    {"file": str(path), "line": lines, "limit": LINE_LIMIT >> 20},
                )
            )
        if first >= 0:
            open_line = len(piece) - last - 1
        lines += piece.count(b"\n")


def _line_end(piece: bytes, *, first: bool) -> int:
    """Old Mac files end lines with a carriage return alone."""
    ends = [place for place in ((piece.find if first else piece.rfind)(mark) for mark in (b"\n", b"\r")) if place >= 0]
    return -1 if not ends else min(ends) if first else max(ends)
