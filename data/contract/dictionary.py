"""The data dictionary: the contract as rows a person can read, in any of the three languages."""

from __future__ import annotations

from dataclasses import dataclass

from data.contract import CONTRACT
from data.contract.declare import Column, Table


@dataclass(frozen=True)
class DictionaryRow:
    """One column of one table, said in one language. `choices` are `value (label)`."""

    table: str
    table_label: str
    column: str
    label: str
    kind: str
    unit: str
    is_required: bool
    references: str
    sensitivity: str
    has_history: bool
    choices: tuple[str, ...]
    aliases: tuple[str, ...]
    note: str


def data_dictionary(language: str) -> tuple[DictionaryRow, ...]:
    """Every column of the contract, in the order it is declared."""
    return tuple(_row(declared, column, language) for declared in CONTRACT for column in declared.columns)


def _row(declared: Table, column: Column, language: str) -> DictionaryRow:
    return DictionaryRow(
        table=declared.name,
        table_label=declared.label.in_language(language),
        column=column.name,
        label=column.label.in_language(language),
        kind=column.kind.value,
        unit=column.unit or "",
        is_required=column.is_required,
        references=column.references or "",
        sensitivity=column.sensitivity.value,
        has_history=column.has_history,
        choices=tuple(f"{choice.value} ({choice.label.in_language(language)})" for choice in column.choices),
        aliases=column.aliases,
        note=column.note,
    )
