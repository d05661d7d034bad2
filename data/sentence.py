"""A sentence a person will read: an English text with named gaps, put into their language at a door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True)
class Share:
    """A proportion between 0 and 1; every door writes it as a percentage of its language."""

    value: float
    digits: int = 1


@dataclass(frozen=True)
class Money:
    """Whole minor units of the store's currency; every door writes it with the currency's sign."""

    minor_units: int


@dataclass(frozen=True)
class Label:
    """A name in the three languages of the product, declared beside what it names."""

    en: str
    zh_CN: str
    zh_TW: str

    def in_language(self, language: str) -> str:
        return {"zh_CN": self.zh_CN, "zh_TW": self.zh_TW}.get(language, self.en)


Gap: TypeAlias = "str | int | float | Decimal | date | datetime | Share | Money | Label | Sentence | None"


@dataclass(frozen=True)
class Sentence:
    """`text` is the catalogue's key. Gaps keep their types, so that each language writes its own numbers and dates.

    Write it where it is needed, `Sentence("{rows} rows failed.", {"rows": 12})`, so that Babel finds the text.
    `plural` is the English plural; `count` names the gap that decides.
    """

    text: str
    gaps: Mapping[str, Gap] = field(default_factory=dict)
    plural: str | None = None
    count: str | None = None

    def __str__(self) -> str:
        """Plain English, for logs and for Python's own error display."""
        text = self.text
        if self.plural is not None and self.count is not None and self.gaps.get(self.count) != 1:
            text = self.plural
        return text.format(**{name: _plain(value) for name, value in self.gaps.items()})


def _plain(value: Gap) -> str:
    match value:
        case None:
            return "–"
        case Share():
            return f"{value.value:.{value.digits}%}"
        case Money():
            return f"{value.minor_units / 100:,.2f}"
        case Label():
            return value.en
        case bool():
            return str(value)
        case int():
            return f"{value:,}"
        case _:
            return str(value)
