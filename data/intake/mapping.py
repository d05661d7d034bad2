"""What a person declared about foreign exports: zone, date order, which header and word means what. Lives in a TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from data.contract import CONTRACT, Table, table
from data.errors import MappingError
from data.sentence import Sentence

IGNORE = "ignore"
DATE_ORDERS = ("day_first", "month_first")
OPEN = "…"  # stands where an answer is still to be given, and is none
AMOUNT_BASES = ("paid", "net")
ENCODINGS = {"utf-8": "utf-8", "gb18030": "gb18030", "big5": "cp950", "cp1252": "cp1252"}


@dataclass(frozen=True)
class TableMapping:
    """`columns`: header → contract column, or "extra", or "ignore". `values`: column → foreign word → our value."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    timezone: str | None = None
    date_order: str | None = None


@dataclass(frozen=True)
class ExportMapping:
    """All that was declared. The empty mapping is right for exports in our own words."""

    timezone: str | None = None
    date_order: str | None = None
    amount_basis: str | None = None
    users_from_orders: bool = False
    data_end: date | None = None
    files: Mapping[str, str] = field(default_factory=dict)  # file name or glob → table, or "ignore"
    encodings: Mapping[str, str] = field(default_factory=dict)  # file name or glob → key of `ENCODINGS`
    tables: Mapping[str, TableMapping] = field(default_factory=dict)

    def of(self, name: str) -> TableMapping:
        return self.tables.get(name, TableMapping())

    def encoding_of(self, path: Path) -> str | None:
        """Python's name of the declared encoding of a file."""
        matches = (each for pattern, each in self.encodings.items() if fnmatch(path.name, pattern))
        found = next(matches, None)
        return ENCODINGS[found] if found else None

    def zone_of(self, name: str) -> str | None:
        return self.of(name).timezone or self.timezone

    def date_order_of(self, name: str) -> str | None:
        return self.of(name).date_order or self.date_order


def read_mapping(path: Path) -> ExportMapping:
    """The mapping in a TOML file; a file that is not there is the empty mapping. All faults at once."""
    if not path.exists():
        return ExportMapping()
    try:
        text = path.read_text("utf-8-sig")
    except (UnicodeDecodeError, OSError) as reason:
        raise _not_toml(str(path), reason) from reason
    return mapping_in(text, origin=str(path))


def mapping_in(text: str, *, origin: str) -> ExportMapping:
    """The mapping that a TOML text declares; `origin` names it in the faults, which come all at once."""
    try:
        declared = tomllib.loads(text)
    except tomllib.TOMLDecodeError as reason:
        raise _not_toml(origin, reason) from reason
    faults: list[Sentence] = []
    mapping = _mapping(declared, origin, faults)
    if faults:
        raise MappingError(*faults)
    return mapping


def _not_toml(origin: str, reason: Exception) -> MappingError:
    return MappingError(Sentence("{file} is not valid TOML: {reason}.", {"file": origin, "reason": str(reason)}))


def _mapping(declared: Mapping[str, Any], origin: str, faults: list[Sentence]) -> ExportMapping:
    known = {
        "timezone": _one_of(available_timezones()),
        "date_order": _one_of(DATE_ORDERS),
        "amount_basis": _one_of((*AMOUNT_BASES, OPEN)),
        "users_from_orders": lambda value: isinstance(value, bool),
        "data_end": lambda value: type(value) is date,
        "files": _words_to(({IGNORE} | {each.name for each in CONTRACT}).__contains__),
        "encodings": _words_to(ENCODINGS.__contains__),
        "tables": lambda value: isinstance(value, dict),
    }
    accepted = _accepted(declared, known, origin, faults)
    tables = {
        name: _table_mapping(name, content, f"{origin} [tables.{name}]", faults)
        for name, content in accepted.pop("tables", {}).items()
        if _is_table(name, origin, faults)
    }
    return ExportMapping(**accepted, tables=tables)


def _table_mapping(name: str, declared: Any, origin: str, faults: list[Sentence]) -> TableMapping:
    contract_table = table(name)
    choices = {"extra", IGNORE} | {column.name for column in contract_table.columns}
    known = {
        "timezone": _one_of(available_timezones()),
        "date_order": _one_of(DATE_ORDERS),
        "columns": lambda value: isinstance(value, dict),
        "values": lambda value: isinstance(value, dict) and all(_words_to(bool)(words) for words in value.values()),
    }
    accepted = _accepted(declared if isinstance(declared, dict) else {"": declared}, known, origin, faults)
    for header, column in accepted.get("columns", {}).items():
        if column not in choices:
            faults.append(_unknown(origin, f"columns.{header} = {column!r}", str(column), choices))
    for column, words in accepted.get("values", {}).items():
        _check_values(contract_table, column, words, origin, faults)
    return TableMapping(**accepted)


