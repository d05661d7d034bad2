"""The document as a frozen tree: groups over conditions, and its way back to JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from data.library.names import composed
from data.sentence import Sentence
from data.uploaded import UploadedList

DOCUMENT_VERSION = 1

Scalar: TypeAlias = "str | int | float | bool"
Given: TypeAlias = "Scalar | tuple[Scalar, ...] | None"  # a value as the document says it, not yet of a type


class Match(StrEnum):
    """How a group joins its conditions."""

    ALL = "all"
    ANY = "any"
    NONE = "none"
    AT_LEAST = "at_least"


@dataclass(frozen=True)
class Window:
    """A span of business days, named by its kind; `first` and `last` are what the kind asks for."""

    kind: str = "all_time"
    first: Scalar | None = None
    last: Scalar | None = None


@dataclass(frozen=True)
class Filter:
    """Which rows of an event count: one of its columns, an operator and a value."""

    column: str
    operator: str
    value: Given = None
    include_unknown: bool | None = None


class How(StrEnum):
    """How two measures become one value: x − y, x ÷ y, (x − y) ÷ y."""

    DIFFERENCE = "difference"
    RATIO = "ratio"
    CHANGE = "change"


@dataclass(frozen=True)
class Compared:
    """Another measure that the condition's own is held against; what the operator judges is how far they differ."""

    how: How
    measure: str
    where: tuple[Filter, ...] = ()
    window: Window = Window()


class Unit(StrEnum):
    """Periods of the calendar."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Streak(StrEnum):
    """Which run of consecutive periods counts."""

    LONGEST = "longest"
    CURRENT = "current"


@dataclass(frozen=True)
class Per:
    """What the operator judges is in how many periods, or in how many in a row, the measure reaches `at_least`."""

    unit: Unit
    at_least: Scalar
    streak: Streak | None = None


@dataclass(frozen=True)
class Without:
    """An event that must not lie between two others."""

    event: str
    where: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class Then:
    """Only those rows of an event count after which, strictly later, this event follows, or with `negated` does not.

    `same` names a column that both rows share; `without` may not lie between them; `then` follows the follower.
    """

    event: str
    where: tuple[Filter, ...] = ()
    within_days: int | None = None
    same: str | None = None
    negated: bool = False
    without: Without | None = None
    then: Then | None = None


@dataclass(frozen=True)
class Condition:
    """A measure, an operator and a value. `include_unknown` says whether people without a value are among them.

    `days_back` judges it as of so many days earlier. `within` names the measure per whose value places are counted.
    """

    measure: str
    operator: str
    value: Given = None
    where: tuple[Filter, ...] = ()
    window: Window = Window()
    include_unknown: bool | None = None
    then: Then | None = None
    per: Per | None = None
    compared: Compared | None = None
    days_back: int = 0
    within: str = ""
    id: str = field(default="", compare=False)


NOTHING = Condition("", "")  # stands where a document's condition could not be read


class Order(StrEnum):
    """Which end of a limit's measure comes first."""

    TOP = "top"
    BOTTOM = "bottom"


RANDOM = "random"


@dataclass(frozen=True)
class Limit:
    """At most `count` of the people, the first by a measure or by chance, of all or `per` value of another measure.

    `name` salts the chance that also decides between equals, so one name always picks the same people.
    """

    count: int
    by: str = RANDOM
    order: Order = Order.TOP
    name: str = ""
    per: str = ""


@dataclass(frozen=True)
class Group:
    """Conditions under one `match`; `k` belongs to "at least k of these", `limit` to the outermost group."""

    match: Match
    conditions: tuple[Condition | Group, ...]
    k: int | None = None
    limit: Limit | None = None
    id: str = field(default="", compare=False)


@dataclass(frozen=True)
class Saved:
    """The rule that a name stood for when it was looked up, in its newest version then."""

    name: str
    version: int
    root: Group


@dataclass(frozen=True)
class Beside:
    """What a rule names, as it was found; part of what the rule means, never of its document.

    `faults` are names that lead nowhere or in a circle: `bind` raises them with all others.
    """

    segments: tuple[Saved, ...] = ()
    lists: tuple[UploadedList, ...] = ()
    may_ask_sql: bool = field(default=False, compare=False)  # of who asks, not of what is asked
    faults: tuple[Sentence, ...] = field(default=(), compare=False)

    def list(self, name: str) -> UploadedList | None:
        return next((found for found in self.lists if found.name == composed(name)), None)

    def segment(self, name: str) -> Saved | None:
        return next((found for found in self.segments if found.name == composed(name)), None)


