"""Saved segments as files: out with their versions, and in again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from data.errors import LibraryError
from data.library import Clash, list_segments, segments_file, take_in
from data.sentence import Sentence
from pages.terminal.library.found import known_history
from pages.terminal.terminal import Terminal, at_terminal
from queries.segments.filed import checked_segments_file


@click.command("export")
@click.argument("names", nargs=-1)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="the JSON file to write")
@at_terminal
def library_export(terminal: Terminal, names: tuple[str, ...], out: Path) -> None:
    """These segments, or all of them and the archive, with every version."""
    everything = (*list_segments(terminal.settings), *list_segments(terminal.settings, archived=True))
    histories = [known_history(terminal, name) for name in names or [saved.name for saved in everything]]
    with click.open_file(str(out), "wb", atomic=True) as file:
        file.write(segments_file(histories))
    terminal.say("Segments in {file}: {n}.", file=str(out), n=len(histories))


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--clash",
    type=click.Choice([each.value for each in Clash]),
    default=Clash.REFUSE.value,
    show_default=True,
    help="where a name is taken by another rule",
)
@click.option("--name", default="", help="for a rule by itself; default: the file's name")
@at_terminal
def library_import(terminal: Terminal, file: Path, clash: str, name: str) -> None:
    """All segments of a file, or the one rule in it; all of it comes in, or nothing."""
    now, person = datetime.now(UTC), terminal.person
    try:
        content = file.read_bytes()
    except OSError as reason:
        gaps = {"file": str(file), "reason": str(reason.strerror)}
        raise LibraryError(Sentence("{file} cannot be read: {reason}.", gaps)) from reason
    filed = checked_segments_file(content, bare_name=name or file.stem, person=person, now=now)
    taken = take_in(terminal.settings, filed, clash=Clash(clash), person=person, now=now)
    terminal.say(
        "New: {added}. As a new version: {on_top}. Already here: {unchanged}.",
        added=", ".join(taken.added) or None,
        on_top=", ".join(taken.new_versions) or None,
        unchanged=", ".join(taken.unchanged) or None,
    )
