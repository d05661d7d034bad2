"""A rule whose names are found in one store version and whose values are of their types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from data.uploaded import UploadedList
from queries.catalog.declare import Event, Field, Measure, ValueType
from queries.segments.operators import Operator
from queries.segments.spans import back
from queries.segments.tree import How, Match, Order, Streak, Unit, Window
from queries.segments.values import Typed


@dataclass(frozen=True)
class BoundFilter:
    field: Field
    operator: Operator
    value: Typed
    includes_unknown: bool


@dataclass(frozen=True)
class BoundWithout:
    """`same` is a field of this event too when the rows before and after share one."""

    event: Event
    where: tuple[BoundFilter, ...]
    same: Field | None


@dataclass(frozen=True)
class BoundThen:
    """`same` is the shared field: of the event before, and of the one that follows."""

    event: Event
    where: tuple[BoundFilter, ...]
    within_days: int | None
    same: tuple[Field, Field] | None
    negated: bool
    without: BoundWithout | None
    then: BoundThen | None


@dataclass(frozen=True)
class BoundPer:
    """`at_least` is in the unit of the measure: money in minor units."""

    unit: Unit
    at_least: int | float
    streak: Streak | None


@dataclass(frozen=True)
class BoundCompared:
    """`other` is a measure with its filters and window; its operator judges nothing."""

    how: How
    other: BoundCondition


@dataclass(frozen=True)
class BoundCondition:
    """A condition whose names are found and whose value is of the type that is judged."""

    place: str
    measure: Measure
    operator: Operator
    value: Typed
    where: tuple[BoundFilter, ...]
    window: Window
    includes_unknown: bool
    then: BoundThen | None = None
    per: BoundPer | None = None
    compared: BoundCompared | None = None
    days_back: int = 0
    within: Measure | None = None
    looks: tuple[BoundLook | BoundList | BoundQuery, ...] = ()

    def day(self, as_of: date) -> date:
        """As of which the condition is judged."""
        return back(as_of, self.days_back)

    @property
    def type(self) -> ValueType:
        """Of the value that the operator judges."""
        return self.own_type if self.compared is None else compared_type(self.compared.how, self.own_type)

    @property
    def own_type(self) -> ValueType:
        """Of the value by itself, before it is held against another."""
        return ValueType.NUMBER if self.per is not None else self.measure.type

    @property
    def is_never_unknown(self) -> bool:
        """Counts, sums and sets, where whoever has no such rows has 0 or none, and layers that place everyone.

        Of an earlier day nothing is known about people who were not known by then.
        """
        if self.days_back:
            return False
        if self.operator.looking is not None:
            return True
        if self.compared is None:
            return self.counts_from_zero
        return self.compared.how is How.DIFFERENCE and self.counts_from_zero and self.compared.other.counts_from_zero

    @property
    def counts_from_zero(self) -> bool:
        if self.measure.layer is not None:
            return self.measure.layer.otherwise is not None
        return self.per is not None or self.measure.starts_at_zero or self.measure.type is ValueType.TAGS


def compared_type(how: How, own: ValueType) -> ValueType:
    """Days between two days are a number, and so is every ratio; only a difference of money is money."""
    return ValueType.MONEY if (how, own) == (How.DIFFERENCE, ValueType.MONEY) else ValueType.NUMBER


@dataclass(frozen=True)
class BoundLook:
    """Whether people are in (or outside) another rule, as of so many days before the condition's own day."""

    name: str
    version: int
    root: BoundGroup
    days_back: int
    is_in: bool


@dataclass(frozen=True)
class BoundList:
    """Whether an uploaded list names people."""

    kept: UploadedList


@dataclass(frozen=True)
class BoundQuery:
    """Whether SQL that was checked word by word gives people."""

    text: str


@dataclass(frozen=True)
class BoundLimit:
    """`by`: the measure whose order decides, None for chance. `per`: each of its values has a limit of its own."""

    count: int
    by: Measure | None
    order: Order
    name: str
    per: Measure | None


@dataclass(frozen=True)
class BoundGroup:
    place: str
    match: Match
    k: int | None
    members: tuple[BoundCondition | BoundGroup, ...]
    limit: BoundLimit | None = None

    def conditions(self) -> Iterator[BoundCondition]:
        for member in self.members:
            if isinstance(member, BoundGroup):
                yield from member.conditions()
            else:
                yield member
