"""What else is done with saved segments: tag, describe, rename, restore, duplicate, archive, delete. All on record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, update

from data.access import Action, Person, require
from data.errors import LibraryError, SavedMeanwhile
from data.library.database import reading, writing
from data.library.mentions import Use, mentioned, uses_of, with_names
from data.library.names import composed, usable_name, usable_text
from data.library.saved import CameBy, SavedSegment, newest, newest_of_each, number_of
from data.library.segments import (
    add_name,
    add_version,
    on_record,
    refuse_saved_meanwhile,
    refuse_unusable_mentions,
    set_tags,
    version_of,
)
from data.library.tables import SEGMENTS, TAGS, VERSIONS
from data.sentence import Sentence
from data.settings import Settings


@dataclass(frozen=True)
class Renamed:
    """`followed` names the segments that mention it and got a version of their own with the new name."""

    saved: SavedSegment
    followed: tuple[str, ...]


def tag_segment(
    settings: Settings,
    name: str,
    *,
    add: Collection[str] = (),
    remove: Collection[str] = (),
    person: Person,
    now: datetime,
) -> SavedSegment:
    """Two people who tag at once both get their tags. Raises `LibraryError`, `Forbidden`."""
    require(person, Action.SAVE)
    with writing(settings) as connection:
        number, saved = _known(connection, name)
        set_tags(connection, number, ({*saved.tags} - {composed(tag) for tag in remove}) | {*add})
        tagged = newest(connection, name)
        what = f"{tagged.name}: {', '.join(tagged.tags) or '–'}"
        on_record(settings, "segment_tagged", what, person=person, now=now)
    return tagged


def describe_saved(
    settings: Settings, name: str, description: str, *, was: str, person: Person, now: datetime
) -> SavedSegment:
    """What the segment is for, in a person's words. Raises `SavedMeanwhile` when `was` is no longer what stands there,
    `LibraryError`, `Forbidden`."""
    require(person, Action.SAVE)
    with writing(settings) as connection:
        number, saved = _known(connection, name)
        if saved.description != composed(was):
            raise SavedMeanwhile(
                Sentence(
                    "Somebody changed the description of {name} since you opened it. It now says: {text}",
                    {"name": saved.name, "text": saved.description},
                ),
                theirs=saved,
            )
        _change(connection, number, description=usable_text(description))
        on_record(settings, "segment_described", saved.name, person=person, now=now)
        return newest(connection, name)


def rename_segment(settings: Settings, name: str, new_name: str, *, person: Person, now: datetime) -> Renamed:
    """Its versions stay its own, and every segment that mentions it follows in a new version of its own.

    Raises `LibraryError` when the new name is taken or cannot be used, `Forbidden`.
    """
    require(person, Action.SAVE)
    kept_name = usable_name(new_name)
    with writing(settings) as connection:
        number, saved = _known(connection, name)
        if kept_name != saved.name:
            refuse_taken(connection, kept_name)
        _change(connection, number, name=kept_name)
        followed = tuple(_follow(connection, saved.name, kept_name, person=person, now=now))
        on_record(settings, "segment_renamed", f"{saved.name} → {kept_name}", person=person, now=now)
        return Renamed(newest(connection, kept_name), followed)


def restore_version(
    settings: Settings, name: str, version: int, *, opened_version: int, person: Person, now: datetime
) -> SavedSegment:
    """An old version's rule as a new version. Raises `SavedMeanwhile`, `LibraryError`, `Forbidden`."""
    require(person, Action.SAVE)
    with writing(settings) as connection:
        number, saved = _known(connection, name)
        refuse_saved_meanwhile(saved.name, saved, opened_version)
        old = version_of(connection, name, version)
        refuse_unusable_mentions(connection, saved.name, old.document, saved.document)
        came = _came(CameBy.RESTORED, str(version), person=person, now=now)
        add_version(connection, number, replace(old, version=saved.version + 1, **came))
        what = f"{saved.name} (version {version} as {saved.version + 1})"
        on_record(settings, "segment_restored", what, person=person, now=now)
        return newest(connection, name)


