"""Parts of one table with the same headers and types form a batch; a table is the union of its typed batches."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from data.contract import Column, Table
from data.contract.declare import STORED_TYPES
from data.intake.checked import ExtraColumn
from data.intake.columns import SOURCE_FILE, SOURCE_ROW, Delivered, Layers, Way, add_readings
from data.intake.headers import Recognised
from data.intake.parts import ROW_COLUMN, Header, Part
from data.intake.statements import column, named, null_of
from data.sentence import Label

# Columns that the store adds: an extra must not take their names.
STORE_COLUMNS = {
    "user_no",
    "invitee_no",
    "referrer_no",
    "is_member",
    "known_date",
    "is_counted",
    SOURCE_FILE,
    SOURCE_ROW,
}


@dataclass(frozen=True)
class Batch:
    """Parts that one SELECT can read: same headers, same types, same meaning."""

    table: Table
    parts: tuple[Part, ...]
    recognised: Recognised

    @property
    def headers(self) -> tuple[Header, ...]:
        return self.parts[0].sheet.columns

    @property
    def is_staged(self) -> bool:
        return self.parts[0].is_staged

    def source(self) -> exp.Query:
        """All columns as they lie, with file and row. Rows of Parquet count from 1."""
        paths = exp.array(*(exp.Literal.string(str(part.parquet)) for part in self.parts))
        options = {"filename": True, "file_row_number": True, "hive_partitioning": bool(self._partitions())}
        if self._partitions():
            options["hive_types_autocast"] = False
        files = exp.func(
            "read_parquet",
            paths,
            *(exp.column(name).eq(exp.convert(value)) for name, value in options.items()),
            dialect="duckdb",
        )
        row = column(ROW_COLUMN) if self.is_staged else column("file_row_number") + 1
        return exp.select(
            *(column(header.physical) for header in self.headers),
            named(column("filename"), SOURCE_FILE),
            named(row, SOURCE_ROW),
        ).from_(exp.Table(this=files))

    def _partitions(self) -> tuple[tuple[str, str], ...]:
        return self.parts[0].sheet.file.partitions


def batches(table: Table, placed: Iterable[tuple[Part, Recognised]]) -> tuple[Batch, ...]:
    """Groups parts by what they look like, in the order in which the looks first appear."""
    groups: dict[object, list[tuple[Part, Recognised]]] = {}
    for part, recognised in placed:
        names = tuple(name for name, _ in part.sheet.file.partitions)
        groups.setdefault((part.is_staged, names, part.sheet.columns), []).append((part, recognised))
    return tuple(Batch(table, tuple(part for part, _ in group), group[0][1]) for group in groups.values())


@dataclass(frozen=True)
class TypedTable:
    """A delivered table whose every column has a way to be read.

    `query` yields file and row, the stored columns, flags named `<column>: unreadable` and the like, and
    `<column>: given`, the raw value as text, for examples.
    """

    table: Table
    batches: tuple[Batch, ...]
    delivered: tuple[Column, ...]
    extras: tuple[ExtraColumn, ...]
    extra_columns: tuple[Column, ...]
    query: exp.Query
    flags: frozenset[str]

    def has(self, name: str) -> bool:
        return any(each.name == name for each in self.delivered)

    def header_of(self, each: Column) -> str:
        """The header under which a column was first delivered; the contract's name for what was derived."""
        headers = (batch.recognised.columns.get(each.name) for batch in self.batches)
        return next((header.text for header in headers if header), each.name)

    @property
    def stored(self) -> tuple[str, ...]:
        """Stored names in their order: contract columns, each time followed by its local date, then extras."""
        names: list[str] = []
        for each in self.delivered:
            names += [each.stored_name, *([each.date_name] if each.date_name else [])]
        return (*names, *(each.name for each in self.extras))


def typed_table(
    table: Table,
    table_batches: Sequence[Batch],
    extras: Mapping[str, ExtraColumn],
    ways: Mapping[tuple[int, str], Way],
    default: Way,
) -> TypedTable:
    """`extras` by plain header; `ways` by batch number and column name, `default` for the rest."""
    delivered = tuple(
        each for each in table.columns if any(each.name in batch.recognised.columns for batch in table_batches)
    )
    extra_columns = tuple(extra_column(extra) for extra in extras.values())
    selects, seen = [], []
    for number, batch in enumerate(table_batches):
        layers = Layers()
        for each, header in _held(batch, delivered, extras):
            add_readings(layers, Delivered(each, header, batch.is_staged, ways.get((number, each.name), default)))
        selects.append(layers.over(batch.source()))
        seen.append({name for layer in layers.layers for name in layer})
    flags = frozenset(name for names in seen for name in names if _is_flag(name))
    shell = TypedTable(
        table, tuple(table_batches), delivered, tuple(extras.values()), extra_columns, exp.select(), flags
    )
    types = _types(delivered, extra_columns) | dict.fromkeys(sorted(flags), "BOOLEAN")
    types |= {f"{each.name}: given": "VARCHAR" for each in (*delivered, *extra_columns)}
    aligned = [_aligned(select, names, types) for select, names in zip(selects, seen, strict=True)]
    query = exp.union(*aligned, distinct=False) if len(aligned) > 1 else aligned[0]
    return TypedTable(**{**shell.__dict__, "query": query})


def _held(
    batch: Batch, delivered: Sequence[Column], extras: Mapping[str, ExtraColumn]
) -> Iterable[tuple[Column, Header]]:
    for each in delivered:
        if each.name in batch.recognised.columns:
            yield each, batch.recognised.columns[each.name]
    for header in batch.recognised.extras:
        if header.text.casefold() in extras:
            yield extra_column(extras[header.text.casefold()]), header


def _is_flag(name: str) -> bool:
    return name.endswith((": unreadable", ": skipped hour", ": repeated hour", ": impossible"))


def _types(delivered: Sequence[Column], extras: Sequence[Column]) -> dict[str, str]:
    types: dict[str, str] = {}
    for each in (*delivered, *extras):
        types[each.stored_name] = STORED_TYPES[each.kind]
        if each.date_name and each in delivered:
            types[each.date_name] = "DATE"
    return types


def _aligned(select: exp.Query, names: set[str], types: Mapping[str, str]) -> exp.Query:
    """The same columns in the same order and types, whatever a batch holds."""
    columns = [
        named(exp.cast(column(name), kind, dialect="duckdb") if name in names else null_of(kind), name)
        for name, kind in types.items()
    ]
    return exp.select(column(SOURCE_FILE), column(SOURCE_ROW), *columns).from_(select.subquery("batch"))


def extra_column(extra: ExtraColumn) -> Column:
    return Column(extra.name, extra.kind, Label(extra.header, extra.header, extra.header))


def extra_names(table: Table, headers: Iterable[str]) -> dict[str, str]:
    """Plain header → a safe, unique column name."""
    taken = {name for each in table.columns for name in (each.name, each.stored_name, each.date_name or each.name)}
    taken |= STORE_COLUMNS
    names: dict[str, str] = {}
    for header in headers:
        name = _slug(header) or "column"
        name = f"extra_{name}" if name in taken or name[0].isdigit() else name
        unique, number = name, 2
        while unique in taken:
            unique, number = f"{name}_{number}", number + 1
        taken.add(unique)
        names[header.casefold()] = unique
    return names


def _slug(header: str) -> str:
    """Letters and digits of any script, lower case, parted by underscores."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    words = "".join(character if character.isalnum() else " " for character in folded).split()
    return "_".join(words)[:60]
