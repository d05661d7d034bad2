"""The door for the terminal: `python cli.py --help`. It asks the same functions as the pages and holds no rule."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, wraps
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO, Concatenate, ParamSpec, cast

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from data.access import Action, Person, local_person, require
from data.audit import verify_audit
from data.contract import CONTRACT
from data.contract.dictionary import data_dictionary
from data.demo import make_demo
from data.errors import Cancelled, ExportRefused, FenqunError, SegmentError
from data.intake import SEVERITY_LABELS, CheckedExport, Finding, Severity, check_export, discard_staging, read_mapping
from data.intake.report import export_report, findings_report
from data.library import load_segment
from data.progress import Progress as Watching
from data.sentence import Gap, Sentence
from data.settings import Settings, declared_settings, read_settings
from data.store import Version, build_store, list_versions, open_version
from pages.locale import render
from pages.locale.readers import language_of_terminal
from queries.asking import FORMS
from queries.audience import Audience
from queries.catalog import catalog
from queries.engines import DuckDBEngine, open_engine
from queries.lists import listable, members, write_list
from queries.question import Question, answer, question, questions
from queries.relations import with_relations
from queries.segments import Segment, condition_counts, describe, parse_segment

ROWS_IN_QUARANTINE = 10
SETTING_HEADERS = (Sentence("Setting"), Sentence("Value"), Sentence("Where from"), Sentence("What it is"))
COLUMN_HEADERS = (
    Sentence("Table"),
    Sentence("Column"),
    Sentence("Name"),
    Sentence("Kind"),
    Sentence("Required"),
    Sentence("Also known as"),
)
TABLE_HEADERS = (Sentence("Table"), Sentence("Good rows"), Sentence("Failed rows"), Sentence("Duplicates dropped"))
VERSION_HEADERS = (Sentence("Version"), Sentence("People"), Sentence("Orders"), Sentence("Data to"))
CONDITION_HEADERS = (Sentence("Condition"), Sentence("By itself"), Sentence("After those before"))
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True)
class Terminal:
    """Who sits at the terminal: their settings, language, and where words and progress go."""

    settings: Settings
    language: str

    @property
    def person(self) -> Person:
        return local_person(self.settings)

    @cached_property
    def paper(self) -> Console:
        return Console(highlight=False, markup=False, emoji=False)

    def words(self, said: Sentence) -> str:
        return render(said, self.language, self.settings.currency, timezone=self.settings.timezone)

    def say(self, text: str, /, **gaps: Gap) -> None:
        self.paper.print(self.words(Sentence(text, gaps)), soft_wrap=True)

    def print_json(self, document: Any) -> None:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))

    def print_table(self, headers: Sequence[Gap], rows: Sequence[Sequence[Gap]]) -> None:
        table = Table(*self._cells(headers), box=None, pad_edge=False, header_style="bold")
        for row in rows:
            table.add_row(*self._cells(row))
        self.paper.print(table)

    def _cells(self, values: Sequence[Gap]) -> Iterator[str]:
        return (self.words(Sentence("{value}", {"value": value})) for value in values)


def at_terminal(
    command: Callable[Concatenate[Terminal, Arguments], None],
) -> Callable[Arguments, None]:
    """Our own errors become sentences on stderr and an exit code; anything else is a defect and keeps its trace."""

    @wraps(command)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        language = language_of_terminal(os.environ)
        try:
            settings = read_settings()
            language = settings.language or language
            command(Terminal(settings, language), *args, **kwargs)
        except FenqunError as error:
            for fault in error.faults:
                click.echo(render(fault, language), err=True)
            sys.exit(error.exit_code)
        except KeyboardInterrupt:
            sys.exit(Cancelled.exit_code)

    return guarded


@contextmanager
def watched(terminal: Terminal) -> Iterator[Watching]:
    """Progress of a long job on stderr; Ctrl-C stops it."""
    console = Console(stderr=True, highlight=False, markup=False)
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(step: str, done: float, sentence: Sentence) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task("", total=1.0)
            bars.update(tasks[step], completed=done, description=terminal.words(sentence))

        yield progress


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Fenqun 分群: check and build exports, ask questions, count segments, write lists."""


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="as JSON")
@at_terminal
def settings(terminal: Terminal, as_json: bool) -> None:
    """Every setting, its value and where the value came from."""
    rows = [
        (
            each.name,
            str(getattr(terminal.settings, each.name)),
            terminal.settings.origins[each.name],
            terminal.words(each.metadata["help"]),
        )
        for each in declared_settings()
    ]
    if as_json:
        terminal.print_json([dict(zip(("name", "value", "origin", "help"), row, strict=True)) for row in rows])
    else:
        terminal.print_table(SETTING_HEADERS, rows)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="as JSON")
