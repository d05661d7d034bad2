"""Changing the library: save, restore, rename, duplicate, describe, tag, archive, delete. All on record."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from data.errors import SavedMeanwhile
from data.library import (
    SavedSegment,
    archive_segment,
    delete_segment,
    describe_saved,
    duplicate_segment,
    load_segment,
    rename_segment,
    restore_version,
    save_segment,
    tag_segment,
    unarchive_segment,
)
from data.store import open_version
from pages.terminal.library.found import NAME, changes_between, known_history, print_changes
from pages.terminal.rule import named_segment
from pages.terminal.terminal import Terminal, at_terminal

NEW_NAME = click.argument("new_name")


@click.command("save")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@NAME
@click.option("--on", "opened_version", type=click.IntRange(0), default=0, help="the version this began with")
@click.option("--note", default="", help="what changed")
@at_terminal
def library_save(terminal: Terminal, file: Path, name: str, opened_version: int, note: str) -> None:
    """Save the rule of a JSON file under a name, as a new segment or on top of the version it began with."""
    rule = named_segment(terminal, open_version(terminal.settings), str(file)).to_json()
    now, person = datetime.now(UTC), terminal.person
    try:
        saved = save_segment(
            terminal.settings, name, rule, person=person, now=now, opened_version=opened_version, note=note
        )
    except SavedMeanwhile as meanwhile:
        if meanwhile.theirs is not None:
            ours = SavedSegment(name, opened_version + 1, rule, now, person.name)
            terminal.say("Yours against theirs:")
            print_changes(terminal, changes_between(terminal, meanwhile.theirs, ours))
        raise
    terminal.say("Saved as {name}, version {version}.", name=saved.name, version=saved.version)


@click.command("restore")
@NAME
@click.argument("version", type=click.IntRange(1))
@at_terminal
def library_restore(terminal: Terminal, name: str, version: int) -> None:
    """An old version's rule as the newest version; nothing in between is lost."""
    newest = known_history(terminal, name)[0]
    restored = restore_version(
        terminal.settings,
        name,
        version,
        opened_version=newest.version,
        person=terminal.person,
        now=datetime.now(UTC),
    )
    terminal.say(
        "Version {old} of {name} is back as version {new}.", old=version, name=restored.name, new=restored.version
    )


@click.command("rename")
@NAME
@NEW_NAME
@at_terminal
def library_rename(terminal: Terminal, name: str, new_name: str) -> None:
    """Another name; its versions stay, and segments that mention it follow."""
    renamed = rename_segment(terminal.settings, name, new_name, person=terminal.person, now=datetime.now(UTC))
    terminal.say("{name} is now called {new_name}.", name=name, new_name=renamed.saved.name)
    for follower in renamed.followed:
        terminal.say("{name} mentions it and follows.", name=follower)


@click.command("duplicate")
@NAME
@NEW_NAME
@at_terminal
def library_duplicate(terminal: Terminal, name: str, new_name: str) -> None:
    """The newest rule under another name."""
    copy = duplicate_segment(terminal.settings, name, new_name, person=terminal.person, now=datetime.now(UTC))
    terminal.say("{copy} is a copy of {name}.", copy=copy.name, name=name)


@click.command("describe")
@NAME
@click.argument("text")
@at_terminal
def library_describe(terminal: Terminal, name: str, text: str) -> None:
    """Say what it is for."""
    was = load_segment(terminal.settings, name).description
    describe_saved(terminal.settings, name, text, was=was, person=terminal.person, now=datetime.now(UTC))
    terminal.say("Saved.")


@click.command("tag")
@NAME
@click.option("--add", multiple=True, help="a tag to add")
@click.option("--remove", multiple=True, help="a tag to take away")
@at_terminal
def library_tag(terminal: Terminal, name: str, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
    """Add and take away tags; without either, say which there are."""
    tagged = load_segment(terminal.settings, name)
    if add or remove:
        now = datetime.now(UTC)
        tagged = tag_segment(terminal.settings, name, add=add, remove=remove, person=terminal.person, now=now)
    terminal.say("Tags of {name}: {tags}.", name=tagged.name, tags=", ".join(tagged.tags) or None)


@click.command("archive")
@NAME
@at_terminal
def library_archive(terminal: Terminal, name: str) -> None:
    """Out of sight; where it is used it goes on working."""
    archived = archive_segment(terminal.settings, name, person=terminal.person, now=datetime.now(UTC))
    terminal.say("{name} is in the archive. Where it is used it goes on working.", name=archived.name)


@click.command("unarchive")
@NAME
@at_terminal
def library_unarchive(terminal: Terminal, name: str) -> None:
    """Out of the archive again."""
    back = unarchive_segment(terminal.settings, name, person=terminal.person, now=datetime.now(UTC))
    terminal.say("{name} is in use again.", name=back.name)


@click.command("delete")
@NAME
@at_terminal
def library_delete(terminal: Terminal, name: str) -> None:
    """With all its versions, for good; refused while anything uses it."""
    delete_segment(terminal.settings, name, person=terminal.person, now=datetime.now(UTC))
    terminal.say("{name} is deleted.", name=name)