@dataclass(frozen=True)
class Segment:
    """A rule. Two that say the same are equal and have one `key`, whatever ids an editor gave their conditions.

    A rule that names other segments means people only together with what was found `beside` it (`look_up`).
    """

    root: Group
    beside: Beside = Beside()

    def to_json(self) -> dict[str, Any]:
        return {"version": DOCUMENT_VERSION, **group_json(self.root, with_ids=True)}

    @property
    def key(self) -> str:
        """Canonical JSON without ids, and of everything the rule names: the text under which answers are kept."""
        document = {"version": DOCUMENT_VERSION, **group_json(self.root, with_ids=False)}
        if self.beside != Beside():
            document["beside"] = _beside_json(self.beside)
        return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Every condition with its place: "2.1" is the first of the second group."""
        return _placed(self.root, "")


def _beside_json(beside: Beside) -> dict[str, Any]:
    return {
        "segments": {saved.name: group_json(saved.root, with_ids=False) for saved in beside.segments},
        "lists": {kept.name: kept.id for kept in beside.lists},
    }


def place_of(parent: str, number: int) -> str:
    return f"{parent}.{number}" if parent else str(number)


def _placed(group: Group, place: str) -> Iterator[tuple[str, Condition]]:
    for number, member in enumerate(group.conditions, 1):
        if isinstance(member, Group):
            yield from _placed(member, place_of(place, number))
        else:
            yield place_of(place, number), member


def group_json(group: Group, *, with_ids: bool) -> dict[str, Any]:
    written: dict[str, Any] = {"id": group.id} if with_ids and group.id else {}
    written["match"] = group.match.value
    if group.k is not None:
        written["at_least"] = group.k
    written["conditions"] = [
        group_json(member, with_ids=with_ids) if isinstance(member, Group) else condition_json(member, with_ids)
        for member in group.conditions
    ]
    if group.limit is not None:
        written["limit"] = limit_json(group.limit)
    return written


def limit_json(limit: Limit) -> dict[str, Any]:
    written: dict[str, Any] = {"count": limit.count, "by": limit.by}
    if limit.by != RANDOM:
        written["order"] = limit.order.value
    return written | ({"name": limit.name} if limit.name else {}) | ({"per": limit.per} if limit.per else {})


def condition_json(condition: Condition, with_ids: bool) -> dict[str, Any]:
    written: dict[str, Any] = {"id": condition.id} if with_ids and condition.id else {}
    written |= _measured_json(condition)
    if condition.then is not None:
        written["then"] = _then_json(condition.then)
    if condition.per is not None:
        written["per"] = _per_json(condition.per)
    if condition.compared is not None:
        written["compared"] = {"how": condition.compared.how.value, **_measured_json(condition.compared)}
    if condition.days_back:
        written["days_back"] = condition.days_back
    if condition.within:
        written["within"] = condition.within
    return {**written, **_operator_json(condition)}


def _measured_json(asked: Condition | Compared) -> dict[str, Any]:
    written: dict[str, Any] = {"measure": asked.measure, **where_json(asked.where)}
    if asked.window != Window():
        written["window"] = window_json(asked.window)
    return written


def where_json(where: tuple[Filter, ...]) -> dict[str, Any]:
    return {"where": [_filter_json(found) for found in where]} if where else {}


def _per_json(per: Per) -> dict[str, Any]:
    written: dict[str, Any] = {"period": per.unit.value, "at_least": per.at_least}
    return written if per.streak is None else {**written, "streak": per.streak.value}


def _then_json(then: Then) -> dict[str, Any]:
    written: dict[str, Any] = {"event": then.event, **where_json(then.where)}
    if then.within_days is not None:
        written["within_days"] = then.within_days
    if then.same is not None:
        written["same"] = then.same
    if then.negated:
        written["not"] = True
    if then.without is not None:
        written["without"] = {"event": then.without.event, **where_json(then.without.where)}
    if then.then is not None:
        written["then"] = _then_json(then.then)
    return written


def window_json(window: Window) -> dict[str, Any]:
    names = WINDOW_FIELDS.get(window.kind, ())
    given = dict(zip(names, (window.first, window.last), strict=False))
    return {"kind": window.kind, **{name: value for name, value in given.items() if value is not None}}


# The names under which each kind of window writes its `first` and `last`.
WINDOW_FIELDS: dict[str, tuple[str, ...]] = {
    "all_time": (),
    "last_days": ("days",),
    "last_hours": ("hours",),
    "last_days_before_today": ("days",),
    "days_back": ("from", "to"),
    "calendar": ("period",),
    "last_weeks": ("weeks",),
    "last_months": ("months",),
    "last_quarters": ("quarters",),
    "dates": ("from", "to"),
}


def _filter_json(found: Filter) -> dict[str, Any]:
    return {"column": found.column, **_operator_json(found)}


def _operator_json(asked: Condition | Filter) -> dict[str, Any]:
    written: dict[str, Any] = {"operator": asked.operator}
    if asked.value is not None:
        written["value"] = list(asked.value) if isinstance(asked.value, tuple) else asked.value
    if asked.include_unknown is not None:
        written["include_unknown"] = asked.include_unknown
    return written


def shown(found: object) -> str:
    """A value of the document as a fault shows it, never longer than a line."""
    written = "nothing" if found is None else repr(found)
    return written if len(written) <= 60 else written[:57] + "…"
