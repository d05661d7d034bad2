"""A saved segment as it stands in the library: reading the newest of each, one version, or all of a name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from data.errors import LibraryError
from data.library.names import composed
from data.library.tables import SEGMENTS, TAGS, VERSIONS
from data.sentence import Sentence


class CameBy(StrEnum):
    """How a version came to be. Its `origin` is a version's number, or the name of a segment or file."""

    SAVED = "saved"
    RESTORED = "restored"
    DUPLICATED = "duplicated"
    IMPORTED = "imported"
    RENAMED_WITH = "renamed_with"


CAME_BY_WORDS = {
    CameBy.RESTORED: Sentence("Version {origin} restored"),
    CameBy.DUPLICATED: Sentence("Copy of {origin}"),
    CameBy.IMPORTED: Sentence("Brought in from a file"),
    CameBy.RENAMED_WITH: Sentence("Follows {origin}, which was renamed"),
}


@dataclass(frozen=True)
class SavedSegment:
    """One saved version, with what is said of its segment now.

    `version` counts from 1; `saved_at` and `archived_at` are UTC; `document` is what `parse_segment` reads.
    """

    name: str
    version: int
    document: Mapping[str, Any]
    saved_at: datetime
    saved_by: str
    note: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    archived_at: datetime | None = None
    came_by: CameBy = CameBy.SAVED
    origin: str = ""

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def came_by_words(self) -> Sentence | None:
        """None for an ordinary save, which the note explains."""
        words = CAME_BY_WORDS.get(self.came_by)
        return Sentence(words.text, {"origin": self.origin}) if words else None


def newest_of_each(connection: Connection) -> tuple[SavedSegment, ...]:
    """The newest version of every name, archived ones too, last saved first."""
    last = func.max(VERSIONS.c.version).label("version")
    newest = select(VERSIONS.c.segment_id, last).group_by(VERSIONS.c.segment_id).subquery("newest")
    is_newest = (VERSIONS.c.segment_id == newest.c.segment_id) & (VERSIONS.c.version == newest.c.version)
    found = _read(connection, _VERSIONS.join(newest, is_newest))
    return tuple(sorted(sorted(found, key=lambda one: one.name), key=lambda one: one.saved_at, reverse=True))


def versions_of(connection: Connection, name: str) -> tuple[SavedSegment, ...]:
    """Every version of a name, newest first; empty when there is none."""
    found = _read(connection, _VERSIONS.where(SEGMENTS.c.name == composed(name)))
    return tuple(sorted(found, key=lambda one: one.version, reverse=True))


def newest(connection: Connection, name: str) -> SavedSegment:
    """Raises `LibraryError` when there is no such segment."""
    versions = versions_of(connection, name)
    if not versions:
        raise LibraryError(Sentence("There is no saved segment {name}.", {"name": name}))
    return versions[0]


def number_of(connection: Connection, name: str) -> int | None:
    """The number that stays a segment's own when it is renamed."""
    asked = select(SEGMENTS.c.segment_id).where(SEGMENTS.c.name == composed(name))
    return connection.execute(asked).scalar_one_or_none()


_VERSIONS = select(VERSIONS, SEGMENTS.c.name, SEGMENTS.c.description, SEGMENTS.c.archived_at).join_from(
    VERSIONS, SEGMENTS
)


def _read(connection: Connection, asked: Select[Any]) -> list[SavedSegment]:
    rows = connection.execute(asked).all()
    tags = _tags(connection)
    return [_saved(row, tags.get(row.segment_id, ())) for row in rows]


def _tags(connection: Connection) -> dict[int, Sequence[str]]:
    tags: dict[int, list[str]] = {}
    for row in connection.execute(select(TAGS)):
        tags.setdefault(row.segment_id, []).append(row.tag)
    return {number: sorted(found) for number, found in tags.items()}


def _saved(row: Row[Any], tags: Sequence[str]) -> SavedSegment:
    return SavedSegment(
        name=row.name,
        version=row.version,
        document=json.loads(row.document),
        saved_at=row.saved_at,
        saved_by=row.saved_by,
        note=row.note,
        description=row.description,
        tags=tuple(tags),
        archived_at=row.archived_at,
        came_by=CameBy(row.came_by),
        origin=row.origin,
    )
