"""Looking into the library: what is there, one rule, its versions, what changed between two, who uses it."""

from __future__ import annotations

from typing import Any

import click

from data.errors import LibraryError
from data.library import SavedSegment, list_segments, load_segment, segment_history, used_by
from data.sentence import Sentence
from data.store import open_version
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal
from queries.catalog import catalog
from queries.segments import Change, LibraryShelf, difference, parse_segment

NAME = click.argument("name")
VERSION = click.option("--version", type=click.IntRange(1), help="default: the newest")
LIST_HEADERS = (
    Sentence("Segment"),
    Sentence("Version"),
    Sentence("Saved at"),
    Sentence("Saved by"),
    Sentence("Tags"),
    Sentence("What it is for"),
)
VERSION_HEADERS = (Sentence("Version"), Sentence("Saved at"), Sentence("Saved by"), Sentence("Note"))
USE_HEADERS = (Sentence("Kind"), Sentence("Name"))


def saved_json(saved: SavedSegment) -> dict[str, Any]:
    return {
        "name": saved.name,
        "version": saved.version,
        "saved_at": saved.saved_at.isoformat(),
        "saved_by": saved.saved_by,
        "note": saved.note,
        "description": saved.description,
        "tags": list(saved.tags),
        "archived_at": saved.archived_at.isoformat() if saved.archived_at else None,
        "document": saved.document,
    }


@click.command("list")
@click.option("--text", default="", help="in name, description, tags or note")
@click.option("--tag", "tags", multiple=True, help="all of these")
@click.option("--author", default="", help="who saved the newest version")
@click.option("--archived", is_flag=True, help="the archive instead")
@AS_JSON
@at_terminal
def library_list(
    terminal: Terminal, text: str, tags: tuple[str, ...], author: str, archived: bool, as_json: bool
) -> None:
    """The newest version of every segment, last saved first."""
    found = list_segments(terminal.settings, text=text, tags=tags, author=author, archived=archived)
    if as_json:
        terminal.print_json([saved_json(saved) for saved in found])
        return
    rows = [
        (saved.name, saved.version, saved.saved_at, saved.saved_by, "、".join(saved.tags), saved.description)
        for saved in found
    ]
    terminal.print_table(LIST_HEADERS, rows)


@click.command("show")
@NAME
@VERSION
@at_terminal
def library_show(terminal: Terminal, name: str, version: int | None) -> None:
    """One saved rule with all that is said of it, as JSON."""
    terminal.print_json(saved_json(load_segment(terminal.settings, name, version)))


def known_history(terminal: Terminal, name: str) -> tuple[SavedSegment, ...]:
    """Raises `LibraryError` when there is no such segment."""
    load_segment(terminal.settings, name)
    return segment_history(terminal.settings, name)


@click.command("versions")
@NAME
@AS_JSON
@at_terminal
def library_versions(terminal: Terminal, name: str, as_json: bool) -> None:
    """Every version, newest first: who, when, and the note."""
    history = known_history(terminal, name)
    if as_json:
        terminal.print_json([saved_json(saved) for saved in history])
        return
    rows = [(saved.version, saved.saved_at, saved.saved_by, saved.note or saved.came_by_words) for saved in history]
    terminal.print_table(VERSION_HEADERS, rows)


@click.command("diff")
@NAME
@click.argument("before", type=click.IntRange(1), required=False)
@click.argument("after", type=click.IntRange(1), required=False)
@AS_JSON
@at_terminal
def library_diff(terminal: Terminal, name: str, before: int | None, after: int | None, as_json: bool) -> None:
    """What changed between two versions, in words; by default with the newest."""
    newest = known_history(terminal, name)[0].version
    later = after or newest
    earlier = before or later - 1
    if earlier < 1:
        raise LibraryError(Sentence("There is no version before the first of {name}.", {"name": name}))
    saved = [load_segment(terminal.settings, name, number) for number in (earlier, later)]
    changes = changes_between(terminal, *saved)
    if as_json:
        terminal.print_json([_change_json(terminal, change) for change in changes])
        return
    print_changes(terminal, changes)


def changes_between(terminal: Terminal, before: SavedSegment, after: SavedSegment) -> tuple[Change, ...]:
    version = open_version(terminal.settings)
    rules = [parse_segment(saved.document, shelf=LibraryShelf(terminal.settings)) for saved in (before, after)]
    return difference(*rules, catalog=catalog(version), as_of=version.manifest.data_end)


def print_changes(terminal: Terminal, changes: tuple[Change, ...]) -> None:
    for change in changes:
        terminal.paper.print(f"- {terminal.words(change.sentence)}", soft_wrap=True)
    if not changes:
        terminal.say("Both rules say the same.")


def _change_json(terminal: Terminal, change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "before": change.before,
        "after": change.after,
        "words": terminal.words(change.sentence),
    }


@click.command("used-by")
@NAME
@AS_JSON
@at_terminal
def library_used_by(terminal: Terminal, name: str, as_json: bool) -> None:
    """What would break without it."""
    users = used_by(terminal.settings, name)
    if as_json:
        terminal.print_json([{"kind": use.kind.en, "name": use.name, "is_archived": use.is_archived} for use in users])
    elif users:
        terminal.print_table(USE_HEADERS, [(use.kind, use.name) for use in users])
    else:
        terminal.say("Nothing uses {name}.", name=name)
