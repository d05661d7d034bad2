"""From typed tables to the verdict: rules run in their order, failed rows are set apart, the rest is good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlglot import exp

from data.contract import Table
from data.intake.batches import Batch, TypedTable, extra_names, typed_table
from data.intake.checked import CheckedExport, CheckedTable, ExtraColumn, SourceFile
from data.intake.columns import Way
from data.intake.fingerprint import export_fingerprint, file_hashes
from data.intake.mapping import ExportMapping
from data.contract import Kind
from data.intake.parts import Source
from data.intake.statements import column
from data.intake.workbench import Workbench
from data.settings import Settings

KINDS = {
    Source.TEXT: Kind.TEXT,
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


def judged_export(
    tables: Mapping[Table, Sequence[Batch]],
    bench: Workbench,
    *,
    settings: Settings,
    mapping: ExportMapping,
    scratch: Path,
    now: datetime,
) -> CheckedExport:
    checked = {}
    paths = [
        part.sheet.file.path for table_batches in tables.values() for batch in table_batches for part in batch.parts
    ]
    hashes = file_hashes(paths, settings=settings, beat=bench.beat)
    for table, table_batches in tables.items():
        way = Way(zone=mapping.zone_of(table.name) or settings.timezone, business_zone=settings.timezone)
        heads = {h.text.casefold(): h for b in table_batches for h in b.recognised.extras}
        names = extra_names(table, [h.text for h in heads.values()])
        extras = {k: ExtraColumn(names[k], h.text, KINDS[h.source]) for k, h in heads.items()}
        typed = typed_table(table, table_batches, extras, {}, way)
        good = exp.select(*(column(name) for name in typed.stored)).from_(typed.query.subquery("rows"))
        rows = bench.row(exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")).from_(good.subquery("g")))["n"]
        sources = tuple(
            SourceFile(p.sheet.file.path, hashes[p.sheet.file.path], p.sheet.file.path.stat().st_size, p.rows)
            for b in table_batches
            for p in b.parts
        )
        checked[table.name] = CheckedTable(
            table, sources, good, rows, 0, tuple(c.name for c in typed.delivered), typed.extras
        )
    span = bench.row(
        exp.select(
            exp.alias_(exp.Min(this=column("ordered_date")), "a"), exp.alias_(exp.Max(this=column("ordered_date")), "b")
        ).from_(checked["orders"].good.subquery("o"))
    )
    return CheckedExport(
        checked,
        (),
        settings.timezone,
        settings.currency,
        span["a"],
        span["b"],
        export_fingerprint({k: v.sources for k, v in checked.items()}, settings=settings, mapping=mapping),
        scratch,
    )
