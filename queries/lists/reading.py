"""JSON in: what somebody wrote as values of their types, or every fault: its place, what is there, what should be.

A reader takes a value and its place ("caps.2.days": the days of the second cap) and raises `ListError` with all of its
faults; `an_object` and `a_list` make one reader of many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from data.errors import FenqunError, ListError
from data.sentence import Gap, Sentence
from queries.segments.bind_parts import nearest
from queries.segments.tree import shown

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)
Reader: TypeAlias = Callable[[Any, str], Value]


class _Missing:
    def __repr__(self) -> str:
        return "missing"


MISSING = _Missing()  # no reader takes it, not even one that takes null
LONGEST_TEXT = 1_000
LARGEST = 10**12
MOST_MEMBERS = 1_000
DAYS = (date(1970, 1, 1), date(2999, 12, 31))


def wrong(place: str, found: Any, expected: str | Sentence) -> ListError:
    gaps = {"place": place, "found": shown(found), "expected": expected}
    return ListError(Sentence("The plan's “{place}” is {found}; expected {expected}.", gaps))


@dataclass
class Gathering:
    """What of a document could be read, and the faults of the rest."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Sentence] = field(default_factory=list)
    kinds: set[type[FenqunError]] = field(default_factory=set)

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Faults within the block are kept, and what comes after it goes on."""
        try:
            yield
        except FenqunError as error:
            self.faults += error.faults
            self.kinds.add(type(error))

    def read(self, name: str, reader: Reader[Any], given: Any, place: str) -> None:
        with self.gathering():
            self.values[name] = reader(given, place)

    def take(self, other: Gathering) -> None:
        """The faults of another one."""
        self.faults += other.faults
        self.kinds |= other.kinds

    def check(self) -> None:
        """Raises every fault at once: as the error they all were, else as `ListError`."""
        if self.faults:
            kind = self.kinds.pop() if len(self.kinds) == 1 else ListError
            raise kind(*self.faults)


def gathered(
    given: Any, place: str, readers: Mapping[str, Reader[Any]], needed: Sequence[str], *, within: str = ""
) -> Gathering:
    """The values of an object by name. `within` is where the places of its members begin."""
    found = Gathering()
    if not isinstance(given, Mapping):
        with found.gathering():
            raise wrong(place, given, Sentence("an object with {keys}", {"keys": ", ".join(readers)}))
        return found
    for name in given:
        if name not in readers:
            found.read(name, _unknown(readers), name, f"{within}{name}")
    for name, reader in readers.items():
        if name in given or name in needed:
            found.read(name, reader, given.get(name, MISSING), f"{within}{name}")
    return found


def _unknown(known: Mapping[str, Any]) -> Reader[Any]:
    def refused(name: Any, place: str) -> Any:
        gaps = {"place": place[:60], "nearest": nearest(name[:60], known)}
        raise ListError(
            Sentence("Nothing reads the plan's “{place}”. The nearest name that is read is {nearest}.", gaps)
        )

    return refused


def an_object(make: Callable[..., Value], readers: Mapping[str, Reader[Any]], needed: Sequence[str]) -> Reader[Value]:
    def read(given: Any, place: str) -> Value:
        found = gathered(given, place, readers, needed, within=f"{place}.")
        found.check()
        return make(**found.values)

    return read


def a_list(of: Reader[Value], example: str) -> Reader[tuple[Value, ...]]:
    def read(given: Any, place: str) -> tuple[Value, ...]:
        if not isinstance(given, list) or len(given) > MOST_MEMBERS:
            gaps: dict[str, Gap] = {"limit": MOST_MEMBERS, "example": example}
            raise wrong(place, given, Sentence("a list of at most {limit}, as {example}", gaps))
        found = Gathering()
        for number, member in enumerate(given, 1):
            found.read(str(number), of, member, f"{place}.{number}")
        found.check()
        return tuple(found.values.values())

    return read


def by_name(keys: Reader[Any], values: Reader[Any], example: str) -> Reader[Mapping[Any, Any]]:
    """An object whose names are values too."""

    def read(given: Any, place: str) -> Mapping[Any, Any]:
        if not isinstance(given, Mapping):
            raise wrong(place, given, Sentence("an object, as {example}", {"example": example}))
        found, read_values = Gathering(), {}
        for name, value in given.items():
            with found.gathering():
                read_values[keys(name, f"{place}.{name}"[:60])] = values(value, f"{place}.{name}"[:60])
        found.check()
        return read_values

    return read


def or_nothing(of: Reader[Value]) -> Reader[Value | None]:
    return lambda given, place: None if given is None else of(given, place)


def one_of(choices: type[Choice]) -> Reader[Choice]:
    def read(given: Any, place: str) -> Choice:
        if not isinstance(given, str) or given not in set(choices):
            raise wrong(place, given, ", ".join(choices))
        return choices(given)

    return read


def text(given: Any, place: str) -> str:
    """No NUL and no half of a character: neither can be part of a stored text."""
    is_clean = isinstance(given, str) and "\0" not in given and not any("\ud800" <= sign <= "\udfff" for sign in given)
    if not is_clean or len(given) > LONGEST_TEXT:
        raise wrong(place, given, Sentence("a text of at most {limit} characters", {"limit": LONGEST_TEXT}))
    return str(given)


def yes_or_no(given: Any, place: str) -> bool:
    if not isinstance(given, bool):
        raise wrong(place, given, "true, false")
    return given


def whole(given: Any, place: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or abs(given) > LARGEST:
        raise wrong(place, given, Sentence("a whole number"))
    return given


def number(given: Any, place: str) -> float:
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not math.isfinite(given) or abs(given) > LARGEST:
        raise wrong(place, given, Sentence("a number"))
    return given  # type: ignore[no-any-return]


def day(given: Any, place: str) -> date:
    try:
        found = date.fromisoformat(given)
    except (TypeError, ValueError):
        raise wrong(place, given, Sentence("a day, as 2026-01-31")) from None
    if not DAYS[0] <= found <= DAYS[1]:
        raise wrong(place, given, Sentence("a day from {first} to {last}", {"first": DAYS[0], "last": DAYS[1]}))
    return found
