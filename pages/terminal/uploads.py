"""`uploads`: lists of people that rules and suppression may name, and files that say who was sent what."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from data.audit import utc_now
from data.sent import sent_records, withdraw_sent
from data.sentence import Sentence
from data.uploaded import (
    MATCH_LABELS,
    MatchOn,
    UploadedList,
    delete_uploaded,
    rename_uploaded,
    replace_uploaded,
    upload_list,
    uploaded_lists,
)
from pages.terminal.rule import opened
from pages.terminal.terminal import Terminal, at_terminal
from queries.engines.duck import DuckDBEngine
from queries.lists.sent import Telling, keep_told, told_by
from queries.segments.listed import people_named

FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
MATCH = click.option("--match", "match", type=click.Choice([match.value for match in MatchOn]), default="user_id")
LIST_HEADERS = ("List", "Matched on", "People", "Uploaded at", "Uploaded by", "File")
SENT_HEADERS = ("Record", "Campaign", "Channel", "People", "Control group", "Uploaded at", "Uploaded by", "Withdrawn")


@click.group()
def uploads() -> None:
    """Bring lists of people: for rules and suppression, or as messages that were sent already."""


@uploads.command("keep")
@FILE
@click.option("--name", required=True, help="under which rules will name the list")
@MATCH
@at_terminal
def uploads_keep(terminal: Terminal, file: Path, name: str, match: str) -> None:
    """Keep a list of people (CSV, XLSX, Parquet) that rules can name: in the list, not in the list."""
    engine = opened(terminal)
    kept = upload_list(terminal.settings, file, name, MatchOn(match), person=terminal.person, now=utc_now())
    _tell(terminal, engine, kept)


@uploads.command("replace")
@FILE
@click.option("--name", required=True, help="the list whose people these are from now on")
@MATCH
@at_terminal
def uploads_replace(terminal: Terminal, file: Path, name: str, match: str) -> None:
    """Put another file under the name of a list; rules mean its people from now on."""
    engine = opened(terminal)
    kept = replace_uploaded(terminal.settings, file, name, MatchOn(match), person=terminal.person, now=utc_now())
    _tell(terminal, engine, kept)


def _tell(terminal: Terminal, engine: DuckDBEngine, kept: UploadedList) -> None:
    named = people_named(engine, kept)
    terminal.say(
        "The list {name} is kept: {people} name. Rows: {rows}; {duplicates} again, {unreadable} unreadable.",
        plural="The list {name} is kept: {people} names. Rows: {rows}; {duplicates} again, {unreadable} unreadable.",
        count="people",
        name=kept.name,
        people=kept.people,
        rows=kept.rows,
        duplicates=kept.duplicates,
        unreadable=kept.unreadable,
    )
    terminal.say(
        "It names {people} member of store version {version}; names that no member has: {unmatched}.",
        plural="It names {people} members of store version {version}; names that no member has: {unmatched}.",
        count="people",
        people=named.members,
        version=engine.version.id,
        unmatched=named.unmatched,
    )
    if named.members == 0:
        terminal.say(
            "Nobody is found by it: as a suppression it would hold nobody back. Does the file hold another kind of ID?"
        )


@uploads.command("show")
@at_terminal
def uploads_show(terminal: Terminal) -> None:
    """Every uploaded list, the newest first."""
    rows = [
        (kept.name, MATCH_LABELS[kept.match], kept.people, kept.kept_at, kept.kept_by, kept.file)
        for kept in uploaded_lists(terminal.settings)
    ]
    terminal.print_table([Sentence(header) for header in LIST_HEADERS], rows)


@uploads.command("rename")
@click.argument("name")
@click.argument("new_name")
@at_terminal
def uploads_rename(terminal: Terminal, name: str, new_name: str) -> None:
    """Give a list another name; refused while saved segments mention it."""
    kept = rename_uploaded(terminal.settings, name, new_name, person=terminal.person, now=utc_now())
    terminal.say("{name} is now called {new_name}.", name=name, new_name=kept.name)


@uploads.command("delete")
@click.argument("name")
@at_terminal
def uploads_delete(terminal: Terminal, name: str) -> None:
    """Delete the names of a list for good; refused while saved segments mention it."""
    delete_uploaded(terminal.settings, name, person=terminal.person, now=utc_now())
    terminal.say("{name} is deleted.", name=name)


@uploads.command("sent")
@FILE
@MATCH
@click.option("--campaign", required=True, help="ID of the campaign: of the export, of a list that left, or a new one")
@click.option("--channel", required=True, help="wecom, sms, email, wechat, app or phone")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="all were sent on this day")
@click.option("--time-column", help="or: the column that says when each was sent")
@click.option("--group-column", help="the column that says who was in which group")
@click.option("--control", help="how that column calls those who were kept back")
@at_terminal
def uploads_sent(
    terminal: Terminal,
    file: Path,
    match: str,
    campaign: str,
    channel: str,
    day: datetime | None,
    time_column: str | None,
    group_column: str | None,
    control: str | None,
) -> None:
    """Put messages that were sent by another way on record: touches of a campaign."""
    engine, settings, who = opened(terminal), terminal.settings, terminal.person
    telling = Telling(campaign, channel, MatchOn(match), day and day.date(), time_column, group_column, control)
    told = told_by(engine, file, telling, person=who, settings=settings, at=utc_now())
    facts = keep_told(engine, told, person=who, settings=settings).facts
    terminal.say(
        "{people} person of the campaign {campaign} is on record. Rows: {rows}; of them without a member {unmatched}, "
        "the same again {duplicates}, without such an ID {unreadable}.",
        plural="{people} people of the campaign {campaign} are on record. Rows: {rows}; of them without a member "
        "{unmatched}, the same again {duplicates}, without such an ID {unreadable}.",
        count="people",
        people=facts.people,
        campaign=facts.campaign,
        rows=facts.rows,
        unmatched=facts.unmatched,
        duplicates=facts.duplicates,
        unreadable=facts.unreadable,
    )


@uploads.command("records")
@at_terminal
def uploads_records(terminal: Terminal) -> None:
    """Every file of messages on record, the newest first."""
    rows = [
        (
            found.id,
            found.facts.campaign,
            found.facts.channel,
            found.facts.people,
            found.facts.arms.get("control", 0),
            found.kept_at,
            found.kept_by,
            found.withdrawn_why,
        )
        for found in sent_records(terminal.settings)
    ]
    terminal.print_table([Sentence(header) for header in SENT_HEADERS], rows)


@uploads.command("withdraw")
@click.argument("record")
@click.option("--why", required=True, help="stays on record")
@at_terminal
def uploads_withdraw(terminal: Terminal, record: str, why: str) -> None:
    """Take a record of messages back: it counts no more, and stays with the reason."""
    found = withdraw_sent(terminal.settings, record, why=why, person=terminal.person)
    terminal.say("The record {record} of {campaign} is withdrawn.", record=found.id, campaign=found.facts.campaign)
