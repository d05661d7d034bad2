"""From recognised tables to the verdict: rules run in their order, failed rows are set apart, the rest is good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlglot import exp

from data.contract import CONTRACT, Table
from data.errors import ExportRefused
from data.intake.amounts import with_amount_basis
from data.intake.batches import Batch, TypedTable
from data.intake.calendar import Span, covered_days
from data.intake.checked import CheckedExport, CheckedTable, Finding, Severity, SourceFile
from data.intake.columns import Way
from data.intake.decisions import decided_tables
from data.intake.effects import with_effects
from data.intake.examined import Examined
from data.intake.fingerprint import export_fingerprint, file_hashes
from data.intake.keys import judge_keys, persons_alike
from data.intake.mapping import ExportMapping
from data.intake.people import check_people, with_derived_people
from data.intake.quarantine import write_quarantine
from data.intake.references import judge_references
from data.intake.row_check import Found, judge_rows
from data.intake.statements import column, from_parquet
from data.intake.workbench import Workbench
from data.sentence import Sentence, Share
from data.settings import Settings


@dataclass
class Hearing:
    """What one check knows while it judges."""

    bench: Workbench
    settings: Settings
    mapping: ExportMapping
    scratch: Path
    now: datetime
    tables: dict[str, Examined] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)

    def note(self, findings: Sequence[Finding]) -> None:
        self.found += [Found(finding) for finding in findings]


def judged_export(
    tables: Mapping[Table, Sequence[Batch]],
    bench: Workbench,
    *,
    settings: Settings,
    mapping: ExportMapping,
    scratch: Path,
    now: datetime,
) -> CheckedExport:
    """The verdict. Raises `ExportRefused` with the report when too little is good."""
    hearing = Hearing(bench, settings, mapping, scratch, now)
    hearing.note(check_people(tables, mapping))
    _understand(hearing, tables)
    _judge_tables(hearing)
    _refuse_without_orders(hearing)
    bench.say("effects", Sentence("Computing what the findings do to the metrics."))
    span = covered_days(hearing.tables, mapping, now.astimezone(settings.zone).date())
    hearing.note(span.findings)
    findings = with_effects(hearing.found, hearing.tables, span.end, scratch)
    bench.say("quarantine", Sentence("Writing the rows that were set apart."))
    folder = write_quarantine(hearing.tables, scratch, settings)
    if folder is not None:
        findings = (*findings, _where(folder))
    export = _export(hearing, span, findings)
    _refuse_over_limit(hearing, export)
    return export


def _understand(hearing: Hearing, tables: Mapping[Table, Sequence[Batch]]) -> None:
    """Types every table, then makes amounts and people what they must be."""
    bench, settings, mapping = hearing.bench, hearing.settings, hearing.mapping
    today = hearing.now.astimezone(settings.zone).date()
    typed, findings = decided_tables(tables, bench, settings=settings, mapping=mapping, today=today)
    hearing.note(findings)
    typed["orders"], findings = with_amount_basis(typed["orders"], bench, mapping)
    hearing.note(findings)
    if mapping.users_from_orders:
        default = Way(zone=settings.timezone, business_zone=settings.timezone, today=today)
        typed, findings = with_derived_people(typed, bench, hearing.scratch, default)
        hearing.note(findings)
    typed = {name: _parsed_once(hearing, each) for name, each in typed.items()}
    names = [each.name for each in CONTRACT if each.name in typed]
    hearing.tables = {name: Examined(typed[name], bench) for name in names}


def _parsed_once(hearing: Hearing, typed: TypedTable) -> TypedTable:
    """Texts are parsed once into a file of typed rows; native Parquet is read where it lies."""
    if not any(batch.is_staged for batch in typed.batches):
        return typed
    path = hearing.scratch / f"typed_{typed.table.name}.parquet"
    hearing.bench.say("type", Sentence("Reading the values of {table}.", {"table": typed.table.label}))
    hearing.bench.write(typed.query, path)
    return replace(typed, query=from_parquet(path))


def _judge_tables(hearing: Hearing) -> None:
    """Parents come before those who refer to them, as in the contract."""
    bench = hearing.bench
    for place, examined in enumerate(hearing.tables.values()):
        done = place / len(hearing.tables)
        label = {"table": examined.typed.table.label}
        bench.say("rows", Sentence("Checking every row of {table}.", label), done)
        examined.start()
        today = hearing.now.astimezone(hearing.settings.zone).date()
        hearing.found += judge_rows(examined, today=today, currency=hearing.settings.currency)
        bench.say("keys", Sentence("Looking for rows of {table} that share a key.", label), done)
        hearing.found += [_with_rows(examined, finding) for finding in judge_keys(examined)]
        bench.say("references", Sentence("Looking for rows of {table} that point to nothing.", label), done)
        hearing.found += judge_references(hearing.tables, examined)
    if "users" in hearing.tables:
        hearing.note(persons_alike(hearing.tables["users"]))
    hearing.note([finding for examined in hearing.tables.values() for finding in _ragged(examined)])
    hearing.note([finding for examined in hearing.tables.values() for finding in _title_rows(examined)])


def _with_rows(examined: Examined, finding: Finding) -> Found:
    has_effect = examined.name == "orders" and finding.rule in examined.apart
    return Found(finding, examined.rows_apart(finding.rule) if has_effect else None)


def _ragged(examined: Examined) -> list[Finding]:
    rows = [row for batch in examined.typed.batches for part in batch.parts for row in part.ragged]
    if not rows:
        return []
    share = len(rows) / (examined.rows + len(rows))
    words = Sentence(
        "{table}: lines with more or fewer fields than the header: {rows} ({share}), the first in row {first}. "
        "Set aside. A delimiter inside a value without quotation marks is the usual cause.",
        {"table": examined.typed.table.label, "rows": len(rows), "share": Share(share, 2), "first": rows[0].row},
    )
    examples = tuple({"source_row": row.row, "fields": row.fields} for row in rows[:5])
    return [Finding("ragged_row", examined.name, Severity.QUARANTINED, words, len(rows), share, examples)]


def _title_rows(examined: Examined) -> list[Finding]:
    sheets = [part.sheet for batch in examined.typed.batches for part in batch.parts if part.sheet.rows_above]
    return [
        Finding(
            "title_rows",
            examined.name,
            Severity.NOTE,
            Sentence(
                "{file}: the headers are in row {header}. Rows above them were taken as a title and skipped: {rows}.",
                {"file": sheet.title, "header": sheet.rows_above + 1, "rows": sheet.rows_above},
            ),
            sheet.rows_above,
        )
        for sheet in sheets
    ]


def _where(folder: Path) -> Finding:
    words = Sentence("The rows that were set aside are in {folder}.", {"folder": str(folder)})
    return Finding("quarantine", "", Severity.NOTE, words)


def _refuse_without_orders(hearing: Hearing) -> None:
    """Without one good row of a required table there is nothing to build on."""
    findings = [each.finding for each in hearing.found]
    for examined in hearing.tables.values():
        if examined.typed.table.is_required and examined.rows == sum(examined.apart.values()):
            words = Sentence(
                "{table}: not one row is good (rows read: {rows}), so there is nothing to build from.",
                {"table": examined.typed.table.label, "rows": examined.rows},
            )
            refused = Finding("no_good_row", examined.name, Severity.REFUSED, words, examined.rows, 1.0)
            folder = write_quarantine(hearing.tables, hearing.scratch, hearing.settings)
            raise ExportRefused(words, report=(*findings, refused, *([_where(folder)] if folder else [])))


def _refuse_over_limit(hearing: Hearing, export: CheckedExport) -> None:
    limit = hearing.settings.failed_share_limit
    refused = []
    for name, checked in export.tables.items():
        read = checked.good_rows + checked.failed_rows
        if checked.table.is_required and read and checked.failed_rows / read > limit:
            words = Sentence(
                "{table}: {rows} of {read} rows failed ({share}); at most {limit} may (setting failed_share_limit). "
                "The export is refused whole; the store stays as it was.",
                {
                    "table": checked.table.label,
                    "rows": checked.failed_rows,
                    "read": read,
                    "share": Share(checked.failed_rows / read),
                    "limit": Share(limit),
                },
            )
            refused.append(
                Finding(
                    "too_many_failed", name, Severity.REFUSED, words, checked.failed_rows, checked.failed_rows / read
                )
            )
    if refused:
        raise ExportRefused(*(each.sentence for each in refused), report=(*export.findings, *refused))


def _export(hearing: Hearing, span: Span, findings: tuple[Finding, ...]) -> CheckedExport:
    hearing.bench.say("fingerprint", Sentence("Computing the fingerprint of the files."))
    paths = [
        part.sheet.file.path for each in hearing.tables.values() for batch in each.typed.batches for part in batch.parts
    ]
    hashes = file_hashes(paths, settings=hearing.settings, beat=hearing.bench.beat)
    tables = {name: _checked(each, hashes, hearing) for name, each in hearing.tables.items()}
    sources = {name: each.sources for name, each in tables.items()}
    return CheckedExport(
        tables,
        findings,
        hearing.settings.timezone,
        hearing.settings.currency,
        span.start,
        span.end,
        export_fingerprint(sources, settings=hearing.settings, mapping=hearing.mapping),
        hearing.scratch,
    )


def _checked(examined: Examined, hashes: Mapping[Path, str], hearing: Hearing) -> CheckedTable:
    typed = examined.typed
    failed = None
    if examined.apart:
        path = hearing.scratch / f"{examined.failed_name}.parquet"
        hearing.bench.write(examined.failed(), path)
        failed = from_parquet(path)
    good = exp.select(*(column(name) for name in typed.stored)).from_(examined.good(failed).subquery("good"))
    apart = sum(examined.apart.values())
    duplicates = examined.apart.get("exact_duplicate", 0)
    ragged = sum(len(part.ragged) for batch in typed.batches for part in batch.parts)
    return CheckedTable(
        typed.table,
        _sources(typed, hashes),
        good,
        examined.rows - apart,
        apart - duplicates + ragged,
        tuple(each.name for each in typed.delivered),
        typed.extras,
        duplicates,
    )


def _sources(typed: TypedTable, hashes: Mapping[Path, str]) -> tuple[SourceFile, ...]:
    """One per file; the rows of a workbook's sheets are added up."""
    rows: dict[Path, int] = {}
    for batch in typed.batches:
        for part in batch.parts:
            path = part.sheet.file.path
            rows[path] = rows.get(path, 0) + part.rows + len(part.ragged)
    return tuple(SourceFile(path, hashes[path], path.stat().st_size, count) for path, count in rows.items())