def _check_values(
    contract_table: Table, column: str, words: Mapping[str, str], origin: str, faults: list[Sentence]
) -> None:
    if not contract_table.has(column):
        faults.append(_unknown(origin, f"values.{column}", column, {each.name for each in contract_table.columns}))
        return
    allowed = {choice.value for choice in contract_table.column(column).choices}
    for word, value in words.items():
        if allowed and value not in allowed and value != OPEN:
            faults.append(_unknown(origin, f"values.{column}.{word} = {value!r}", value, allowed))


def _is_table(name: str, origin: str, faults: list[Sentence]) -> bool:
    names = {each.name for each in CONTRACT}
    if name not in names:
        faults.append(_unknown(origin, f"tables.{name}", name, names))
    return name in names


def _accepted(
    declared: Mapping[str, Any], known: Mapping[str, Any], origin: str, faults: list[Sentence]
) -> dict[str, Any]:
    accepted = {}
    for name, value in declared.items():
        if name not in known:
            faults.append(_unknown(origin, name, name, set(known)))
        elif not known[name](value):
            faults.append(
                Sentence("{origin}: {name} cannot be {value}.", {"origin": origin, "name": name, "value": repr(value)})
            )
        else:
            accepted[name] = value
    return accepted


def _unknown(origin: str, place: str, word: str, choices: set[str]) -> Sentence:
    nearest = get_close_matches(word, choices, n=1, cutoff=0.4)
    return Sentence(
        "{origin}: {place} is not known. The nearest is {nearest}. Possible are: {choices}.",
        {
            "origin": origin,
            "place": place,
            "nearest": nearest[0] if nearest else "–",
            "choices": ", ".join(sorted(choices)),
        },
    )


def _one_of(choices: Any) -> Any:
    return lambda value: isinstance(value, str) and value in choices


def _words_to(check: Any) -> Any:
    return lambda value: (
        isinstance(value, dict)
        and all(isinstance(word, str) and isinstance(target, str) and check(target) for word, target in value.items())
    )


def merged(held: ExportMapping, added: ExportMapping) -> ExportMapping:
    """Both mappings; where they differ, what was added holds."""
    names = dict.fromkeys([*held.tables, *added.tables])
    return ExportMapping(
        timezone=added.timezone or held.timezone,
        date_order=added.date_order or held.date_order,
        amount_basis=added.amount_basis or held.amount_basis,
        users_from_orders=added.users_from_orders or held.users_from_orders,
        data_end=added.data_end or held.data_end,
        files={**held.files, **added.files},
        encodings={**held.encodings, **added.encodings},
        tables={name: _merged_table(held.of(name), added.of(name)) for name in names},
    )


def _merged_table(held: TableMapping, added: TableMapping) -> TableMapping:
    columns = dict.fromkeys([*held.values, *added.values])
    return TableMapping(
        columns={**held.columns, **added.columns},
        values={column: {**held.values.get(column, {}), **added.values.get(column, {})} for column in columns},
        timezone=added.timezone or held.timezone,
        date_order=added.date_order or held.date_order,
    )


def mapping_toml(mapping: ExportMapping) -> str:
    """The mapping as TOML that `read_mapping` reads back to an equal mapping."""
    lines = [
        f"{name} = {_toml(value)}"
        for name in ("timezone", "date_order", "amount_basis", "users_from_orders", "data_end")
        if (value := getattr(mapping, name)) not in (None, False)
    ]
    lines += _section("files", mapping.files)
    lines += _section("encodings", mapping.encodings)
    for name, declared in mapping.tables.items():
        own = {key: value for key in ("timezone", "date_order") if (value := getattr(declared, key))}
        lines += _section(f"tables.{name}", own)
        lines += _section(f"tables.{name}.columns", declared.columns)
        for column, words in declared.values.items():
            lines += _section(f"tables.{name}.values.{column}", words)
    return "\n".join(lines) + "\n"


def _section(title: str, entries: Mapping[str, str]) -> list[str]:
    return ["", f"[{title}]", *(f"{_toml(key)} = {_toml(value)}" for key, value in entries.items())] if entries else []


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return '"' + "".join(_escaped(character) for character in str(value)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08X}"
