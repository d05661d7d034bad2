"""The people of a segment: page by page on the terminal, or whole as a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from data.store import Version
from pages.terminal.rule import AS_OF, RULE, audience_of, opened
from pages.terminal.terminal import Terminal, at_terminal, watched
from queries.catalog import catalog
from queries.lists import LARGEST_PAGE, listable, members, write_list

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


@click.command("members")
@RULE
@AS_OF
@COLUMNS
@CLEAR
@click.option("--limit", type=click.IntRange(1, LARGEST_PAGE), default=20, show_default=True)
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
    terminal.say(
        "{shown} of {people} person.",
        plural="{shown} of {people} people.",
        count="people",
        shown=page.rows.num_rows,
        people=page.total,
    )


@click.command("list")
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
