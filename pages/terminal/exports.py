"""From an export to a store: make the demo brand, check, build, list the versions."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path

import click

from data.access import Action, require
from data.contract import CONTRACT
from data.demo import make_demo
from data.errors import ExportRefused
from data.intake import SEVERITY_LABELS, CheckedExport, Finding, Severity, check_export, discard_staging, read_mapping
from data.intake.report import export_report, findings_report
from data.sentence import Gap, Sentence
from data.store import build_store, list_versions
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal, watched

ROWS_IN_QUARANTINE = 10
TABLE_HEADERS = (Sentence("Table"), Sentence("Good rows"), Sentence("Failed rows"), Sentence("Duplicates dropped"))
VERSION_HEADERS = (Sentence("Version"), Sentence("People"), Sentence("Orders"), Sentence("Data to"))
PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path, readable=False))  # the check says why not
MAPPING = click.option("--mapping", type=click.Path(path_type=Path, dir_okay=False), help="default: state/mapping.toml")


@click.command()
@click.option("--people", type=click.IntRange(1, 50_000_000), default=100_000, show_default=True, help="members")
@click.option("--seed", type=int, default=20260901, show_default=True, help="the same seed makes the same brand")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="default: demo in the home folder")
@at_terminal
def demo(terminal: Terminal, people: int, seed: int, folder: Path | None) -> None:
    """Make an invented brand of any size, with the truths planted in it written beside it."""
    target = folder or terminal.settings.home / "demo"
    with watched(terminal) as progress:
        make_demo(target, people=people, seed=seed, progress=progress)
    terminal.say("The demo brand is in {folder}. Members: {people}.", people=people, folder=str(target))


def checked(terminal: Terminal, paths: Sequence[Path], mapping: Path | None) -> CheckedExport:
    with watched(terminal) as progress:
        return check_export(
            paths or (terminal.settings.inbox,),
            settings=terminal.settings,
            mapping=read_mapping(mapping or terminal.settings.state / "mapping.toml"),
            progress=progress,
            now=datetime.now(UTC),
        )


@click.command()
@PATHS
@MAPPING
@AS_JSON
@at_terminal
def check(terminal: Terminal, paths: tuple[Path, ...], mapping: Path | None, as_json: bool) -> None:
    """Check an export and say what is wrong. Exit code 0: good; 10: rows in quarantine; 3: refused."""
    try:
        export = checked(terminal, paths, mapping)
    except ExportRefused as refused:
        if as_json:
            terminal.print_json({"refused": True, "findings": findings_report(refused.report)})
        else:
            show_findings(terminal, refused.report)
        raise
    discard_staging(export)
    if as_json:
        terminal.print_json({"refused": False} | export_report(export))
    else:
        show_tables(terminal, export)
        show_findings(terminal, export.findings)
    if any(found.severity is Severity.QUARANTINED for found in export.findings):
        sys.exit(ROWS_IN_QUARANTINE)


def show_tables(terminal: Terminal, export: CheckedExport) -> None:
    terminal.print_table(
        TABLE_HEADERS,
        [(each.table.label, each.good_rows, each.failed_rows, each.duplicate_rows) for each in export.tables.values()],
    )


def heading(found: Finding) -> Sentence:
    gaps: dict[str, Gap] = {"severity": SEVERITY_LABELS[found.severity], "rule": found.rule}
    if not found.table:
        return Sentence("[{severity}] {rule}", gaps)
    named = next((each.label for each in CONTRACT if each.name == found.table), None)
    return Sentence("[{severity}] {table} · {rule}", {**gaps, "table": named or found.table})


def show_findings(terminal: Terminal, findings: Sequence[Finding]) -> None:
    for found in findings:
        terminal.paper.print(f"\n{terminal.words(heading(found))}", style="bold")
        terminal.paper.print(terminal.words(found.sentence), soft_wrap=True)
        for effect in filter(attrgetter("is_felt"), found.effects):
            terminal.paper.print(terminal.words(effect.sentence), soft_wrap=True)
        for example in found.examples:
            terminal.paper.print(json.dumps(example, ensure_ascii=False, default=str), style="dim", soft_wrap=True)


@click.command()
@PATHS
@MAPPING
@at_terminal
def build(terminal: Terminal, paths: tuple[Path, ...], mapping: Path | None) -> None:
    """Check an export and build a new version of the store from its good rows."""
    require(terminal.person, Action.BUILD)
    export = checked(terminal, paths, mapping)
    try:
        with watched(terminal) as progress:
            version = build_store(export, settings=terminal.settings, progress=progress, now=datetime.now(UTC))
    finally:
        discard_staging(export)
    manifest = version.manifest
    terminal.say(
        "Store version {version}, {first} to {last}. Members: {people}. Orders: {orders}.",
        version=version.id,
        people=manifest.people,
        orders=manifest.tables["orders"].rows,
        first=manifest.data_start,
        last=manifest.data_end,
    )


@click.command()
@AS_JSON
@at_terminal
def versions(terminal: Terminal, as_json: bool) -> None:
    """Every version of the store, newest first."""
    rows = [
        (each.id, each.manifest.people, each.manifest.tables["orders"].rows, each.manifest.data_end)
        for each in list_versions(terminal.settings)
    ]
    if as_json:
        terminal.print_json([dict(zip(("id", "people", "orders", "data_end"), row, strict=True)) for row in rows])
    else:
        terminal.print_table(VERSION_HEADERS, rows)