def duplicate_segment(settings: Settings, name: str, new_name: str, *, person: Person, now: datetime) -> SavedSegment:
    """The newest rule under another name, with its description and tags. Raises `LibraryError`, `Forbidden`."""
    require(person, Action.SAVE)
    kept_name = usable_name(new_name)
    with writing(settings) as connection:
        saved = newest(connection, name)
        refuse_taken(connection, kept_name)
        number = add_name(connection, kept_name, description=saved.description, tags=saved.tags)
        came = _came(CameBy.DUPLICATED, saved.name, person=person, now=now)
        add_version(connection, number, replace(saved, version=1, **came))
        on_record(settings, "segment_duplicated", f"{saved.name} → {kept_name}", person=person, now=now)
        return newest(connection, kept_name)


def archive_segment(settings: Settings, name: str, *, person: Person, now: datetime) -> SavedSegment:
    """Out of sight and not to be chosen anew; where it is used it goes on working.

    Raises `LibraryError`, `Forbidden`.
    """
    return _archive(settings, name, now, "segment_archived", person=person, now=now)


def unarchive_segment(settings: Settings, name: str, *, person: Person, now: datetime) -> SavedSegment:
    """Back among the others. Raises `LibraryError`, `Forbidden`."""
    return _archive(settings, name, None, "segment_unarchived", person=person, now=now)


def used_by(settings: Settings, name: str) -> tuple[Use, ...]:
    """What uses the segment now. Raises `LibraryError` when there is none of that name."""
    with reading(settings) as connection:
        return uses_of(connection, newest(connection, name).name)


def delete_segment(settings: Settings, name: str, *, person: Person, now: datetime) -> None:
    """With all its versions, for good. Raises `LibraryError` while anything uses it, `Forbidden`."""
    require(person, Action.DELETE)
    with writing(settings) as connection:
        number, saved = _known(connection, name)
        if uses := uses_of(connection, saved.name):
            names = ", ".join(use.name for use in uses)
            raise LibraryError(
                Sentence(
                    "The segment {name} is used by {users} and is not deleted. Archive it instead.",
                    {"name": saved.name, "users": names},
                )
            )
        for table in (TAGS, VERSIONS, SEGMENTS):
            connection.execute(delete(table).where(table.c.segment_id == number))
        on_record(settings, "segment_deleted", f"{saved.name} (versions: {saved.version})", person=person, now=now)


def refuse_taken(connection: Connection, name: str) -> None:
    if number_of(connection, name) is None:
        return
    taken = newest(connection, name)
    gaps = {"name": name, "person": taken.saved_by}
    if taken.is_archived:
        raise LibraryError(
            Sentence(
                "There is already a segment {name} in the archive, last saved by {person}. Choose another name.", gaps
            )
        )
    raise LibraryError(
        Sentence("There is already a segment {name}, last saved by {person}. Choose another name.", gaps)
    )


def _known(connection: Connection, name: str) -> tuple[int, SavedSegment]:
    saved = newest(connection, name)
    number = number_of(connection, name)
    assert number is not None
    return number, saved


def _change(connection: Connection, number: int, **values: str | datetime | None) -> None:
    connection.execute(update(SEGMENTS).where(SEGMENTS.c.segment_id == number).values(**values))


def _came(came_by: CameBy, origin: str, *, person: Person, now: datetime) -> dict[str, Any]:
    return {"saved_at": now, "saved_by": person.name, "note": "", "came_by": came_by, "origin": origin}


def _archive(
    settings: Settings, name: str, archived_at: datetime | None, act: str, *, person: Person, now: datetime
) -> SavedSegment:
    require(person, Action.SAVE)
    with writing(settings) as connection:
        number, saved = _known(connection, name)
        _change(connection, number, archived_at=archived_at)
        on_record(settings, act, saved.name, person=person, now=now)
        return newest(connection, name)


def _follow(connection: Connection, old: str, new: str, *, person: Person, now: datetime) -> list[str]:
    followed = []
    for user in newest_of_each(connection):
        if old in mentioned(user.document):
            number, _ = _known(connection, user.name)
            came = _came(CameBy.RENAMED_WITH, new, person=person, now=now)
            document = with_names(user.document, {old: new})
            add_version(connection, number, replace(user, version=user.version + 1, document=document, **came))
            followed.append(user.name)
    return followed
