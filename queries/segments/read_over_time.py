"""JSON in, of what a condition asks over time: a comparison, periods, what followed. Faults go to the reading."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from data.sentence import Sentence
from queries.segments.spans import MAX_DAYS
from queries.segments.tree import Compared, How, Per, Streak, Then, Unit, Without

if TYPE_CHECKING:
    from queries.segments.read import Reading

MAX_STEPS = 5  # of a sequence, after the first

_THEN_KEYS = ("event", "where", "within_days", "same", "not", "without", "then")
Choice = TypeVar("Choice", bound=StrEnum)


def read_compared(reading: Reading, written: Any, place: str) -> Compared | None:
    if not _is_part(reading, written, "compared", ("how", "measure", "where", "window"), place):
        return None
    return Compared(
        how=_one_of(reading, How, written, "how", place),
        measure=reading.text(written, "measure", place),
        where=reading.where(written, place),
        window=reading.window(written.get("window"), place),
    )


def read_per(reading: Reading, written: Any, place: str) -> Per | None:
    if not _is_part(reading, written, "per", ("period", "at_least", "streak"), place):
        return None
    at_least = written.get("at_least")
    is_number = isinstance(at_least, int | float) and not isinstance(at_least, bool)
    if not is_number or (isinstance(at_least, float) and not math.isfinite(at_least)):
        reading.wrong(place, "at_least", at_least, Sentence("a number"))
        at_least = 1
    streak = None if written.get("streak") is None else _one_of(reading, Streak, written, "streak", place)
    return Per(_one_of(reading, Unit, written, "period", place), at_least, streak)


def read_then(reading: Reading, written: Any, place: str, step: int = 1) -> Then | None:
    if not _is_part(reading, written, "then", _THEN_KEYS, place):
        return None
    if step > MAX_STEPS:
        reading.wrong(place, "then", written, Sentence("at most {limit} steps, one in another", {"limit": MAX_STEPS}))
        return None
    negated = written.get("not", False)
    if not isinstance(negated, bool):
        reading.wrong(place, "not", negated, "true, false")
    return Then(
        event=reading.text(written, "event", place),
        where=reading.where(written, place),
        within_days=_within_days(reading, written.get("within_days"), place),
        same=None if written.get("same") is None else reading.text(written, "same", place),
        negated=negated is True,
        without=_without(reading, written.get("without"), place),
        then=read_then(reading, written.get("then"), place, step + 1),
    )


def _within_days(reading: Reading, given: Any, place: str) -> int | None:
    if given is None or (isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= MAX_DAYS):
        return given
    reading.wrong(place, "within_days", given, Sentence("a whole number of days from 0"))
    return None


def _without(reading: Reading, written: Any, place: str) -> Without | None:
    if not _is_part(reading, written, "without", ("event", "where"), place):
        return None
    return Without(reading.text(written, "event", place), reading.where(written, place))


def _is_part(reading: Reading, written: Any, key: str, known: Iterable[str], place: str) -> bool:
    """Whether there is such an object to read; its unknown keys are faults."""
    if isinstance(written, Mapping):
        reading.known_keys(written, known, place)
    elif written is not None:
        reading.wrong(place, key, written, Sentence("an object with {keys}", {"keys": ", ".join(known)}))
    return isinstance(written, Mapping)


def _one_of(reading: Reading, choices: type[Choice], written: Mapping[str, Any], key: str, place: str) -> Choice:
    given = written.get(key)
    if isinstance(given, str) and given in set(choices):
        return choices(given)
    reading.wrong(place, key, given, ", ".join(choices))
    return next(iter(choices))
