"""How well each delivered column is filled, read from the Parquet files' own statistics without a scan."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow.parquet as pa_parquet

from data.contract import CONTRACT, Column, Table
from data.sentence import Label
from data.store import Version


@dataclass(frozen=True)
class ColumnCoverage:
    """`filled` of `rows` rows have a value."""

    table: str
    column: str
    label: Label
    rows: int
    filled: int

    @property
    def share(self) -> float | None:
        return self.filled / self.rows if self.rows else None


def coverage(version: Version) -> tuple[ColumnCoverage, ...]:
    """Every delivered column, in the contract's order, then what the export brought beyond it."""
    return tuple(
        column
        for declared in CONTRACT
        if version.manifest.tables[declared.name].delivered
        for column in _of_table(version, declared)
    )


def _of_table(version: Version, declared: Table) -> list[ColumnCoverage]:
    facts = version.manifest.tables[declared.name]
    missing, rows = _missing_values(version, declared.name)
    stored = {
        _stored_name(declared, column): column.label for column in declared.columns if column.name in facts.columns
    }
    extras = {extra.name: Label(extra.header, extra.header, extra.header) for extra in facts.extras}
    return [
        ColumnCoverage(declared.name, name, label, rows, rows - missing[name])
        for name, label in {**stored, **extras}.items()
        if name in missing
    ]


def _stored_name(declared: Table, column: Column) -> str:
    """Events name their person by number, members by their id."""
    is_of_a_person = column.name == declared.person_column and declared.name != "users"
    return "user_no" if is_of_a_person else column.stored_name


def _missing_values(version: Version, table: str) -> tuple[dict[str, int], int]:
    """NULLs per column, and the rows. Lists have no such statistics of their own and stay out."""
    missing: dict[str, int] = {}
    metadata = pa_parquet.read_metadata(version.path(table))
    for group in range(metadata.num_row_groups):
        for position in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(position)
            if chunk.statistics is not None and chunk.statistics.has_null_count:
                missing[chunk.path_in_schema] = missing.get(chunk.path_in_schema, 0) + chunk.statistics.null_count
    return missing, metadata.num_rows
