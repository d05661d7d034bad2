"""Which of several fitting encodings a text is in: its headers say so, or its characters, or a person must."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from data.contract import CONTRACT
from data.errors import MappingError
from data.intake.encodings import CERTAIN
from data.intake.headers import column_meant
from data.sentence import Sentence

# In writing nearly all characters are common ones; read in the wrong encoding, many become rare or no letters.
COMMON = 0.95
APART = 0.25
WESTERN_MARKS = "€£‘’“”–—…·°«»¿¡"
NAMES = {"gb18030": "gb18030", "cp950": "big5", "cp1252": "cp1252"}


def settled(path: Path, samples: Mapping[str, tuple[str, list[str]]]) -> str:
    """Of `samples` (encoding → text and headers) the one that is right. Raises `MappingError` when both could be."""
    if len(samples) == 1:
        return next(iter(samples))
    known = {encoding: _headers_known(headers) for encoding, (_, headers) in samples.items()}
    recognised = [encoding for encoding, count in known.items() if count]
    if len(recognised) == 1:
        return recognised[0]
    shares = {encoding: _common_share(text, encoding) for encoding, (text, _) in samples.items()}
    best, second = sorted(shares, key=lambda encoding: shares[encoding], reverse=True)[:2]
    characters = sum(not character.isascii() for character in samples[best][0])
    is_certain = characters >= CERTAIN or best == "cp1252"
    if not recognised and is_certain and shares[best] >= COMMON and shares[best] - shares[second] >= APART:
        return best
    raise MappingError(_question(path, samples, best, second))


def _headers_known(headers: list[str]) -> int:
    """Headers in ASCII read the same in every encoding and say nothing."""
    foreign = [header for header in headers if not header.isascii()]
    return sum(any(column_meant(header, table) for table in CONTRACT) for header in foreign)


def _common_share(text: str, encoding: str) -> float:
    counts = {each: count for each, count in Counter(text).items() if not each.isascii()}
    letters = {each: count for each, count in counts.items() if encoding == "cp1252" or each.isalpha()}
    common = sum(count for each, count in letters.items() if _is_common(each, encoding))
    return common / sum(letters.values()) if letters else 0.0


def _is_common(character: str, encoding: str) -> bool:
    """The first level of GB 2312 (3,755 characters), the first of Big5 (5,401), letters of western Europe."""
    if encoding == "cp1252":
        return character.isalpha() or character in WESTERN_MARKS
    coded = character.encode(encoding, "replace")
    if encoding == "gb18030":
        return len(coded) == 2 and b"\xb0\xa1" <= coded <= b"\xd7\xf9" and coded[1] >= 0xA1
    return b"\xa4\x40" <= coded <= b"\xc6\x7e"


def _question(path: Path, samples: Mapping[str, tuple[str, list[str]]], best: str, second: str) -> Sentence:
    return Sentence(
        "{file} can be read in two encodings, and nothing in it proves which is right. Read as {first} its characters "
        "are: {as_first}. Read as {second} they are: {as_second}. Say which in the mapping file:\n"
        '[encodings]\n"{name}" = "{first}"',
        {
            "file": str(path),
            "first": NAMES[best],
            "second": NAMES[second],
            "as_first": _foreign(samples[best][0]),
            "as_second": _foreign(samples[second][0]),
            "name": path.name,
        },
    )


def _foreign(text: str) -> str:
    return "".join(character if not character.isascii() else " " for character in text[:4000]).strip()[:40].strip()