@at_terminal
def dictionary(terminal: Terminal, as_json: bool) -> None:
    """Every column an export may bring, with the headers under which it is recognised."""
    rows = data_dictionary(terminal.language)
    if as_json:
        terminal.print_json([dataclasses.asdict(row) for row in rows])
        return
    shown = [(row.table, row.column, row.label, row.kind, row.is_required, "、".join(row.aliases)) for row in rows]
    terminal.print_table(COLUMN_HEADERS, shown)


@cli.command()
@click.option("--people", type=click.IntRange(1, 50_000_000), default=100_000, show_default=True, help="members")
@click.option("--seed", type=int, default=20260901, show_default=True, help="the same seed makes the same brand")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="default: demo in the home folder")
@at_terminal
def demo(terminal: Terminal, people: int, seed: int, folder: Path | None) -> None:
    """Make an invented brand of any size, with the truths planted in it written beside it."""
    target = folder or terminal.settings.home / "demo"
    with watched(terminal) as progress:
        make_demo(target, people=people, seed=seed, progress=progress)
    terminal.say("The demo brand with {people} members is in {folder}.", people=people, folder=str(target))


PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path, readable=False))  # the check says why not
MAPPING = click.option("--mapping", type=click.Path(path_type=Path, dir_okay=False), help="default: state/mapping.toml")


def checked(terminal: Terminal, paths: Sequence[Path], mapping: Path | None) -> CheckedExport:
    with watched(terminal) as progress:
        return check_export(
            paths or (terminal.settings.inbox,),
            settings=terminal.settings,
            mapping=read_mapping(mapping or terminal.settings.state / "mapping.toml"),
            progress=progress,
            now=datetime.now(UTC),
        )


@cli.command()
@PATHS
@MAPPING
@click.option("--json", "as_json", is_flag=True, help="as JSON")
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


@cli.command()
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
        "Store version {version}: {people} members and {orders} orders, {first} to {last}.",
        version=version.id,
        people=manifest.people,
        orders=manifest.tables["orders"].rows,
        first=manifest.data_start,
        last=manifest.data_end,
    )


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="as JSON")
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


AS_OF = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="a day of the data; default: its last")
SEGMENT = click.option("--segment", "segment_name", help="a saved segment's name, or a JSON file; default: everyone")


def opened(terminal: Terminal) -> DuckDBEngine:
    return open_engine(open_version(terminal.settings), terminal.settings)


def named_segment(terminal: Terminal, version: Version, name: str) -> Segment:
    """From a file if there is one of that name, else from the library."""
    path = Path(name)
    if path.suffix != ".json" and not path.is_file():
        return parse_segment(load_segment(terminal.settings, name).document, catalog(version))
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as reason:
        raise SegmentError(
            Sentence("{file} cannot be read as a segment: {reason}.", {"file": name, "reason": str(reason)})
        ) from reason
    return parse_segment(document, catalog(version))


def day_of(version: Version, as_of: datetime | None) -> date:
    return as_of.date() if as_of else version.manifest.data_end


def audience_of(terminal: Terminal, version: Version, name: str | None, as_of: datetime | None) -> Audience:
    return Audience(day_of(version, as_of), named_segment(terminal, version, name) if name else None)


@cli.command()
@click.argument("name", required=False)
@SEGMENT
@AS_OF
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="a parameter of the question")
@click.option("--format", "form", type=click.Choice(tuple(FORMS)), default="table", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="a file; default: here")
@click.option("--sql", "as_sql", is_flag=True, help="the SQL that gives the answer, instead of the answer")
@at_terminal
def ask(
    terminal: Terminal,
    name: str | None,
    segment_name: str | None,
    as_of: datetime | None,
    given: tuple[str, ...],
    form: str,
    out: Path | None,
    as_sql: bool,
) -> None:
    """Ask a question about everyone or a segment, as of any day. Without a name: list them."""
    if name is None:
        list_questions(terminal)
        return
    require(terminal.person, Action.LOOK)
    params = dict(pair.partition("=")[::2] for pair in given)
    engine = opened(terminal)
    audience = audience_of(terminal, engine.version, segment_name, as_of)
    answered = answer(question(name), engine, audience=audience, **params)
    if as_sql:
        click.echo(answered.sql)
        return
    with click.open_file(str(out or "-"), "wb") as target:
        FORMS[form](answered, cast(BinaryIO, target))


def list_questions(terminal: Terminal) -> None:
    for each in questions().values():
        terminal.paper.print(f"{each.name}\n    {terminal.words(Sentence(each.text))}", soft_wrap=True)
        terminal.paper.print(f"    {promises(each)}", soft_wrap=True)


def promises(asked: Question) -> str:
    parameters = ", ".join(f"{each.name} ({each}) = {each.default}" for each in asked.parameters)
    columns = ", ".join(f"{each.name} {each.kind}" for each in asked.columns)
    return f"({parameters}) → {columns}"


