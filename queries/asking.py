"""Answers as they leave for a terminal or a file: table, JSON, CSV, Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from queries.question import Answer


def write_json(answered: Answer, out: BinaryIO) -> None:
    """The rows with what they answer: question, day, parameters and the SQL that gives them again."""
    document = {
        "question": answered.question.name,
        "as_of": answered.audience.as_of,
        "params": dict(answered.params),
        "sql": answered.sql,
        "rows": answered.rows,
    }
    out.write(json.dumps(document, ensure_ascii=False, indent=2, default=_plain).encode("utf-8") + b"\n")


def write_csv(answered: Answer, out: BinaryIO) -> None:
    """UTF-8 with a header; NULL is empty, an empty text is quoted."""
    pa_csv.write_csv(answered.table, out)


def write_parquet(answered: Answer, out: BinaryIO) -> None:
    pa_parquet.write_table(answered.table, out)


def write_table(answered: Answer, out: BinaryIO) -> None:
    """Aligned columns for reading in a terminal: numbers to the right, NULL as a dash."""
    columns = [_column(answered, name) for name in answered.table.column_names]
    for line in zip(*columns, strict=True):
        out.write("  ".join(line).rstrip().encode("utf-8") + b"\n")


FORMS: Mapping[str, Callable[[Answer, BinaryIO], None]] = {
    "table": write_table,
    "json": write_json,
    "csv": write_csv,
    "parquet": write_parquet,
}


def _column(answered: Answer, name: str) -> list[str]:
    values = answered.table[name].to_pylist()
    cells = ["–" if value is None else str(_plain(value)) for value in values]
    width = max(len(cell) for cell in (name, *cells))
    is_number = any(isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in values)
    return [cell.rjust(width) if is_number else cell.ljust(width) for cell in (name, *cells)]


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return int(value)
        case _:
            return value
