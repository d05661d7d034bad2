"""Saving and finding segments: a name, and one row for every version anyone saved."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert

from data.access import Action, Person, require
from data.audit import record
from data.errors import LibraryError, SavedMeanwhile
from data.library.database import reading, writing
from data.library.mentions import mentioned
from data.library.names import composed, usable_name, usable_tags, usable_text
from data.library.saved import SavedSegment, newest, newest_of_each, number_of, versions_of
from data.library.tables import SEGMENTS, TAGS, VERSIONS
from data.sentence import Sentence
from data.settings import Settings


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

    Raises `SavedMeanwhile` when another version was saved since, `LibraryError` for a name that cannot be used or a
    rule that newly mentions a segment which is not there or archived, `Forbidden`.
    """
    require(person, Action.SAVE)
    kept_name = usable_name(name)
    with writing(settings) as connection:
        versions = versions_of(connection, kept_name)
        refuse_saved_meanwhile(kept_name, versions[0] if versions else None, opened_version)
        refuse_unusable_mentions(connection, kept_name, document, versions[0].document if versions else {})
        number = number_of(connection, kept_name) or add_name(connection, kept_name)
        add_version(connection, number, SavedSegment(kept_name, opened_version + 1, document, now, person.name, note))
        saved = newest(connection, kept_name)
        on_record(settings, "segment_saved", f"{saved.name} (version {saved.version})", person=person, now=now)
    return saved


def list_segments(
    settings: Settings,
    *,
    text: str = "",
    tags: Collection[str] = (),
    author: str = "",
    archived: bool = False,
) -> tuple[SavedSegment, ...]:
    """The newest version of every name, last saved first: those in use, or those archived.

    `text` is looked for in name, description, tags and note, in any case; all of `tags` must be there; `author` saved
    the newest version.
    """
    with reading(settings) as connection:
        found = newest_of_each(connection)
    wanted = {composed(tag) for tag in tags}
    return tuple(
        saved
        for saved in found
        if saved.is_archived == archived
        and wanted <= set(saved.tags)
        and author in ("", saved.saved_by)
        and _tells_of(saved, text)
    )


def load_segment(settings: Settings, name: str, version: int | None = None) -> SavedSegment:
    """The newest version, or the one asked for; of an archived segment too, for whoever uses it goes on working.

    Raises `LibraryError` when there is none.
    """
    with reading(settings) as connection:
        return version_of(connection, name, version) if version is not None else newest(connection, name)


def segment_history(settings: Settings, name: str) -> tuple[SavedSegment, ...]:
    """Every version of a name, newest first; empty when there is none."""
    with reading(settings) as connection:
        return versions_of(connection, name)


# ── steps that every act on the library is made of, inside its transaction


def version_of(connection: Connection, name: str, version: int) -> SavedSegment:
    newest(connection, name)
    for saved in versions_of(connection, name):
        if saved.version == version:
            return saved
    raise LibraryError(
        Sentence("There is no version {version} of the segment {name}.", {"version": version, "name": name})
    )


def add_name(
    connection: Connection,
    name: str,
    *,
    description: str = "",
    tags: Collection[str] = (),
) -> int:
    made = insert(SEGMENTS).values(name=name, description=usable_text(description)).returning(SEGMENTS.c.segment_id)
    number = int(connection.execute(made).scalar_one())
    set_tags(connection, number, tags)
    return number


def set_tags(connection: Connection, number: int, tags: Collection[str]) -> None:
    kept = usable_tags(tags)
    connection.execute(delete(TAGS).where(TAGS.c.segment_id == number))
    for tag in kept:
        connection.execute(insert(TAGS).values(segment_id=number, tag=tag))


def add_version(connection: Connection, number: int, saved: SavedSegment) -> None:
    connection.execute(
        insert(VERSIONS).values(
            segment_id=number,
            version=saved.version,
            document=written(saved.document),
            saved_at=saved.saved_at,
            saved_by=saved.saved_by,
            note=usable_text(saved.note),
            came_by=saved.came_by.value,
            origin=saved.origin,
        )
    )


def written(document: Mapping[str, Any]) -> str:
    """The document as it is kept. Raises `LibraryError` for letters that no file can hold."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError as reason:
        raise LibraryError(
            Sentence("The rule holds a broken character and cannot be saved: {reason}.", {"reason": str(reason)})
        ) from reason
    return text


def refuse_saved_meanwhile(name: str, theirs: SavedSegment | None, opened_version: int) -> None:
    if theirs is None and opened_version:
        gone = Sentence("The segment {name} is no longer there. Save it as a new one.", {"name": name})
        raise SavedMeanwhile(gone)
    if theirs is not None and theirs.version != opened_version:
        raise SavedMeanwhile(_saved_meanwhile(theirs), theirs=theirs)


def _saved_meanwhile(theirs: SavedSegment) -> Sentence:
    return Sentence(
        "{person} saved version {version} of {name} on {at} since you opened it. "
        "Look at theirs, then save yours on top of it or under another name.",
        {"person": theirs.saved_by, "version": theirs.version, "name": theirs.name, "at": theirs.saved_at},
    )


def refuse_unusable_mentions(connection: Connection, name: str, document: object, before: object) -> None:
    """What a rule mentioned before goes on working, archived or not; what it mentions anew must be in use, and must
    not lead back to the rule itself."""
    faults: list[Sentence] = []
    for mention in sorted(mentioned(document) - mentioned(before)):
        versions = versions_of(connection, mention)
        if not versions:
            faults.append(Sentence("The rule mentions the segment {name}, which is not there.", {"name": mention}))
        elif versions[0].is_archived:
            faults.append(
                Sentence(
                    "The rule mentions the segment {name}, which is archived. Take it out of the archive first.",
                    {"name": mention},
                )
            )
        elif leads_to(connection, mention, name):
            faults.append(
                Sentence(
                    "The rule mentions the segment {name}, which mentions {self} itself: a circle has no members.",
                    {"name": mention, "self": name},
                )
            )
    if faults:
        raise LibraryError(*faults)


def leads_to(connection: Connection, start: str, goal: str) -> bool:
    """Whether one segment mentions another, itself or through those that it mentions."""
    waiting, seen = [start], set[str]()
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            versions = versions_of(connection, name)
            waiting += mentioned(versions[0].document) if versions else ()
    return False


def on_record(settings: Settings, act: str, what: str, *, person: Person, now: datetime) -> None:
    """Last in the transaction: what cannot be recorded is not done."""
    record(settings, at=now, person=person, act=act, what=what)


def _tells_of(saved: SavedSegment, text: str) -> bool:
    told = "\n".join((saved.name, saved.description, *saved.tags, saved.note)).casefold()
    return all(word in told for word in composed(text).casefold().split())