@cli.group()
def segment() -> None:
    """Count a segment, see who is in it, read it as words or as SQL."""


RULE = click.argument("name")


@segment.command("count")
@RULE
@AS_OF
@click.option("--json", "as_json", is_flag=True, help="as JSON")
@at_terminal
def segment_count(terminal: Terminal, name: str, as_of: datetime | None, as_json: bool) -> None:
    """The exact number of people, and what each condition selects alone and after those before it."""
    engine = opened(terminal)
    rule, day = named_segment(terminal, engine.version, name), day_of(engine.version, as_of)
    counts = condition_counts(engine, rule, as_of=day)
    words = describe(rule, catalog=catalog(engine.version), as_of=day)
    if as_json:
        terminal.print_json(dataclasses.asdict(counts) | {"as_of": day, "sentence": terminal.words(words)})
        return
    terminal.paper.print(terminal.words(words), soft_wrap=True)
    terminal.say("{people} of {everyone} people.", people=counts.people, everyone=counts.everyone)
    terminal.print_table(CONDITION_HEADERS, [(each.place, each.alone, each.running) for each in counts.conditions])


@segment.command("describe")
@RULE
@AS_OF
@at_terminal
def segment_describe(terminal: Terminal, name: str, as_of: datetime | None) -> None:
    """The rule as a sentence."""
    version = open_version(terminal.settings)
    rule, day = named_segment(terminal, version, name), day_of(version, as_of)
    terminal.paper.print(terminal.words(describe(rule, catalog=catalog(version), as_of=day)), soft_wrap=True)


@segment.command("sql")
@RULE
@AS_OF
@at_terminal
def segment_sql(terminal: Terminal, name: str, as_of: datetime | None) -> None:
    """The rule as one SELECT that runs unmodified in a DuckDB shell."""
    engine = opened(terminal)
    asked = audience_of(terminal, engine.version, name, as_of)
    click.echo(with_relations(asked.query(engine), asked, engine).sql(engine.dialect, pretty=True))


COLUMNS = click.option(
    "--columns", default="", help="measures, comma between; default: id, name, tier, city, phone, e-mail"
)
CLEAR = click.option("--clear", is_flag=True, help="contact details unmasked; needs the right to it")
USUAL_COLUMNS = ("users.user_id", "users.name", "users.tier", "users.city", "users.phone", "users.email")


def chosen_columns(version: Version, columns: str) -> tuple[str, ...]:
    """What was asked for, else of the usual columns those that were delivered."""
    if columns:
        return tuple(key.strip() for key in columns.split(","))
    offered = {measure.key for measure in listable(catalog(version))}
    return tuple(key for key in USUAL_COLUMNS if key in offered)


@segment.command("members")
@RULE
@AS_OF
@COLUMNS
@CLEAR
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True)
@at_terminal
def segment_members(
    terminal: Terminal, name: str, as_of: datetime | None, columns: str, clear: bool, limit: int, offset: int
) -> None:
    """Who is in it, page by page; contact details masked."""
    engine = opened(terminal)
    page = members(
        engine,
        audience_of(terminal, engine.version, name, as_of),
        chosen_columns(engine.version, columns),
        person=terminal.person,
        clear_on_record=terminal.settings if clear else None,
        limit=limit,
        offset=offset,
    )
    headers = [each.measure.label.in_language(terminal.language) for each in page.columns]
    shown = page.rows.drop_columns("user_no")
    terminal.print_table(headers, [tuple(row.values()) for row in shown.to_pylist()])
    terminal.say("{shown} of {people} people.", shown=page.rows.num_rows, people=page.total)


@cli.command("list")
@RULE
@AS_OF
@COLUMNS
@CLEAR
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="the CSV file to write")
@at_terminal
def list_file(terminal: Terminal, name: str, as_of: datetime | None, columns: str, clear: bool, out: Path) -> None:
    """Write everyone in a segment as CSV, whole or not at all; on record."""
    engine = opened(terminal)
    with watched(terminal) as progress:
        written = write_list(
            engine.cursor(),
            audience_of(terminal, engine.version, name, as_of),
            chosen_columns(engine.version, columns),
            person=terminal.person,
            language=terminal.language,
            path=out,
            settings=terminal.settings,
            clear=clear,
            progress=progress,
        )
    terminal.say(
        "People in {file}: {people}. SHA-256: {sha256}.",
        people=written.rows,
        file=str(written.path),
        sha256=written.sha256,
    )


@cli.command()
@at_terminal
def audit(terminal: Terminal) -> None:
    """Whether the record of who did what is whole."""
    found = verify_audit(terminal.settings)
    for fault in found.faults:
        terminal.paper.print(terminal.words(fault), soft_wrap=True)
    if found.faults:
        sys.exit(1)
    terminal.say("The audit log is whole. Events on record: {events}.", events=found.events)


if __name__ == "__main__":
    cli()
