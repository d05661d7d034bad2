"""What a rule names, looked up once: the newest documents of saved segments, their own names followed to the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

from data.access import Action, local_person
from data.errors import SegmentError
from data.library import list_segments
from data.library.names import composed
from data.sentence import Gap, Sentence
from data.settings import Settings
from data.uploaded import UploadedList, uploaded_lists
from queries.catalog.declare import ValueType
from queries.segments.bind import nearest
from queries.segments.operator_row import Look
from queries.segments.operators import OPERATORS
from queries.segments.read import MAX_NODES, Shelf, parse_segment
from queries.segments.tree import Beside, Group, Saved, Segment
from queries.segments.values import typed_value

MAX_NAMES_DEEP = 5
LONGEST_SHOWN = 60  # letters of a name in a sentence
MAX_FAULTS = 20  # more of one kind tell nobody more


class SavedDocument(Protocol):
    """What of a saved segment counts here."""

    @property
    def version(self) -> int: ...

    @property
    def document(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class LibraryShelf:
    """The library of a house, read at the first name and not again. Take a new one for every question."""

    settings: Settings

    @cached_property
    def segments(self) -> Mapping[str, SavedDocument]:
        return {saved.name: saved for saved in list_segments(self.settings)}

    @cached_property
    def archived(self) -> Mapping[str, SavedDocument]:
        """Not offered any more, but a rule that names one goes on meaning what it meant."""
        return {saved.name: saved for saved in list_segments(self.settings, archived=True)}

    @cached_property
    def lists(self) -> Mapping[str, UploadedList]:
        return {kept.name: kept for kept in uploaded_lists(self.settings)}

    @property
    def may_ask_sql(self) -> bool:
        return local_person(self.settings).may(Action.WRITE_SQL)

    def beside(self, root: Group) -> Beside:
        return Finding(self).beside(root)


@dataclass(frozen=True)
class FrozenShelf:
    """What a rule named on an earlier day, as it was written down then. Uploaded lists never change."""

    segments: Mapping[str, SavedDocument]
    lists: Mapping[str, UploadedList]
    may_ask_sql: bool
    archived: Mapping[str, SavedDocument] = field(default_factory=dict)

    def beside(self, root: Group) -> Beside:
        return Finding(self).beside(root)


def _short(name: str) -> str:
    """As it was written; the sentence quotes it."""
    return name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}…"


def look_up(segment: Segment, shelf: Shelf) -> Segment:
    """The rule with everything it names as it stands now. Never raises: `bind` says what was not found."""
    return replace(segment, beside=shelf.beside(segment.root))


class Holding(Protocol):
    @property
    def segments(self) -> Mapping[str, SavedDocument]: ...

    @property
    def archived(self) -> Mapping[str, SavedDocument]: ...

    @property
    def lists(self) -> Mapping[str, UploadedList]: ...

    @property
    def may_ask_sql(self) -> bool: ...


@dataclass
class Finding:
    """One walk from name to name. `weight` counts what the rule asks when everything it names is written out."""

    shelf: Holding
    found: dict[str, Saved] = field(default_factory=dict)
    lists: dict[str, UploadedList] = field(default_factory=dict)
    faults: list[Sentence] = field(default_factory=list)
    weight: int = 0

    def beside(self, root: Group) -> Beside:
        self._find_lists(root)
        for place, look in looks_of(root, ValueType.SEGMENT):
            if not self._follow(place, look, ()):
                break
        once = [fault for number, fault in enumerate(self.faults) if fault not in self.faults[:number]]
        segments = tuple(self.found[name] for name in sorted(self.found))
        return Beside(
            segments, tuple(self.lists[name] for name in sorted(self.lists)), self.shelf.may_ask_sql, tuple(once)
        )

    def _find_lists(self, root: Group) -> None:
        for place, look in looks_of(root, ValueType.LIST):
            name = composed(look.name)
            if name in self.shelf.lists:
                self.lists[name] = self.shelf.lists[name]
            elif len(self.faults) <= MAX_FAULTS:
                self.faults.append(_unknown_list(place, name, self.shelf.lists))

    def _follow(self, place: str, look: Look, path: tuple[str, ...]) -> bool:
        """False: the rule has grown too large to look further."""
        if len(self.faults) > MAX_FAULTS:
            return False
        name = composed(look.name)
        if name in path or len(path) == MAX_NAMES_DEEP:
            self.faults.append(_circle(place, (*path, name)) if name in path else _too_deep(place, (*path, name)))
            return True
        saved = self._saved(place, name, path)
        if saved is None:
            return True
        self._find_lists(saved.root)
        self.weight += sum(1 for _ in Segment(saved.root).conditions())
        if self.weight > MAX_NODES:
            self.faults.append(_too_large(place, name))
            return False
        return all(self._follow(place, inner, (*path, name)) for _, inner in looks_of(saved.root, ValueType.SEGMENT))

    def _saved(self, place: str, name: str, path: tuple[str, ...]) -> Saved | None:
        if name in self.found:
            return self.found[name]
        document = self.shelf.segments.get(name) or self.shelf.archived.get(name)
        if document is None:
            self.faults.append(_unknown(place, name, path, self.shelf.segments))
            return None
        try:
            root = parse_segment(document.document).root
        except SegmentError as wrong:
            self.faults += [_unusable(place, name, fault) for fault in wrong.faults]
            return None
        return self.found.setdefault(name, Saved(name, document.version, root))


def looks_of(root: Group, into: ValueType) -> Iterator[tuple[str, Look]]:
    """Every look that the conditions of a rule make, with their places. What does not fit, binding says."""
    for place, condition in Segment(root).conditions():
        operator = OPERATORS.get(condition.operator)
        if operator is not None and operator.looking is not None and into in operator.types:
            with suppress(ValueError):
                value = typed_value(operator.takes, into, condition.value)
                yield from ((place, look) for look in operator.looking.at(value))


def _unknown(place: str, name: str, path: tuple[str, ...], known: Mapping[str, SavedDocument]) -> Sentence:
    if not known:
        return Sentence(
            "Condition {place}: there is no saved segment {name}; none has been saved yet.",
            {"place": place, "name": _short(name)},
        )
    gaps: dict[str, Gap] = {"place": place, "name": _short(name), "nearest": nearest(name, known)}
    if path:
        return Sentence(
            "Condition {place}: the saved segment {by} names {name}, which is not there. The nearest is {nearest}.",
            {**gaps, "by": path[-1]},
        )
    return Sentence("Condition {place}: there is no saved segment {name}. The nearest is {nearest}.", gaps)


def _unknown_list(place: str, name: str, known: Mapping[str, UploadedList]) -> Sentence:
    if not known:
        return Sentence(
            "Condition {place}: there is no uploaded list {name}; none has been uploaded yet.",
            {"place": place, "name": _short(name)},
        )
    return Sentence(
        "Condition {place}: there is no uploaded list {name}. The nearest is {nearest}.",
        {"place": place, "name": _short(name), "nearest": nearest(name, known)},
    )


def _circle(place: str, path: tuple[str, ...]) -> Sentence:
    return Sentence(
        "Condition {place}: the saved segments name each other in a circle: {circle}. Take one of them out.",
        {"place": place, "circle": " → ".join(path[path.index(path[-1]) :])},
    )


def _too_deep(place: str, path: tuple[str, ...]) -> Sentence:
    return Sentence(
        "Condition {place}: saved segments may name each other {limit} deep, and these are deeper: {path}.",
        {"place": place, "limit": MAX_NAMES_DEEP, "path": " → ".join(path)},
    )


def _too_large(place: str, name: str) -> Sentence:
    return Sentence(
        "Condition {place}: with the saved segment {name} the rule grows too large. With everything it names, "
        "once for every day on which it is looked at, a rule may hold {limit} conditions.",
        {"place": place, "name": name, "limit": MAX_NODES},
    )


def _unusable(place: str, name: str, fault: Sentence) -> Sentence:
    return Sentence(
        "Condition {place}: the saved segment {name} cannot be used. {fault}",
        {"place": place, "name": name, "fault": fault},
    )
