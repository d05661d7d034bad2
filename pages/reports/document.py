"""What a report says, in its order, before it is HTML or PDF: texts in the reader's language, tables and charts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from pages.charts.words import Spec

LONGEST_NAME, LONGEST_CELL, LONGEST_TEXT = 200, 400, 2_000
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # they turn around what stands beside them
_NOT_XML = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Tone(StrEnum):
    """How loud a paragraph is."""

    VERDICT = "verdict"
    NAME = "name"
    PLAIN = "plain"
    QUIET = "quiet"


@dataclass(frozen=True)
class Heading:
    """`is_new_page`: on paper it begins one."""

    text: str
    is_new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Rows:
    """A table of texts; without a header where a row explains itself."""

    rows: Sequence[Sequence[str]]
    header: Sequence[str] = ()


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite specification with the rows drawn in it. `alt` is for those who do not see it."""

    spec: Spec
    rows: Sequence[Mapping[str, object]]
    alt: str


Block: TypeAlias = "Heading | Paragraph | Rows | Chart"


PAGE, PAGES = "\ue000", "\ue001"  # of the private area: no text has them by accident


@dataclass(frozen=True)
class Document:
    """`foot` stands under every page of paper, beside its number: `page_of` with the signs of `PAGE` and `PAGES`."""

    title: str
    language: str
    foot: str
    page_of: str
    written_at: datetime
    blocks: Sequence[Block]

    def tidied(self) -> Document:
        """With every text fit for paper, whoever typed it."""
        return replace(self, title=tidy(self.title), blocks=tuple(_tidied(block) for block in self.blocks))


def _tidied(block: Block) -> Block:
    match block:
        case Heading():
            return replace(block, text=tidy(block.text))
        case Paragraph():
            return replace(block, text=tidy(block.text, LONGEST_TEXT))
        case Rows():
            cells = tuple(tuple(tidy(cell, LONGEST_CELL) for cell in row) for row in block.rows)
            return Rows(cells, tuple(map(tidy, block.header)))
        case Chart():
            return Chart(_clean_inside(block.spec), [_clean_inside(row) for row in block.rows], tidy(block.alt))


def _clean_inside(value: Any) -> Any:
    """Names stand in the rows of a chart and in its legend alike, so there they are not cut."""
    match value:
        case str():
            return clean(value)
        case dict():
            return {clean(name): _clean_inside(inside) for name, inside in value.items()}
        case list() | tuple():
            return [_clean_inside(inside) for inside in value]
    return value


def table(columns: Mapping[str, Sequence[str]]) -> Rows:
    """Of texts by header."""
    return Rows(tuple(zip(*columns.values(), strict=True)), tuple(columns))


def paragraphs(texts: Iterable[str], tone: Tone = Tone.PLAIN) -> list[Paragraph]:
    return [Paragraph(text, tone) for text in texts]


def clean(text: str) -> str:
    """What a person typed, so that it can stand on paper: no signs that steer a device or turn the line around, and
    none that XML forbids: the drawer of charts would end the whole process at one."""
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return _NOT_XML.sub("\ufffd", _DIRECTIONS.sub("", shown))


def tidy(text: str, longest: int = LONGEST_NAME) -> str:
    """The same, cut where nobody would read on."""
    shown = clean(text)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
