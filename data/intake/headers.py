"""Which contract column a foreign header means: by its name, its aliases, its labels, or by what was declared."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache

from data.contract import Column, Table
from data.intake.mapping import IGNORE, OPEN, TableMapping
from data.intake.parts import Header, Sheet
from data.sentence import Sentence

EXTRA = "extra"


@cache
def plain(header: str) -> str:
    """Case, width, spaces and punctuation do not matter in a header."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(character for character in folded if character.isalnum())


@dataclass(frozen=True)
class Recognised:
    """Of one sheet: contract column → its header; the headers kept as extras; what must be asked."""

    columns: Mapping[str, Header] = field(default_factory=dict)
    extras: tuple[Header, ...] = ()
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def columns_of(self, table: Table) -> tuple[tuple[Column, Header], ...]:
        """Contract columns with their headers, in the contract's order."""
        return tuple((each, self.columns[each.name]) for each in table.columns if each.name in self.columns)

    def missing(self, table: Table) -> tuple[str, ...]:
        """What the table cannot do without; a group of which one is needed is named with bars between."""
        lacking = [column.name for column in table.required_columns if column.name not in self.columns]
        groups = [" | ".join(group) for group in table.one_of if not any(name in self.columns for name in group)]
        return (*(name for name in lacking if name not in self.ambiguous), *groups)


@cache
def _words(table: Table) -> tuple[dict[str, str], ...]:
    """Plain word → column, the surest first: contract names, then aliases, then labels."""
    levels: tuple[dict[str, str], ...] = ({}, {}, {})
    for column in table.columns:
        labels = (column.label.zh_CN, column.label.zh_TW, column.label.en)
        for level, words in zip(levels, ((column.name,), column.aliases, labels), strict=True):
            for word in words:
                level.setdefault(plain(word), column.name)
    return levels


def column_meant(header: str, table: Table) -> tuple[str, int] | None:
    """The column and how sure that is: 0 by name, 1 by alias, 2 by label."""
    for level, words in enumerate(_words(table)):
        if plain(header) in words:
            return words[plain(header)], level
    return None


def recognise(sheet: Sheet, table: Table, declared: TableMapping) -> Recognised:
    """A declared header or the contract's own name is certain; of two aliases for one column the person must choose."""
    wanted: dict[str, list[tuple[int, Header]]] = defaultdict(list)
    extras: list[Header] = []
    by_header = {plain(header): column for header, column in declared.columns.items()}
    for header in sheet.columns:
        target = by_header.get(plain(header.text))
        meant = (target, -1) if target else column_meant(header.text, table)
        if meant is None or meant[0] == EXTRA:
            extras.append(header)
        elif meant[0] != IGNORE:
            wanted[str(meant[0])].append((min(meant[1], 1), header))  # a label is as good as an alias
    columns: dict[str, Header] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}
    for name, claims in wanted.items():
        best = min(level for level, _ in claims)
        first = [header for level, header in claims if level == best]
        extras += [header for level, header in claims if level != best]
        if len(first) == 1:
            columns[name] = first[0]
        else:
            ambiguous[name] = tuple(header.text for header in first)
    return Recognised(columns, tuple(extras), ambiguous)


def unknown_targets(sheets: Iterable[Sheet], table: Table, declared: TableMapping) -> list[Sentence]:
    """Declared headers that no file has: most likely a slip of the pen."""
    delivered = {plain(header.text): header.text for sheet in sheets for header in sheet.columns}
    return [
        Sentence(
            "The mapping names the header {header} for {table}, but no file has it. The nearest is {nearest}.",
            {
                "header": header,
                "table": table.name,
                "nearest": next(iter(get_close_matches(header, delivered.values(), n=1, cutoff=0.3)), "–"),
            },
        )
        for header in declared.columns
        if plain(header) not in delivered and header != OPEN
    ]


def nearest_header(column: Column, unused: Sequence[Header]) -> str:
    """Of the headers that mean nothing yet, the one that looks most like a missing column, for a hint."""
    words = {plain(header.text): header.text for header in unused}
    for name in (column.name, column.label.zh_CN, column.label.zh_TW, *column.aliases):
        if close := get_close_matches(plain(name), words, n=1, cutoff=0.5):
            return words[close[0]]
    return next((header.text for header in unused), OPEN)
