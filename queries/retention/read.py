"""JSON in: a retention study, or every fault of its document in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from data.errors import BadParameter, SegmentError
from data.sentence import Label, Sentence
from queries.catalog import Catalog
from queries.retention.bind import faults_of, faults_of_terms
from queries.retention.study import (
    DEFAULT_HORIZON,
    ENTERED,
    STUDY_VERSION,
    Cohorting,
    Happening,
    Measure,
    Period,
    RelativeTo,
    Study,
    Weekday,
)
from queries.retention.words import COHORTINGS, MEASURES, PARTS, PERIODS, RELATIVES, WEEK_STARTS, choices_named
from queries.segments import Beside, Condition, Group, Match, Segment, parse_segment
from queries.segments.read import MAX_DOCUMENT, Reading, Shelf
from queries.segments.tree import shown

Choice = TypeVar("Choice", bound=StrEnum)

MAX_PERIODS = 1_000
MAX_HORIZON = 3_660
MAX_TIMES = 1_000
_KEYS = (
    *("version", "start", "return", "cohort", "period", "week_starts", "measure", "horizon_days", "brackets", "times"),
    *("relative_to", "periods", "since", "until", "segment"),
)


def parse_study(
    document: str | bytes | Mapping[str, Any], catalog: Catalog | None = None, *, shelf: Shelf | None = None
) -> Study:
    """The study that a JSON document states. Raises `BadParameter` with all its faults at once.

    With a catalogue these are also events that were not delivered and filters that do not fit. With a shelf the
    segments that it names are looked up there.
    """
    reading = _Reading(catalog, shelf)
    study = reading.study(_loaded(document) if isinstance(document, str | bytes) else document)
    faults = [*reading.faults, *study.beside.faults]
    if catalog is not None:
        told = {str(fault) for fault in faults}
        faults += [fault for fault in reading.faults_of_what_was_read(study, catalog) if str(fault) not in told]
    if faults:
        raise BadParameter(*faults)
    return study


def _loaded(text: str | bytes) -> Any:
    if len(text) > MAX_DOCUMENT:
        raise BadParameter(
            Sentence(
                "The study is {found} characters long; at most {limit} are read.",
                {"found": len(text), "limit": MAX_DOCUMENT},
            )
        )
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as reason:
        raise BadParameter(
            Sentence("The study is not valid JSON: {reason}.", {"reason": str(reason)[:200]})
        ) from reason


@dataclass
class _Reading:
    """One walk over a document, collecting faults; what could not be read is the default meanwhile."""

    catalog: Catalog | None
    shelf: Shelf | None
    faults: list[Sentence] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def faults_of_what_was_read(self, study: Study, catalog: Catalog) -> list[Sentence]:
        """Nothing is said of a default that stands for what could not be read."""
        if "brackets" in self.unread:
            study = replace(study, measure=Measure.ON)
        if self.unread & {"start", "return"}:
            return list(faults_of_terms(study))
        return faults_of(study, catalog)

    def study(self, written: Any) -> Study:
        if not isinstance(written, Mapping):
            self.faults.append(Sentence("The study is {found}; a JSON object is expected.", {"found": shown(written)}))
            return Study()
        for key in written:
            if key not in _KEYS:
                self._wrong("key", key, ", ".join(_KEYS))
        if written.get("version") != STUDY_VERSION or isinstance(written["version"], bool):
            self._wrong("version", written.get("version"), str(STUDY_VERSION))
        start, returning = self._happening(written, "start"), self._happening(written, "return")
        return Study(
            start=start,
            returning=returning,
            cohort=self._choice(written, "cohort", Cohorting.FIRST_TIME, COHORTINGS),
            period=self._choice(written, "period", Period.MONTH, PERIODS),
            week_starts=self._choice(written, "week_starts", Weekday.MONDAY, WEEK_STARTS),
            measure=self._choice(written, "measure", Measure.ON, MEASURES),
            horizon_days=self._whole(written, "horizon_days", DEFAULT_HORIZON, 0, MAX_HORIZON),
            brackets=self._brackets(written.get("brackets", [])),
            times=self._whole(written, "times", 1, 1, MAX_TIMES),
            relative_to=self._choice(written, "relative_to", RelativeTo.INITIAL, RELATIVES),
            periods=self._whole(written, "periods", 1, 1, MAX_PERIODS) if "periods" in written else None,
            since=self._day(written, "since"),
            until=self._day(written, "until"),
            segment=self._segment(written.get("segment")),
            beside=self._beside(start),
        )

    def _happening(self, written: Mapping[str, Any], key: str) -> Happening:
        given = written.get(key)
        if not isinstance(given, Mapping):
            self._wrong(key, given, Sentence("an event, as {example}", {"example": '{"event": "orders"}'}))
            return Happening("orders")
        reading = Reading()
        reading.known_keys(given, ("event", "where", "segment"), key)
        event = reading.text(given, "event", key)
        segment = reading.text(given, "segment", key) if event == ENTERED or "segment" in given else ""
        found = Happening(event, reading.where(given, key), segment)
        self.faults += reading.faults
        if reading.faults:
            self.unread.add(key)
        return found

    def _choice(self, written: Mapping[str, Any], key: str, default: Choice, labels: Mapping[Choice, Label]) -> Choice:
        given = written.get(key, default.value)
        try:
            return type(default)(given)
        except ValueError:
            self._wrong(key, given, choices_named(labels))
            return default

    def _whole(self, written: Mapping[str, Any], key: str, default: int, least: int, most: int) -> int:
        given = written.get(key, default)
        if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= most:
            self._wrong(key, given, f"{least}–{most}")
            return default
        return given

    def _brackets(self, given: Any) -> tuple[tuple[int, int], ...]:
        pairs = [tuple(pair) for pair in given if isinstance(pair, list)] if isinstance(given, list) else [()]
        if not all(len(pair) == 2 and all(type(end) is int for end in pair) for pair in pairs):
            self._wrong(
                "brackets", given, Sentence("a list of pairs of periods, as {example}", {"example": "[[1, 7]]"})
            )
            return ()
        return tuple((pair[0], pair[1]) for pair in pairs)

    def _day(self, written: Mapping[str, Any], key: str) -> date | None:
        given = written.get(key)
        try:
            return None if given is None else date.fromisoformat(given)
        except (TypeError, ValueError):
            self._wrong(key, given, Sentence("a day, as 2026-01-31"))
            return None

    def _segment(self, given: Any) -> Segment | None:
        if given is None:
            return None
        if not isinstance(given, Mapping):
            self._wrong("segment", given, Sentence("the document of a segment"))
            return None
        try:
            return parse_segment(given, self.catalog, shelf=self.shelf)
        except SegmentError as error:
            self.faults += error.faults
            return None

    def _beside(self, start: Happening) -> Beside:
        if start.event != ENTERED or not start.segment or self.shelf is None:
            return Beside()
        return self.shelf.beside(Group(Match.ALL, (Condition("people.segment", "in_segment", (start.segment,)),)))

    def _wrong(self, key: str, found: Any, expected: str | Sentence) -> None:
        self.unread.add(key)
        self.faults.append(
            Sentence(
                "The study's {part} (“{key}”) is {found}; expected {expected}.",
                {"part": PARTS[key], "key": key, "found": shown(found), "expected": expected},
            )
        )
