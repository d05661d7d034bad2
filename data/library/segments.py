"""Saved segments: a name, and one row for every version anyone saved."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.access import Person
from data.errors import LibraryError, SavedMeanwhile
from data.sentence import Sentence
from data.settings import Settings

LONGEST_NAME = 100
_LAYOUT = 1


def _statement(name: str) -> str:
    return (Path(__file__).parent / f"{name}.sql").read_text("utf-8")


_LAY_OUT = _statement("lay_out")
_NEWEST = _statement("newest_of_each")
_OF_NAME = _statement("versions_of_name")
_INSERT = _statement("save")


@dataclass(frozen=True)
class SavedSegment:
    """One saved version. `version` counts from 1; `saved_at` is UTC; `document` is what `parse_segment` reads."""

    name: str
    version: int
    document: Mapping[str, Any]
    saved_at: datetime
    saved_by: str
    note: str


def save_segment(
    settings: Settings,
    name: str,
    document: Mapping[str, Any],
    *,
    person: Person,
    now: datetime,
    opened_version: int = 0,
    note: str = "",
) -> SavedSegment:
    """Save the next version of a name. `opened_version` is the one this edit began with; 0 for a new name.

    Raises `SavedMeanwhile` when another version was saved since, `LibraryError` for a name that cannot be used.
    """
    kept_name = _usable(name)
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False)
    row = (kept_name, opened_version + 1, text, now.astimezone(UTC).isoformat(), person.name, note)
    with _library(settings) as library:
        library.execute("begin immediate")  # from here on nobody else can save in between
        newest = library.execute(_OF_NAME, (kept_name,)).fetchone()
        if (newest[1] if newest else 0) != opened_version:
            raise SavedMeanwhile(_saved_meanwhile(kept_name, newest))
        library.execute(_INSERT, row)
        library.execute("commit")
    return _saved(row)


def list_segments(settings: Settings) -> tuple[SavedSegment, ...]:
    """The newest version of every name, last saved first."""
    with _library(settings) as library:
        return tuple(_saved(row) for row in library.execute(_NEWEST))


def load_segment(settings: Settings, name: str, version: int | None = None) -> SavedSegment:
    """The newest version, or the one asked for. Raises `LibraryError` when there is none."""
    for saved in segment_history(settings, name):
        if version in (None, saved.version):
            return saved
    if version is not None:
        raise LibraryError(
            Sentence("There is no version {version} of the segment {name}.", {"version": version, "name": name})
        )
    raise LibraryError(Sentence("There is no saved segment {name}.", {"name": name}))


def segment_history(settings: Settings, name: str) -> tuple[SavedSegment, ...]:
    """Every version of a name, newest first; empty when there is none."""
    with _library(settings) as library:
        return tuple(_saved(row) for row in library.execute(_OF_NAME, (_composed(name),)))


@contextmanager
def _library(settings: Settings) -> Iterator[sqlite3.Connection]:
    path = settings.state / "library.sqlite"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=10, isolation_level=None)
        try:
            _prepare(connection)
            yield connection
        finally:
            connection.close()  # rolls back what was not committed
    except (sqlite3.Error, OSError) as reason:
        raise LibraryError(
            Sentence(
                "The saved segments in {path} cannot be used: {reason}.", {"path": str(path), "reason": str(reason)}
            )
        ) from reason


def _prepare(connection: sqlite3.Connection) -> None:
    layout = connection.execute("pragma user_version").fetchone()[0]
    if layout > _LAYOUT:
        raise sqlite3.DatabaseError(f"written by a newer program (layout {layout}, this one reads {_LAYOUT})")
    if layout < _LAYOUT:
        connection.execute(_LAY_OUT)
        connection.execute(f"pragma user_version = {_LAYOUT}")


def _usable(name: str) -> str:
    composed = _composed(name)
    if not 1 <= len(composed) <= LONGEST_NAME or not composed.isprintable():
        raise LibraryError(
            Sentence(
                "A segment's name is one line of 1 to {limit} characters; this one is {found}.",
                {"limit": LONGEST_NAME, "found": repr(name)[:60]},
            )
        )
    return composed


def _composed(name: str) -> str:
    """The same letters typed on another keyboard are the same name."""
    return unicodedata.normalize("NFC", name).strip()


def _saved(row: tuple[Any, ...]) -> SavedSegment:
    name, version, document, saved_at, saved_by, note = row
    return SavedSegment(name, version, json.loads(document), datetime.fromisoformat(saved_at), saved_by, note)


def _saved_meanwhile(name: str, newest: tuple[Any, ...] | None) -> Sentence:
    if newest is None:
        return Sentence("The segment {name} is no longer there. Save it as a new one.", {"name": name})
    saved = _saved(newest)
    return Sentence(
        "{person} saved version {version} of {name} on {at} since you opened it. "
        "Look at theirs, then save yours on top of it or under another name.",
        {"person": saved.saved_by, "version": saved.version, "name": name, "at": saved.saved_at},
    )
