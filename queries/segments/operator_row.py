"""One operator as a row of the table: the types it accepts, what it asks for, its SQL and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlglot import exp

from data.sentence import Sentence
from queries.catalog.declare import ValueType
from queries.segments.spans import Span
from queries.segments.tree import Match
from queries.segments.values import Takes

# `x` is the measure's value. Unknown (NULL) may come out as NULL: the compiler decides what becomes of it.
Predicate = Callable[[exp.Expr, Any, date], exp.Expr]

TEXTS = frozenset({ValueType.TEXT})
NUMBERS = frozenset({ValueType.NUMBER, ValueType.MONEY, ValueType.SHARE})
DATES = frozenset({ValueType.DATE})
BOOLEANS = frozenset({ValueType.BOOLEAN})
TAG_SETS = frozenset({ValueType.TAGS})
DRAWS = frozenset({ValueType.DRAW})
SEGMENTS = frozenset({ValueType.SEGMENT})
LISTS = frozenset({ValueType.LIST})
QUERIES = frozenset({ValueType.QUERY})
EVERY_TYPE = frozenset(ValueType)


@dataclass(frozen=True)
class Look:
    """One look into what bears the name, so many days back; `is_in`: whether people are sought in it or outside."""

    name: str
    days_back: int = 0
    is_in: bool = True


@dataclass(frozen=True)
class Looking:
    """An operator that asks whether other rules hold people: its looks, and how they are joined, as in a group."""

    at: Callable[[Any], tuple[Look, ...]]
    joins: Match


class Standing(StrEnum):
    """Where a person's value stands among the values of everyone known on the day who has one.

    Equal values share one place. A percentage is the share of people with a value that is greater, or smaller.
    """

    PLACE_FROM_TOP = "place_from_top"
    PLACE_FROM_BOTTOM = "place_from_bottom"
    PERCENT_GREATER = "percent_greater"
    PERCENT_SMALLER = "percent_smaller"
    FROM_MEAN = "from_mean"


@dataclass(frozen=True)
class Operator:
    """A negative operator takes in people without a value unless the condition says otherwise.

    `counts_all` (sets only): the operator judges how many values there are, not how many of the listed ones.
    `counts_only` (sets only): it judges how many of the listed values there are, and 0 as soon as there is another.
    `standing`: it judges not the value but where the value stands among those of everyone.
    `looking`: it judges no value but whether other rules hold the person.
    `span` resolves days relative to the day asked about, for the words.
    """

    key: str
    types: frozenset[ValueType]
    takes: Takes
    words: Sentence
    predicate: Predicate
    is_negative: bool = False
    judges_unknown: bool = False  # "is set", "is unknown": no policy to choose
    counts_all: bool = False
    counts_only: bool = False
    standing: Standing | None = None
    looking: Looking | None = None
    span: Callable[[Any, date], Span] | None = field(default=None, compare=False)
    words_for_one: Sentence | None = None  # a list of one value is no list to a reader

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def judges_events(self) -> bool:
        """Whether it can also say which rows of an event count; a standing is a person's, not a row's."""
        return self.standing is None
