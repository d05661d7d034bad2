"""`segment upload` and `segment lists`: lists of people that rules may name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from data.sentence import Sentence
from data.uploaded import MATCH_LABELS, MatchOn, upload_list, uploaded_lists
from pages.terminal.rule import opened
from pages.terminal.terminal import Terminal, at_terminal
from queries.segments.listed import people_named

HEADERS = (
    Sentence("List"),
    Sentence("Matched on"),
    Sentence("People"),
    Sentence("Uploaded at"),
    Sentence("Uploaded by"),
    Sentence("File"),
)


@click.command("upload")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", required=True, help="under which rules will name the list")
@click.option("--match", "match", type=click.Choice([match.value for match in MatchOn]), default="user_id")
@at_terminal
def segment_upload(terminal: Terminal, file: Path, name: str, match: str) -> None:
    """Keep a list of people (CSV, XLSX, Parquet) that rules can name: in the list, not in the list."""
    engine = opened(terminal)
    now = datetime.now(UTC)
    kept = upload_list(terminal.settings, file, name, MatchOn(match), person=terminal.person, now=now)
    named = people_named(engine, kept)
    terminal.say(
        "The list {name} is kept: {people} name in {rows} rows; {duplicates} again, {unreadable} unreadable.",
        plural="The list {name} is kept: {people} names in {rows} rows; {duplicates} again, {unreadable} unreadable.",
        count="people",
        name=kept.name,
        people=kept.people,
        rows=kept.rows,
        duplicates=kept.duplicates,
        unreadable=kept.unreadable,
    )
    terminal.say(
        "It names {people} member of store version {version}.",
        plural="It names {people} members of store version {version}.",
        count="people",
        people=named,
        version=engine.version.id,
    )


@click.command("lists")
@at_terminal
def segment_lists(terminal: Terminal) -> None:
    """Every uploaded list, the newest first."""
    rows = [
        (kept.name, MATCH_LABELS[kept.match], kept.people, kept.kept_at, kept.kept_by, kept.file)
        for kept in uploaded_lists(terminal.settings)
    ]
    terminal.print_table(HEADERS, rows)
