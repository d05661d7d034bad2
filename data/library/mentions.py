"""Who uses a saved segment: other segments that mention it by name, and whatever else registers here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data.library.names import composed
from data.library.saved import newest_of_each
from data.sentence import Label

MENTIONING_MEASURE = "people.segment"  # the measure whose value names saved segments


@dataclass(frozen=True)
class Use:
    """One thing that would break without the segment."""

    kind: Label
    name: str
    is_archived: bool = False


Finder = Callable[[Connection, str], Iterable[Use]]


def mentioned(document: object, by: str = MENTIONING_MEASURE) -> frozenset[str]:
    """The names of saved segments, or of what else the measure `by` names, that a rule mentions, however deep."""
    match document:
        case {"measure": measure, "value": value} if measure == by:
            names = value if isinstance(value, list | tuple) else [value]
            return frozenset(composed(name) for name in names if isinstance(name, str))
        case Mapping():
            return frozenset().union(*(mentioned(part, by) for part in document.values()))
        case list() | tuple():
            return frozenset().union(*(mentioned(part, by) for part in document))
    return frozenset()


def with_names(document: Any, new_names: Mapping[str, str]) -> Any:
    """The same rule with the segments it mentions under their new names."""
    match document:
        case {"measure": measure, "value": value} if measure == MENTIONING_MEASURE:
            return {**document, "value": _renamed(value, new_names)}
        case Mapping():
            return {key: with_names(value, new_names) for key, value in document.items()}
        case list() | tuple():
            return [with_names(value, new_names) for value in document]
    return document


def _renamed(value: Any, new_names: Mapping[str, str]) -> Any:
    if isinstance(value, list | tuple):
        return [_renamed(name, new_names) for name in value]
    return new_names.get(composed(value), value) if isinstance(value, str) else value


def uses_of(connection: Connection, name: str) -> tuple[Use, ...]:
    """Everything that uses the segment now, in the order of the finders below."""
    return tuple(use for finder in FINDERS for use in finder(connection, composed(name)))


SEGMENT_LABEL = Label("Segment", "分群", "分群")


def _segments(connection: Connection, name: str) -> Iterable[Use]:
    """By their newest versions; an archived one still counts, for it can come back."""
    for saved in newest_of_each(connection):
        if name in mentioned(saved.document) and saved.name != name:
            yield Use(SEGMENT_LABEL, saved.name, saved.is_archived)


# Whatever else comes to hold segments by name (care plans, kept lists) adds its finder here.
FINDERS: tuple[Finder, ...] = (_segments,)
