"""The contract is one whole: names resolve, aliases decide, labels exist in three languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest

from data.contract import CONTRACT, Column, Kind, Table, table
from data.contract.dictionary import data_dictionary
from data.sentence import Label
from data.settings import LANGUAGES

COLUMNS = [
    pytest.param(declared, column, id=f"{declared.name}.{column.name}")
    for declared in CONTRACT
    for column in declared.columns
]


def as_header(text: str) -> str:
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", text)).casefold()


def test_names_of_tables_are_unique() -> None:
    assert len({declared.name for declared in CONTRACT}) == len(CONTRACT)


@pytest.mark.parametrize("declared", CONTRACT, ids=lambda declared: declared.name)
def test_a_header_means_at_most_one_column_of_a_table(declared: Table) -> None:
    headers = Counter(
        header
        for column in declared.columns
        for header in {as_header(name) for name in (column.name, *column.aliases, *_labels(column.label))}
    )
    assert [header for header, columns in headers.items() if columns > 1] == []


def _labels(label: Label) -> tuple[str, ...]:
    return label.zh_CN, label.zh_TW


@pytest.mark.parametrize("declared", CONTRACT, ids=lambda declared: declared.name)
def test_keys_and_roles_name_columns(declared: Table) -> None:
    roles = [
        declared.person_column,
        declared.time_column,
        *declared.key,
        *(name for group in declared.one_of for name in group),
    ]
    assert all(declared.has(name) for name in roles if name)


@pytest.mark.parametrize(("declared", "column"), COLUMNS)
def test_references_lead_to_a_key_declared_before(declared: Table, column: Column) -> None:
    if column.references is None:
        return
    target, _, key = column.references.partition(".")
    assert table(target).key == (key,)
    assert CONTRACT.index(table(target)) <= CONTRACT.index(declared)


@pytest.mark.parametrize(("declared", "column"), COLUMNS)
def test_every_column_has_a_label_in_three_languages(declared: Table, column: Column) -> None:
    labels = [column.label, *(choice.label for choice in column.choices)]
    assert all(label.in_language(language) for label in labels for language in LANGUAGES)


@pytest.mark.parametrize(("declared", "column"), COLUMNS)
def test_a_foreign_word_means_at_most_one_choice(declared: Table, column: Column) -> None:
    words = Counter(
        word
        for choice in column.choices
        for word in {as_header(text) for text in (choice.value, *choice.aliases, *_labels(choice.label))}
    )
    assert [word for word, choices in words.items() if choices > 1] == []


@pytest.mark.parametrize(("declared", "column"), COLUMNS)
def test_names_say_what_a_column_holds(declared: Table, column: Column) -> None:
    assert column.name.endswith("_amount") == (column.kind is Kind.MONEY)
    assert column.name.endswith("_at") == (column.kind is Kind.TIMESTAMP)
    assert column.name.endswith("_date") == (column.kind is Kind.DATE)
    if column.kind is Kind.BOOLEAN:
        assert column.name.startswith(("is_", "consent_"))


def test_stored_names_of_a_table_do_not_collide() -> None:
    for declared in CONTRACT:
        stored = [
            name for column in declared.columns for name in (column.stored_name, column.date_name) if name is not None
        ]
        assert len(set(stored)) == len(stored), declared.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dictionary_tells_every_column(language: str) -> None:
    told = [(row.table, row.column) for row in data_dictionary(language)]
    assert told == [(declared.name, column.name) for declared in CONTRACT for column in declared.columns]
