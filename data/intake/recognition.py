"""Which table a delivered sheet is: by declaration, by its name or folder, else by its headers; never by guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

from data.contract import CONTRACT, Table, table
from data.errors import MappingError
from data.intake.headers import Recognised, nearest_header, plain, recognise, unknown_targets
from data.intake.mapping import IGNORE, ExportMapping
from data.intake.parts import Sheet
from data.sentence import Sentence

VALUE = re.compile(r"[-+]?\d[\d.,:/\- TZ]*")  # a number, a date or a time


@dataclass(frozen=True)
class Placed:
    """A sheet with its table and what its headers mean."""

    sheet: Sheet
    table: Table
    recognised: Recognised


def placed_sheets(sheets: Sequence[Sheet], mapping: ExportMapping) -> tuple[Placed, ...]:
    """Every sheet in its table; sheets declared as ignored are left out. Raises one `MappingError` with all faults."""
    faults: list[Sentence] = []
    placed: list[Placed] = []
    for sheet in sheets:
        declared = _declared(sheet, mapping)
        if declared == IGNORE:
            continue
        found = table(declared) if declared else _by_name_or_headers(sheet, mapping, faults)
        if found is not None:
            placed.append(Placed(sheet, found, recognise(sheet, found, mapping.of(found.name))))
    for each in placed:
        faults += [_headless(each.sheet)] if _is_headless(each) else _column_faults(each)
    for name, own in mapping.tables.items():
        of_table = [each.sheet for each in placed if each.table.name == name]
        faults += unknown_targets(of_table, table(name), own) if of_table else []
    if faults:
        raise MappingError(*faults)
    return tuple(placed)


def _declared(sheet: Sheet, mapping: ExportMapping) -> str | None:
    path = sheet.file.path
    names = (path.name, str(path), sheet.name or path.name)
    return next(
        (target for pattern, target in mapping.files.items() if any(fnmatch(name, pattern) for name in names)), None
    )


def _by_name_or_headers(sheet: Sheet, mapping: ExportMapping, faults: list[Sentence]) -> Table | None:
    named = _by_name(sheet)
    fitting = [each for each in CONTRACT if _fits(sheet, each, mapping)]
    if named and (_fits(sheet, named, mapping) or not fitting):
        return named
    if named and named not in fitting:
        best = _most_recognised(sheet, [*fitting, named], mapping)
        if named in best:
            return named
        faults.append(
            _ask_table(
                Sentence(
                    "{file} is named like {named}, but its headers are those of {found}.",
                    {"file": sheet.title, "named": named.name, "found": best[0].name},
                ),
                sheet,
                best[0].name,
            )
        )
        return None
    best = _most_recognised(sheet, fitting, mapping)
    if len(best) == 1:
        return best[0]
    faults.append(_unplaced(sheet, best))
    return None


def likely_table(sheet: Sheet) -> Table | None:
    """The best guess, for a suggestion that a person confirms: never used to take anything in."""
    nothing = ExportMapping()
    named = _by_name(sheet)
    fitting = [each for each in CONTRACT if _fits(sheet, each, nothing)]
    if named is not None and (named in fitting or not fitting):
        return named
    return _most_recognised(sheet, fitting, nothing)[0] if fitting else None


def _unplaced(sheet: Sheet, best: Sequence[Table]) -> Sentence:
    headers = ", ".join(header.text for header in sheet.columns[:20])
    if best:
        found = Sentence(
            "{file} fits more than one table: {tables}.",
            {"file": sheet.title, "tables": ", ".join(each.name for each in best)},
        )
        return _ask_table(found, sheet, best[0].name)
    found = Sentence(
        "{file} fits no table of the contract. Its headers are: {headers}.", {"file": sheet.title, "headers": headers}
    )
    return _ask_table(found, sheet, IGNORE)


def _ask_table(found: Sentence, sheet: Sheet, suggestion: str) -> Sentence:
    return Sentence(
        '{found} Say which table it is in the mapping file:\n[files]\n"{name}" = "{suggestion}"\n'
        "Possible are: {choices}.",
        {
            "found": found,
            "name": sheet.name or sheet.file.path.name,
            "suggestion": suggestion,
            "choices": ", ".join((*(each.name for each in CONTRACT), IGNORE)),
        },
    )


def _fits(sheet: Sheet, candidate: Table, mapping: ExportMapping) -> bool:
    recognised = recognise(sheet, candidate, mapping.of(candidate.name))
    return not recognised.missing(candidate)


def _most_recognised(sheet: Sheet, fitting: Sequence[Table], mapping: ExportMapping) -> list[Table]:
    scores = {each.name: len(recognise(sheet, each, mapping.of(each.name)).columns) for each in fitting}
    return [each for each in fitting if scores[each.name] == max(scores.values())]


def _by_name(sheet: Sheet) -> Table | None:
    """The longest table name or alias in the name of the sheet, the file or a folder; the nearest name speaks first."""
    stem = sheet.file.path.name.split(".", 1)[0]
    for name in (sheet.name or "", stem, *sheet.file.folders):
        matches = sorted(
            (
                (len(plain(alias)), each.name)
                for each in CONTRACT
                for alias in (each.name, *each.aliases)
                if _names(alias, name)
            ),
            reverse=True,
        )
        if matches and len({found for length, found in matches if length == matches[0][0]}) == 1:
            return table(matches[0][1])
    return None


def _names(alias: str, name: str) -> bool:
    """Latin words must stand alone (“orders_2024-01”, not “borders”); Chinese has no spaces to stand between."""
    if not alias.isascii():
        return plain(alias) in plain(name)
    words = [word for word in re.split(r"[^a-z]+", name.casefold()) if word]
    parts = alias.casefold().split("_")
    return any(words[start : start + len(parts)] == parts for start in range(len(words)))


def _is_headless(placed: Placed) -> bool:
    """The first line means nothing, and holds numbers or dates as a row does."""
    recognised = placed.recognised
    is_unknown = not recognised.columns and not recognised.ambiguous
    return is_unknown and any(VALUE.fullmatch(header.text) for header in placed.sheet.headers)


def _headless(sheet: Sheet) -> Sentence:
    return Sentence(
        "{file} begins with {headers}, which looks like a row. Expected are the names of the columns in its "
        "first line: write them there, or export it again with headers.",
        {"file": sheet.title, "headers": ", ".join(header.text for header in sheet.headers[:8])},
    )


def _column_faults(placed: Placed) -> list[Sentence]:
    faults = []
    for ambiguous, headers in placed.recognised.ambiguous.items():
        faults.append(
            Sentence(
                "{file}: more than one header could be {column}: {headers}. Choose in the mapping file:\n"
                '[tables.{table}.columns]\n"{first}" = "{column}"\n"{second}" = "extra"',
                {
                    "file": placed.sheet.title,
                    "column": ambiguous,
                    "headers": ", ".join(headers),
                    "table": placed.table.name,
                    "first": headers[0],
                    "second": headers[1],
                },
            )
        )
    for name in placed.recognised.missing(placed.table):
        if any(part in placed.recognised.ambiguous for part in name.split(" | ")):
            continue
        column = placed.table.column(name.split(" | ", 1)[0])
        faults.append(
            Sentence(
                "{file} has no column {column} ({label}), which {table} needs. Its headers: {headers}. "
                "If one of them means it, say so in the mapping file:\n"
                '[tables.{table}.columns]\n"{nearest}" = "{first}"',
                {
                    "file": placed.sheet.title,
                    "column": name,
                    "label": column.label,
                    "table": placed.table.name,
                    "headers": ", ".join(header.text for header in placed.sheet.columns),
                    "nearest": nearest_header(column, placed.recognised.extras),
                    "first": column.name,
                },
            )
        )
    return faults
