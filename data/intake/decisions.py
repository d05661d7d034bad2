"""From what was declared and what the data prove to a way to read each column; what is neither must be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from data.contract import Column, Kind, Table
from data.errors import IntakeError, MappingError, UnreadableFile
from data.intake.batches import Batch, TypedTable, extra_names, typed_table
from data.intake.checked import ExtraColumn, Finding, Severity
from data.intake.columns import Way
from data.intake.evidence import NUMBER_KINDS, Evidence, batch_evidence, is_identifier
from data.intake.headers import plain
from data.intake.mapping import OPEN, ExportMapping
from data.intake.parts import Source
from data.intake.workbench import Workbench
from data.sentence import Sentence
from data.settings import Settings

KIND_OF_SOURCE = {
    Source.INTEGER: Kind.INTEGER,
    Source.FLOAT: Kind.NUMBER,
    Source.DECIMAL: Kind.NUMBER,
    Source.BOOLEAN: Kind.BOOLEAN,
    Source.DATE: Kind.DATE,
    Source.LOCAL_TIME: Kind.TIMESTAMP,
    Source.UTC_TIME: Kind.TIMESTAMP,
    Source.TEXTS: Kind.TAGS,
    Source.OTHER: Kind.TEXT,
}
KIND_OF_FACT = {
    "whole_numbers": Kind.INTEGER,
    "numbers": Kind.NUMBER,
    "booleans": Kind.BOOLEAN,
    "dates": Kind.DATE,
    "times": Kind.TIMESTAMP,
}
# Words beyond the contract change revenue here, so they must be declared; elsewhere they are kept with a warning.
DECIDING_WORDS = (("orders", "status"),)
LISTED_WORDS = 20


@dataclass
class Decisions:
    """Ways by batch number and column, with what was found on the way."""

    ways: dict[tuple[int, str], Way] = field(default_factory=dict)
    asked: list[Sentence] = field(default_factory=list)
    ruined: list[Sentence] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def raise_faults(self) -> None:
        kind: type[IntakeError] = MappingError if self.asked else UnreadableFile
        if self.asked or self.ruined:
            raise kind(*self.asked, *self.ruined)


def decided_tables(
    tables: Mapping[Table, Sequence[Batch]],
    bench: Workbench,
    *,
    settings: Settings,
    mapping: ExportMapping,
    today: date,
) -> tuple[dict[str, TypedTable], list[Finding]]:
    """Every table with a way to read each column. Raises once, with the faults of all tables."""
    decisions = Decisions()
    typed: dict[str, TypedTable] = {}
    for place, (table, table_batches) in enumerate(tables.items()):
        bench.say(
            "understand", Sentence("Looking at the values of {table}.", {"table": table.label}), place / len(tables)
        )
        own = Decisions(asked=decisions.asked, ruined=decisions.ruined, findings=decisions.findings)
        default = Way(
            zone=mapping.zone_of(table.name) or settings.timezone, business_zone=settings.timezone, today=today
        )
        proofs = [batch_evidence(batch, default, bench) for batch in table_batches]
        for number, (batch, evidence) in enumerate(zip(table_batches, proofs, strict=True)):
            for each, _ in batch.recognised.columns_of(table):
                own.ways[number, each.name] = _way(each, evidence, batch, default, mapping, own)
        _note_zone(table, table_batches, proofs, settings=settings, mapping=mapping, findings=decisions.findings)
        if not decisions.asked and not decisions.ruined:
            typed[table.name] = typed_table(
                table, table_batches, _extras(table, table_batches, proofs), own.ways, default
            )
    decisions.raise_faults()
    return typed, decisions.findings


def _way(
    each: Column, evidence: Evidence, batch: Batch, default: Way, mapping: ExportMapping, decisions: Decisions
) -> Way:
    facts = evidence.facts.get(each.name, {})
    if is_identifier(each) and facts:
        _check_ids(each, facts, batch, decisions)
    declared_words = mapping.of(batch.table.name).values.get(each.name, {})
    if each.choices:
        return replace(default, words=_words(each, evidence.words[each.name], declared_words, batch, decisions))
    if each.kind in (Kind.DATE, Kind.TIMESTAMP) and facts:
        return replace(default, date_order=_date_order(each, facts, batch, mapping, decisions))
    if each.kind in NUMBER_KINDS and facts:
        return replace(default, has_comma_decimals=_has_comma_decimals(each, facts, batch, decisions))
    return replace(default, words=declared_words)


def _check_ids(each: Column, facts: Mapping[str, Any], batch: Batch, decisions: Decisions) -> None:
    """A spreadsheet keeps 15 digits of a number: longer ids end in zeros or become 1.03E+19, beyond repair."""
    rounded = facts.get("rounded_numbers", 0)
    is_rounded = rounded >= 3 and rounded >= 0.9 * facts.get("long_numbers", 0)
    ruined = facts.get("scientific", 0) or facts.get("beyond_exact", 0) or (rounded if is_rounded else 0)
    if ruined:
        example = facts.get("scientific_example") or facts.get("beyond_example") or facts.get("rounded_example")
        decisions.ruined.append(
            Sentence(
                "{file}, column {header}: ids ruined by a spreadsheet: {rows}, such as {example}. "
                "A spreadsheet keeps only 15 digits of a number, and the rest is lost. "
                "Export the original again with this column as text.",
                {
                    "file": _files(batch),
                    "header": batch.recognised.columns[each.name].text,
                    "rows": ruined,
                    "example": str(example),
                },
            )
        )


def _date_order(
    each: Column, facts: Mapping[str, Any], batch: Batch, mapping: ExportMapping, decisions: Decisions
) -> str:
    header = batch.recognised.columns[each.name].text
    place = {"file": _files(batch), "header": header, "table": batch.table.name}
    if facts["short_years"]:
        decisions.asked.append(
            Sentence(
                "{file}, column {header}: dates with a year of two digits: {rows}, such as {example}. "
                "Export them with four digits, best as 2026-01-31.",
                {**place, "rows": facts["short_years"], "example": facts["short_year"]},
            )
        )
    if not facts["either_order"]:
        return "year_first"
    if declared := mapping.date_order_of(batch.table.name):
        return declared
    if facts["day_first"] and facts["month_first"]:
        decisions.asked.append(
            Sentence(
                "{file}, column {header}: some dates have the day first and some the month first, "
                "such as {one} and {another}. They cannot be told apart. Export them as 2026-01-31.",
                {**place, "one": facts["one_date"], "another": facts["another_date"]},
            )
        )
    elif not facts["day_first"] and not facts["month_first"]:
        decisions.asked.append(
            Sentence(
                "{file}, column {header}: {one} or {another} can be read with the day or the month first, "
                'and no date proves which. Say it in the mapping file:\n[tables.{table}]\ndate_order = "day_first"\n'
                'or date_order = "month_first".',
                {**place, "one": facts["one_date"], "another": facts["another_date"]},
            )
        )
    return "day_first" if facts["day_first"] else "month_first"


def _has_comma_decimals(each: Column, facts: Mapping[str, Any], batch: Batch, decisions: Decisions) -> bool:
    if facts["comma_decimals"] and facts["point_decimals"]:
        decisions.asked.append(
            Sentence(
                "{file}, column {header}: the decimal mark is a comma in {one} and a point in {another}. "
                "Export the column with one of them.",
                {
                    "file": _files(batch),
                    "header": batch.recognised.columns[each.name].text,
                    "one": facts["comma_example"],
                    "another": facts["point_example"],
                },
            )
        )
    return bool(facts["comma_decimals"])


def _words(
    each: Column, used: Mapping[str, int], declared: Mapping[str, str], batch: Batch, decisions: Decisions
) -> dict[str, str]:
    """Foreign word → our value, for the words that this batch really uses."""
    known = {plain(word): choice.value for choice in each.choices for word in _meanings(choice)}
    known |= {plain(word): value for word, value in declared.items() if value != OPEN}
    unknown = {word: times for word, times in used.items() if plain(word) not in known}
    if unknown:
        _report_unknown(each, unknown, batch, decisions)
    return {word: known[plain(word)] for word in used if plain(word) in known and known[plain(word)] != word}


def _meanings(choice: Any) -> tuple[str, ...]:
    return (choice.value, choice.label.en, choice.label.zh_CN, choice.label.zh_TW, *choice.aliases)


def _report_unknown(each: Column, unknown: Mapping[str, int], batch: Batch, decisions: Decisions) -> None:
    listed = list(unknown.items())[:LISTED_WORDS]
    gaps = {
        "file": _files(batch),
        "header": batch.recognised.columns[each.name].text,
        "words": ", ".join(f"{word} ({times})" for word, times in listed),
        "choices": ", ".join(choice.value for choice in each.choices),
    }
    if (batch.table.name, each.name) in DECIDING_WORDS:
        entries = "\n".join(f'"{word}" = "{OPEN}"' for word, _ in listed)
        decisions.asked.append(
            Sentence(
                "{file}, column {header}: these words have no known meaning, and revenue depends on them: {words}. "
                "Give each its meaning in the mapping file:\n[tables.{table}.values.{column}]\n{entries}\n"
                "Possible are {choices}. Orders that are unpaid or cancelled count nowhere.",
                {**gaps, "table": batch.table.name, "column": each.name, "entries": entries},
            )
        )
        return
    decisions.findings.append(
        Finding(
            "unknown_word",
            batch.table.name,
            Severity.WARNING,
            Sentence(
                "{file}, column {header}: these words have no known meaning and are kept as they are: {words}. "
                "Known are: {choices}.",
                gaps,
            ),
            rows=sum(unknown.values()),
        )
    )


def _note_zone(
    table: Table,
    table_batches: Sequence[Batch],
    proofs: Sequence[Evidence],
    *,
    settings: Settings,
    mapping: ExportMapping,
    findings: list[Finding],
) -> None:
    """Times without a zone are read in the setting's zone only with a note that says so."""
    naive = [
        header.text
        for batch, evidence in zip(table_batches, proofs, strict=True)
        for each, header in batch.recognised.columns_of(table)
        if each.kind is Kind.TIMESTAMP
        and (
            header.source in (Source.LOCAL_TIME, Source.DATE)
            or (header.source is Source.TEXT and evidence.facts[each.name]["naive_times"])
        )
    ]
    if naive and mapping.zone_of(table.name) is None:
        findings.append(
            Finding(
                "zone_from_settings",
                table.name,
                Severity.NOTE,
                Sentence(
                    "{table}: times without a time zone, read as {timezone}, the setting of this house: {columns}. "
                    'If they are in another zone, say so in the mapping file: timezone = "UTC".',
                    {
                        "table": table.label,
                        "columns": ", ".join(dict.fromkeys(naive)),
                        "timezone": settings.timezone,
                    },
                ),
            )
        )


