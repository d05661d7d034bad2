"""Lists from a plan: drawn, written, proved and compared; what a scheduler calls every day or week."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from data.approvals import approve, refuse, waiting
from data.audit import utc_now
from data.errors import AlreadyLeft, ListError
from data.ledger import kept_list, kept_lists, one_at_a_time
from data.purge import purge_list_files
from data.sentence import Gap, Sentence
from data.store import open_version
from pages.terminal.rule import opened
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal, watched
from queries.engines import open_engine
from queries.engines.duck import DuckDBCursor
from queries.lists.asked import AskedList, read_asked
from queries.lists.difference import Difference, difference, why_label
from queries.lists.draw import Draw, draw
from queries.lists.forget import forget_member
from queries.lists.leave import earlier_than, leave, salts_of
from queries.lists.plan import STEP_LABELS, ListPlan
from queries.lists.verify import verify

PLAN = click.argument("plan_file", type=click.Path(path_type=Path, dir_okay=False))
EVERY: Mapping[str, Callable[[date], str]] = {
    "day": lambda day: day.isoformat(),
    "week": lambda day: f"{day:%G-W%V}",
    "month": lambda day: f"{day:%Y-%m}",
}


@click.group()
def lists() -> None:
    """Draw the list of a plan, let it leave, prove it, compare it with another one."""


@lists.command("draw")
@PLAN
@AS_JSON
@at_terminal
def lists_draw(terminal: Terminal, plan_file: Path, as_json: bool) -> None:
    """Who would be on the list, step by step; nothing leaves."""
    found = drawn(opened(terminal).cursor(), asked_in(read_document(plan_file), terminal).plan, terminal)
    if as_json:
        terminal.print_json({"listed": found.listed, **{count.step.value: count.people for count in found.counts()}})
    else:
        print_steps(found, terminal)


@lists.command("leave")
@PLAN
@click.option("--every", type=click.Choice(list(EVERY)), help="once in this period, even if called again")
@at_terminal
def lists_leave(terminal: Terminal, plan_file: Path, every: str | None) -> None:
    """Write the list and put it on record. The plan's document holds the form too."""
    asked = asked_in({"form": {}, **read_document(plan_file)}, terminal)
    plan = replace(asked.plan, period=EVERY[every](asked.plan.send_on)) if every else asked.plan
    assert asked.form is not None  # a document without one was refused for its columns
    try:
        with watched(terminal) as progress:
            left = leave(
                opened(terminal).cursor(),
                plan,
                asked.form,
                person=terminal.person,
                settings=terminal.settings,
                language=terminal.language,
                progress=progress,
            )
    except AlreadyLeft as before:
        terminal.paper.print(*(terminal.words(fault) for fault in before.faults))
        return
    for file in left.files:
        terminal.say(
            "People in {file}: {people}. SHA-256: {sha256}.",
            people=file.rows,
            file=str(left.folder / file.name),
            sha256=file.sha256,
        )
    terminal.say("On record as list {list}.", list=left.kept.id)


@lists.command("show")
@AS_JSON
@at_terminal
def lists_show(terminal: Terminal, as_json: bool) -> None:
    """Every list that left, newest first."""
    kept = kept_lists(terminal.settings)
    if as_json:
        terminal.print_json([found.manifest for found in kept])
        return
    headers = [Sentence(word) for word in ("List", "Name", "Channel", "Sent on", "People", "Control group", "Who")]
    terminal.print_table(headers, [_line(found.manifest) for found in kept])


@lists.command("purge")
@at_terminal
def lists_purge(terminal: Terminal) -> None:
    """Delete the files of lists older than the setting says; the records stay. Every list that leaves does it too."""
    with one_at_a_time(terminal.settings):
        purged = purge_list_files(terminal.settings, person=terminal.person, at=utc_now())
    terminal.say(
        "The files of {lists} list were deleted; older than so many days: {days}.",
        plural="The files of {lists} lists were deleted; older than so many days: {days}.",
        count="lists",
        lists=purged,
        days=terminal.settings.keep_list_files_days,
    )


@lists.command("diff")
@click.argument("earlier")
@PLAN
@at_terminal
def lists_diff(terminal: Terminal, earlier: str, plan_file: Path) -> None:
    """Who would come and go if the plan were drawn now, against a list that left."""
    cursor = opened(terminal).cursor()
    later = drawn(cursor, asked_in(read_document(plan_file), terminal).plan, terminal)
    print_difference(
        difference(cursor, kept_list(terminal.settings, earlier), later, settings=terminal.settings), terminal
    )


@click.command("verify")
@click.argument("manifest")
@at_terminal
def verify_list(terminal: Terminal, manifest: str) -> None:
    """Draw and write a list again from its store version; compare the bytes. MANIFEST: its file, or the list's ID."""
    settings = terminal.settings
    kept = kept_list(settings, read_document(Path(manifest))["id"] if Path(manifest).is_file() else manifest)
    engine = open_engine(open_version(settings, kept.manifest["store"]["version"]), settings)
    with watched(terminal) as progress:
        proof = verify(engine.cursor(), kept, settings=settings, progress=progress)
    for name, is_same in proof.files.items():
        if is_same:
            terminal.say("{file}: the same bytes.", file=name)
        else:
            terminal.say("{file}: other bytes than those that left.", file=name)
    if not proof.is_proved:
        raise ListError(Sentence("The list {list} is not what its record says.", {"list": kept.id}))
    terminal.say("The list {list} is proved.", list=kept.id)


