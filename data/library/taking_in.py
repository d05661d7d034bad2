"""Segments from a file into the library: all of them or none, and nothing that is there is ever overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, update

from data.access import Action, Person, require
from data.errors import LibraryError
from data.library.database import writing
from data.library.files import FiledSegment
from data.library.mentions import mentioned, with_names
from data.library.names import LONGEST_NAME
from data.library.saved import CameBy, SavedSegment, newest, number_of
from data.library.segments import add_name, add_version, leads_to, on_record
from data.library.tables import SEGMENTS
from data.sentence import Sentence
from data.settings import Settings


class Clash(StrEnum):
    """What to do with a segment whose name is taken by another rule."""

    REFUSE = "refuse"
    BESIDE = "beside"
    NEW_VERSION = "new_version"


@dataclass(frozen=True)
class TakenIn:
    """Names by what became of them. `unchanged`: the same rule was there already."""

    added: tuple[str, ...]
    new_versions: tuple[str, ...]
    unchanged: tuple[str, ...]


def take_in(
    settings: Settings, filed: Iterable[FiledSegment], *, clash: Clash = Clash.REFUSE, person: Person, now: datetime
) -> TakenIn:
    """A new name keeps its versions as the file tells them. Beside: under a name with a number, and the rules of the
    file that mention it follow. As a new version: the file's newest rule on top of what is there.

    Raises `LibraryError` with every clash, or every segment that is mentioned and nowhere or leads back to the one that
    mentions it; `Forbidden`.
    """
    require(person, Action.SAVE)
    with writing(settings) as connection:
        taking = _Taking(connection, tuple(filed), clash, person, now)
        taken = taking.all()
        names = (*taken.added, *taken.new_versions)
        if names:
            on_record(settings, "segments_imported", ", ".join(names), person=person, now=now)
    return taken


@dataclass(frozen=True)
class _Taking:
    """One file on its way in, inside one transaction."""

    connection: Connection
    filed: tuple[FiledSegment, ...]
    clash: Clash
    person: Person
    now: datetime

    def all(self) -> TakenIn:
        there = {found.newest.name: self._there(found.newest.name) for found in self.filed}
        other = {found.newest.name for found in self.filed if _differs(found, there[found.newest.name])}
        if other and self.clash is Clash.REFUSE:
            raise LibraryError(*(_clash(saved) for name, saved in there.items() if saved and name in other))
        beside = self._free_names(self._with_users(other)) if self.clash is Clash.BESIDE else {}
        added, on_top, unchanged = [], [], []
        for found in self.filed:
            name = found.newest.name
            saved = there[name]
            if saved is None or name in beside:
                self._add(found, beside)
                added.append(beside.get(name, name))
            elif name in other:
                self._on_top(found, saved)
                on_top.append(name)
            else:
                unchanged.append(name)
        if faults := [*self._lost_mentions(beside), *self._circles(beside)]:
            raise LibraryError(*faults)
        return TakenIn(tuple(added), tuple(on_top), tuple(unchanged))

    def _there(self, name: str) -> SavedSegment | None:
        return None if number_of(self.connection, name) is None else newest(self.connection, name)

    def _with_users(self, names: set[str]) -> set[str]:
        """A rule that reads the same as the one here, but mentions one that differs, is another rule."""
        users = {found.newest.name for found in self.filed if mentioned(found.newest.document) & names}
        return names if users <= names else self._with_users(names | users)

    def _free_names(self, taken: set[str]) -> dict[str, str]:
        """Only names that are taken get a number."""
        claimed = {found.newest.name for found in self.filed}
        free: dict[str, str] = {}
        for name in sorted(taken):
            if number_of(self.connection, name) is not None:
                free[name] = self._free_name(name, claimed)
                claimed.add(free[name])
        return free

    def _free_name(self, name: str, claimed: set[str]) -> str:
        count = 2
        while True:
            ending = f" ({count})"
            tried = name[: LONGEST_NAME - len(ending)] + ending
            if tried not in claimed and number_of(self.connection, tried) is None:
                return tried
            count += 1

    def _add(self, found: FiledSegment, names: dict[str, str]) -> None:
        about = found.newest
        name = names.get(about.name, about.name)
        number = add_name(self.connection, name, description=about.description, tags=about.tags)
        if about.archived_at:
            archived = update(SEGMENTS).where(SEGMENTS.c.segment_id == number).values(archived_at=about.archived_at)
            self.connection.execute(archived)
        for saved in found.versions:
            add_version(self.connection, number, replace(saved, document=with_names(saved.document, names)))

    def _on_top(self, found: FiledSegment, there: SavedSegment) -> None:
        number = number_of(self.connection, there.name)
        assert number is not None
        version, document = there.version + 1, found.newest.document
        on_top = SavedSegment(there.name, version, document, self.now, self.person.name, came_by=CameBy.IMPORTED)
        add_version(self.connection, number, on_top)

    def _lost_mentions(self, names: dict[str, str]) -> Iterator[Sentence]:
        for name, mentions in self._mentions(names):
            for lost in mentions:
                if number_of(self.connection, lost) is None:
                    yield Sentence(
                        "The segment {name} of the file mentions {mentioned}, which is neither in the file nor here.",
                        {"name": name, "mentioned": lost},
                    )

    def _circles(self, names: dict[str, str]) -> Iterator[Sentence]:
        """Each segment of the file stands in the library by now, so a way back leads through both."""
        for name, mentions in self._mentions(names):
            for back in mentions:
                if leads_to(self.connection, back, names.get(name, name)):
                    yield Sentence(
                        "The segment {name} of the file mentions {mentioned}, which leads back to {name}: "
                        "a circle has no members.",
                        {"name": name, "mentioned": back},
                    )

    def _mentions(self, names: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
        """By the name in the file, what the newest rule mentions under the names of here."""
        for found in self.filed:
            yield found.newest.name, sorted(mentioned(with_names(found.newest.document, names)))


def _differs(found: FiledSegment, there: SavedSegment | None) -> bool:
    return there is not None and there.document != found.newest.document


def _clash(there: SavedSegment) -> Sentence:
    return Sentence(
        "There is already a segment {name} with another rule (version {version}, saved by {person}). "
        "Bring it in beside it or as its new version.",
        {"name": there.name, "version": there.version, "person": there.saved_by},
    )