def _extras(table: Table, table_batches: Sequence[Batch], proofs: Sequence[Evidence]) -> dict[str, ExtraColumn]:
    """Unknown columns with the kind that all their values allow; text where batches disagree."""
    headers: dict[str, str] = {}
    kinds: dict[str, set[Kind]] = {}
    for batch, evidence in zip(table_batches, proofs, strict=True):
        for header in batch.recognised.extras:
            key = header.text.casefold()
            facts = evidence.facts.get(f"extra {key}", {})
            if not header.text and not facts.get("values_given"):
                continue
            headers.setdefault(key, header.text)
            found = KIND_OF_SOURCE.get(header.source) or _kind_of_texts(facts)
            kinds.setdefault(key, set()).update([found] if found else [])
    names = extra_names(table, headers.values())
    return {key: ExtraColumn(names[key], header, _common(kinds[key])) for key, header in headers.items()}


def _kind_of_texts(facts: Mapping[str, Any]) -> Kind | None:
    given = facts.get("values_given", 0)
    if not given:
        return None
    return next((kind for fact, kind in KIND_OF_FACT.items() if facts[fact] == given), Kind.TEXT)


def _common(kinds: set[Kind]) -> Kind:
    if kinds == {Kind.INTEGER, Kind.NUMBER}:
        return Kind.NUMBER
    return next(iter(kinds)) if len(kinds) == 1 else Kind.TEXT


def _files(batch: Batch) -> str:
    first = batch.parts[0].sheet.title
    return first if len(batch.parts) == 1 else f"{first} (+{len(batch.parts) - 1})"
