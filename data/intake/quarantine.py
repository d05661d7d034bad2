"""Rows set apart, written out as they were delivered, each with the rule it failed, its file and its row."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
from sqlglot import exp

from data.intake.batches import Batch
from data.intake.columns import SOURCE_FILE, SOURCE_ROW
from data.intake.examined import Examined, origins
from data.intake.statements import column, named, null_of, statement
from data.settings import Settings

RAGGED_RULE = "ragged_row"
RAGGED_TEXT = "delivered line"
OWN_COLUMNS = ("rule", SOURCE_FILE, SOURCE_ROW)


def write_quarantine(tables: Mapping[str, Examined], scratch: Path, settings: Settings) -> Path | None:
    """The folder with one Parquet per table that lost rows; None when none did. Appears whole or not at all."""
    aside = scratch / "quarantine"
    for examined in tables.values():
        query = _failed_rows(examined)
        if query is not None:
            examined.bench.write(query, aside / f"{examined.name}.parquet")
    if not aside.exists():
        return None
    folder = settings.quarantine / scratch.name
    folder.parent.mkdir(parents=True, exist_ok=True)
    arriving = folder.with_name(f".{folder.name}.part")
    try:
        shutil.move(aside, arriving)  # copies when the quarantine lies on another disk
        arriving.rename(folder)
    except BaseException:
        shutil.rmtree(arriving, ignore_errors=True)
        raise
    return folder


def _failed_rows(examined: Examined) -> exp.Query | None:
    batches = examined.typed.batches
    headers: dict[str, str] = {}
    for header in (header for batch in batches for header in batch.headers):
        headers.setdefault(header.text.casefold(), _raw_name(header.text))
    ragged = _ragged(examined)
    parts: list[exp.Query] = []
    if any(rule != "exact_duplicate" for rule in examined.apart):
        parts += [_of_batch(examined, batch, headers, has_ragged=ragged is not None) for batch in batches]
    if ragged is not None:
        examined.bench.register("ragged_rows", ragged)
        blank = [named(null_of("VARCHAR"), name) for name in headers.values()]
        own = [column(name) for name in (*OWN_COLUMNS, RAGGED_TEXT)]
        parts.append(exp.select(*own, *blank).from_("ragged_rows"))
    if not parts:
        return None
    return exp.union(*parts, distinct=False) if len(parts) > 1 else parts[0]


def _of_batch(examined: Examined, batch: Batch, headers: Mapping[str, str], *, has_ragged: bool) -> exp.Query:
    """Every header's raw value as text; headers that only other batches have stay blank."""
    held = {header.text.casefold(): header.physical for header in batch.headers}
    raw = [
        named(exp.cast(column(held[key]), "VARCHAR", dialect="duckdb") if key in held else null_of("VARCHAR"), name)
        for key, name in headers.items()
    ]
    failed = examined.failed().where(exp.NEQ(this=column("rule"), expression=exp.Literal.string("exact_duplicate")))
    rows = statement("raw_failed", tables={"delivered": batch.source(), "failed": failed})
    own = [column("rule"), _delivered_file(examined), column(SOURCE_ROW)]
    line = [named(null_of("VARCHAR"), RAGGED_TEXT)] if has_ragged else []
    return exp.select(*own, *line, *raw).from_(rows.subquery("failing"))


def _delivered_file(examined: Examined) -> exp.Expr:
    """Staged files are nobody's: the name is that of the delivered file."""
    case = exp.Case(this=column(SOURCE_FILE))
    for staged, delivered in origins(examined.typed).items():
        if staged != delivered:
            case = case.when(exp.Literal.string(staged), exp.Literal.string(delivered), copy=False)
    return named(case.else_(column(SOURCE_FILE)) if case.args.get("ifs") else column(SOURCE_FILE), SOURCE_FILE)


def _ragged(examined: Examined) -> pa.Table | None:
    rows = [
        {"rule": RAGGED_RULE, SOURCE_FILE: part.sheet.title, SOURCE_ROW: row.row, RAGGED_TEXT: row.text}
        for batch in examined.typed.batches
        for part in batch.parts
        for row in part.ragged
    ]
    return pa.Table.from_pylist(rows) if rows else None


def _raw_name(header: str) -> str:
    return f"{header} (delivered)" if header.casefold() in (*OWN_COLUMNS, RAGGED_TEXT) else header or "(no header)"