def read_document(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as reason:
        raise ListError(_unreadable(str(path), reason)) from reason
    if not isinstance(document, dict):
        raise ListError(Sentence("{file} holds no JSON object.", {"file": str(path)}))
    return document


def _unreadable(file: str, reason: Exception) -> Sentence:
    match reason:
        case OSError():
            return Sentence("{file} cannot be read: {reason}.", {"file": file, "reason": reason.strerror or ""})
        case json.JSONDecodeError():
            place: dict[str, Gap] = {"file": file, "line": reason.lineno, "column": reason.colno}
            return Sentence("{file}, line {line}, column {column}: from here on it is not JSON.", place)
        case UnicodeDecodeError():
            return Sentence("{file} is not written in UTF-8. Save it so.", {"file": file})
        case _:
            return Sentence("{file} goes too deep, or a number in it is too long, to be read.", {"file": file})


def asked_in(document: Mapping[str, Any], terminal: Terminal) -> AskedList:
    today = datetime.now(terminal.settings.zone).date()
    return read_asked(document, open_version(terminal.settings), settings=terminal.settings, today=today)


def drawn(cursor: DuckDBCursor, plan: ListPlan, terminal: Terminal) -> Draw:
    settings = terminal.settings
    with watched(terminal) as progress:
        return draw(
            cursor,
            plan,
            salts=salts_of(plan, settings),
            earlier=earlier_than(settings),
            global_share=settings.global_control_share,
            progress=progress,
        )


def print_steps(found: Draw, terminal: Terminal) -> None:
    rows: list[tuple[Any, Any]] = [(Sentence("Selected by the rule"), found.selected)]
    rows += [(STEP_LABELS[count.step], None if count.people is None else -count.people) for count in found.counts()]
    rows += [
        (Sentence("On the list: {variant}", {"variant": name}), len(people)) for name, people in found.arms.items()
    ]
    terminal.print_table([Sentence("Step"), Sentence("People")], rows)


def print_difference(found: Difference, terminal: Terminal) -> None:
    rows: list[tuple[Any, Any]] = [(Sentence("Unchanged"), found.unchanged)]
    rows += [
        (Sentence("Came; before: {why}", {"why": why_label(why)}), len(people)) for why, people in found.added.items()
    ]
    rows += [
        (Sentence("Went; now: {why}", {"why": why_label(why)}), len(people)) for why, people in found.removed.items()
    ]
    rows.append((Sentence("No longer in the data"), found.left_the_store))
    terminal.print_table([Sentence("Difference"), Sentence("People")], rows)


def _line(manifest: Mapping[str, Any]) -> tuple[Any, ...]:
    plan, counts = manifest["plan"], manifest["counts"]
    control = counts["steps"]["control"]
    return (manifest["id"], plan["name"], plan["channel"], plan["send_on"], counts["listed"], control, manifest["by"])


@lists.command("approve")
@click.argument("asked", required=False)
@click.option("--refuse", "refused_why", help="refuse it instead, for this reason")
@at_terminal
def lists_approve(terminal: Terminal, asked: str | None, refused_why: str | None) -> None:
    """Approve or refuse a large list that somebody else asked for. Without an ID: what waits."""
    if asked and refused_why is not None:
        refused = refuse(terminal.settings, asked, why=refused_why, person=terminal.person, at=utc_now())
        terminal.say(
            "Refused: {name}, {people} person.",
            plural="Refused: {name}, {people} people.",
            count="people",
            name=refused.name,
            people=refused.people,
        )
        return
    if asked:
        granted = approve(terminal.settings, asked, person=terminal.person, at=utc_now())
        terminal.say(
            "Approved: {name}, {people} person.",
            plural="Approved: {name}, {people} people.",
            count="people",
            name=granted.name,
            people=granted.people,
        )
        return
    headers = [Sentence(word) for word in ("ID", "Name", "What for", "People", "Asked by")]
    rows = [(each.id, each.name, each.why, each.people, each.asked_by) for each in waiting(terminal.settings)]
    terminal.print_table(headers, rows)


@click.command("forget")
@click.argument("member_id")
@at_terminal
def forget_person(terminal: Terminal, member_id: str) -> None:
    """Take a member who asked for it out of every list on record, and out of all lists to come."""
    forgotten = forget_member(
        opened(terminal), member_id, person=terminal.person, settings=terminal.settings, at=utc_now()
    )
    terminal.say(
        "Forgotten: taken out of {lists} list. Their rows leave the store with the next export.",
        plural="Forgotten: taken out of {lists} lists. Their rows leave the store with the next export.",
        count="lists",
        lists=forgotten.lists,
    )
    if not forgotten.is_known:
        terminal.say(
            "No member of the data has the ID {id}. If it is mistyped, the person who asked is not forgotten yet.",
            id=member_id,
        )
