"""JSON in: the document as a tree, or every fault of its structure in words, each with its place."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from data.errors import SegmentError
from data.sentence import Gap, Sentence
from queries.catalog.declare import Catalog
from queries.segments.bind import faults_of
from queries.segments.read_over_time import read_compared, read_per, read_then
from queries.segments.read_related import read_limit
from queries.segments.tree import (
    DOCUMENT_VERSION,
    NOTHING,
    WINDOW_FIELDS,
    Beside,
    Condition,
    Filter,
    Given,
    Group,
    Match,
    Segment,
    Window,
    place_of,
    shown,
)

MAX_DEPTH = 20
MAX_NODES = 1_000
MAX_VALUES = 1_000
MAX_TEXT = 500
MAX_DOCUMENT = 4_000_000  # characters

MAX_DAYS_BACK = 3_660

_GROUP_KEYS = ("id", "match", "at_least", "conditions", "limit")
_CONDITION_KEYS = (
    "id",
    "measure",
    "where",
    "window",
    "then",
    "per",
    "compared",
    "days_back",
    "within",
    "operator",
    "value",
    "include_unknown",
)
_FILTER_KEYS = ("column", "operator", "value", "include_unknown")


class Shelf(Protocol):
    """Where what a rule names is found."""

    def beside(self, root: Group) -> Beside: ...


def parse_segment(
    document: str | bytes | Mapping[str, Any], catalog: Catalog | None = None, *, shelf: Shelf | None = None
) -> Segment:
    """The rule that a JSON document states. Raises `SegmentError` with all its faults at once.

    With a catalogue these are also unknown measures and values that do not fit; without one only its structure.
    With a shelf the segments that the rule names are looked up there; without one it must name none to be asked.
    """
    reading = Reading()
    root = reading.document(_loaded(document) if isinstance(document, str | bytes) else document)
    segment = Segment(root, shelf.beside(root) if shelf else Beside())
    bound_faults = faults_of(segment, catalog) if catalog is not None else list(segment.beside.faults)
    if faults := [*reading.faults, *bound_faults]:
        raise SegmentError(*faults)
    return segment


def _loaded(text: str | bytes) -> Any:
    if len(text) > MAX_DOCUMENT:
        raise SegmentError(
            Sentence(
                "The segment is {found} characters long; at most {limit} are read.",
                {"found": len(text), "limit": MAX_DOCUMENT},
            )
        )
    try:
        return json.loads(text)
    except RecursionError:
        raise SegmentError(_too_deep("1")) from None
    except (ValueError, UnicodeDecodeError) as reason:
        raise SegmentError(
            Sentence("The segment is not valid JSON: {reason}.", {"reason": str(reason)[:200]})
        ) from reason


@dataclass
class Reading:
    """One walk over a document, collecting faults. Beyond the limits it stops looking and says so once."""

    faults: list[Sentence] = field(default_factory=list)
    nodes: int = 0
    ids: set[str] = field(default_factory=set)

    def document(self, written: Any) -> Group:
        if not isinstance(written, Mapping):
            return self._no_group(
                Sentence("The segment is {found}; a JSON object is expected.", {"found": shown(written)})
            )
        version = written.get("version")
        if version != DOCUMENT_VERSION or isinstance(version, bool):
            self.faults.append(
                Sentence(
                    "The segment says version {found}; this program reads version {expected}.",
                    {"found": shown(version), "expected": DOCUMENT_VERSION},
                )
            )
        return self.group({key: value for key, value in written.items() if key != "version"}, "", 1)

    def group(self, written: Mapping[str, Any], place: str, depth: int) -> Group:
        self.known_keys(written, _GROUP_KEYS, place)
        members = written.get("conditions")
        if not isinstance(members, list) or not members:
            return self._no_group(_empty(place))
        if depth > MAX_DEPTH:
            return self._no_group(_too_deep(place))
        match = self._match(written.get("match"), place)
        k = self._at_least(written, match, len(members), place)
        read = [self.member(member, place_of(place, number), depth) for number, member in enumerate(members, 1)]
        limit = read_limit(self, written["limit"], place) if "limit" in written else None
        return Group(match, tuple(read), k, limit, self._id(written, place))

    def member(self, written: Any, place: str, depth: int) -> Condition | Group:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            if self.nodes == MAX_NODES + 1:
                self.faults.append(
                    Sentence(
                        "Condition {place} is one too many: a segment holds at most {limit} conditions and groups.",
                        {"place": place, "limit": MAX_NODES},
                    )
                )
            return NOTHING
        if not isinstance(written, Mapping):
            self.faults.append(
                Sentence(
                    "Condition {place} is {found}; a JSON object with a measure, or with conditions, is expected.",
                    {"place": place, "found": shown(written)},
                )
            )
            return NOTHING
        if "conditions" in written or "match" in written:
            return self.group(written, place, depth + 1)
        return self.condition(written, place)

    def condition(self, written: Mapping[str, Any], place: str) -> Condition:
        faults_before = len(self.faults)
        self.known_keys(written, _CONDITION_KEYS, place)
        read = Condition(
            measure=self.text(written, "measure", place),
            operator=self.text(written, "operator", place),
            value=self._value(written.get("value"), place),
            where=self.where(written, place),
            window=self.window(written.get("window"), place),
            include_unknown=self._include_unknown(written, place),
            then=read_then(self, written.get("then"), place),
            per=read_per(self, written.get("per"), place),
            compared=read_compared(self, written.get("compared"), place),
            days_back=self.whole(written.get("days_back", 0), "days_back", 0, MAX_DAYS_BACK, place),
            within=self.text(written, "within", place) if "within" in written else "",
            id=self._id(written, place),
        )
        return read if len(self.faults) == faults_before else NOTHING

    def where(self, written: Mapping[str, Any], place: str) -> tuple[Filter, ...]:
        where = written.get("where", [])
        if not isinstance(where, list) or not all(isinstance(found, Mapping) for found in where):
            self.wrong(place, "where", where, Sentence("a list of filters"))
            return ()
        return tuple(self.filter(found, place) for found in where[:MAX_VALUES])

    def filter(self, written: Mapping[str, Any], place: str) -> Filter:
        self.known_keys(written, _FILTER_KEYS, place)
        return Filter(
            column=self.text(written, "column", place),
            operator=self.text(written, "operator", place),
            value=self._value(written.get("value"), place),
            include_unknown=self._include_unknown(written, place),
        )

    def window(self, written: Any, place: str) -> Window:
        if written is None:
            return Window()
        kind = written.get("kind") if isinstance(written, Mapping) else None
        if not isinstance(kind, str) or kind not in WINDOW_FIELDS:
            self.wrong(place, "window", written, ", ".join(WINDOW_FIELDS))
            return Window()
        self.known_keys(written, ("kind", *WINDOW_FIELDS[kind]), place)
        given = [written.get(name) for name in WINDOW_FIELDS[kind]]
        if not all(value is None or isinstance(value, str | int) for value in given):
            self.wrong(place, "window", written, ", ".join(WINDOW_FIELDS[kind]))
            return Window()
        return Window(kind, *given)

    def whole(self, given: Any, key: str, least: int, most: int, place: str) -> int:
        if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= most:
            self.wrong(place, key, given, f"{least}–{most}")
            return least
        return given

    def _match(self, written: Any, place: str) -> Match:
        try:
            return Match(written)
        except ValueError:
            self.wrong(place, "match", written, ", ".join(Match))
            return Match.ALL

    def _at_least(self, written: Mapping[str, Any], match: Match, members: int, place: str) -> int | None:
        k = written.get("at_least")
        if match is not Match.AT_LEAST:
            if k is not None:
                self.wrong(
                    place,
                    "at_least",
                    k,
                    Sentence("nothing, because the group matches “{match}”", {"match": match.value}),
                )
            return None
        if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= members:
            self.wrong(place, "at_least", k, f"1–{members}")
            return 1
        return k

    def _include_unknown(self, written: Mapping[str, Any], place: str) -> bool | None:
        given = written.get("include_unknown")
        if given is not None and not isinstance(given, bool):
            self.wrong(place, "include_unknown", given, "true, false")
            return None
        return given

    def text(self, written: Mapping[str, Any], key: str, place: str) -> str:
        given = written.get(key)
        if not isinstance(given, str) or not given or not _is_clean(given):
            self.wrong(place, key, given, Sentence("a name"))
            return ""
        return given

    def _id(self, written: Mapping[str, Any], place: str) -> str:
        given = written.get("id", "")
        if not isinstance(given, str) or not _is_clean(given) or (given and given in self.ids):
            self.wrong(place, "id", given, Sentence("a text that no other condition has"))
            return ""
        self.ids.add(given)
        return given

    def _value(self, given: Any, place: str) -> Given:
        many = isinstance(given, list)
        values = given if many else [given]
        if len(values) > MAX_VALUES:
            self.wrong(place, "value", len(values), Sentence("a list of at most {limit}", {"limit": MAX_VALUES}))
            return None
        for value in values:
            if (value is None and many) or not _is_scalar(value):
                self.wrong(place, "value", value, Sentence("a text, a number, true or false, or a list of them"))
                return None
        return tuple(values) if many else given

    def known_keys(self, written: Mapping[str, Any], known: Iterable[str], place: str) -> None:
        for key in written:
            if key not in known:
                self.wrong(place, "key", key, ", ".join(known))

    def wrong(self, place: str, key: str, found: Any, expected: str | Sentence) -> None:
        gaps: dict[str, Gap] = {"key": key, "found": shown(found), "expected": expected}
        if place:
            fault = Sentence("Condition {place}: “{key}” is {found}; expected {expected}.", {"place": place, **gaps})
        else:
            fault = Sentence("The segment's own “{key}” is {found}; expected {expected}.", gaps)
        self.faults.append(fault)

    def _no_group(self, fault: Sentence) -> Group:
        self.faults.append(fault)
        return Group(Match.ALL, (NOTHING,))


def _empty(place: str) -> Sentence:
    if not place:
        return Sentence("The segment has no conditions. Give it one.")
    return Sentence("Group {place} has no conditions. Give it one, or remove it.", {"place": place})


def _too_deep(place: str) -> Sentence:
    return Sentence(
        "Condition {place} lies too deep: groups may be nested {limit} deep.", {"place": place, "limit": MAX_DEPTH}
    )


def _is_scalar(value: Any) -> bool:
    match value:
        case str():
            return _is_clean(value)
        case float():
            return math.isfinite(value)
        case None | bool() | int():
            return True
        case _:
            return False


def _is_clean(text: str) -> bool:
    """No NUL and no half of a character: neither can be part of a stored text."""
    return len(text) <= MAX_TEXT and "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
