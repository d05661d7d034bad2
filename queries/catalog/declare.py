"""The words in which a measure is declared: what it is of a person, and what a condition may ask of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from data.contract import Choice, Kind, Sensitivity
from data.schemes import Schemes
from data.sentence import Label, Sentence
from data.told import Told


class ValueType(StrEnum):
    """What a measure's value is. Operators accept types, never single measures."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # written in currency units, compared in minor units
    SHARE = "share"  # 0 to 1
    BOOLEAN = "boolean"  # true, false, unknown
    DATE = "date"  # business days; a time counts on its local day
    DRAW = "draw"  # a place in a random draw; it has no value but who the person is
    LIST = "list"  # whether uploaded lists name the person; like a segment
    QUERY = "query"  # whether SQL that somebody wrote gives the person; like a segment
    SEGMENT = "segment"  # whether saved rules hold the person; it has no value but who the person is
    TAGS = "tags"  # a set of texts; nobody's set is unknown, only empty


VALUE_TYPES = {
    Kind.TEXT: ValueType.TEXT,
    Kind.INTEGER: ValueType.NUMBER,
    Kind.NUMBER: ValueType.NUMBER,
    Kind.MONEY: ValueType.MONEY,
    Kind.SHARE: ValueType.SHARE,
    Kind.DATE: ValueType.DATE,
    Kind.TIMESTAMP: ValueType.DATE,
    Kind.BOOLEAN: ValueType.BOOLEAN,
    Kind.TAGS: ValueType.TAGS,
}


class Derived(StrEnum):
    """What is counted from a stored day up to the day asked about. Nobody has one of a day that is yet to come."""

    DAYS_SINCE = "days_since"
    MONTHS_SINCE = "months_since"  # whole months
    YEARS_SINCE = "years_since"  # whole years; of 29 February they end on 28 February
    YEARS_SINCE_MAR_1 = "years_since_mar_1"  # of 29 February they end on 1 March


@dataclass(frozen=True)
class Clock:
    """The business time zone as minutes ahead of UTC: `before` holds until the first change, each of which says from
    which UTC time on how many minutes hold. It knows the changes that the times of the data can meet, no others."""

    before: int
    changes: tuple[tuple[datetime, int], ...] = ()


@dataclass(frozen=True)
class Field:
    """A stored column that a condition or an event filter may mention. `needs` names what must be delivered.

    `is_extra`: the contract does not know it, so its name may be any word. `utc_time_in` is the business time zone of
    an extra time; times of the contract have their local day stored beside them. `clock` makes
    the local hour of a time.
    """

    key: str
    table: str
    column: str
    type: ValueType
    label: Label
    needs: str
    choices: tuple[Choice, ...] = ()
    unit: str | None = None
    sensitivity: Sensitivity = Sensitivity.OPEN
    has_history: bool = False
    is_extra: bool = False
    utc_time_in: str | None = None
    derived: Derived | None = None
    clock: Clock | None = None


class Keeps(StrEnum):
    """Which rows of an event table are the event, as known on the day."""

    ALL = "all"
    COUNTED_ORDERS = "counted_orders"
    PAID_ORDERS = "paid_orders"  # those refunded in full too
    COUNTED_ITEMS = "counted_items"
    SENT = "sent"
    OPENED_BY_PEOPLE = "opened_by_people"


@dataclass(frozen=True)
class Event:
    """Something people did or that was done for them: rows of `table`, each on its business day `day`.

    `described_by` are tables that describe a row: (table, shared column).
    `last_by` orders rows of one person so that the first and the last are one row each, whatever ties there are.
    `at` is the full time of a row; an event without one has no place in a sequence.
    `told` has more of its rows, which lie beside the store.
    """

    key: str
    table: str
    day: str
    label: Label
    keeps: Keeps = Keeps.ALL
    needs: tuple[str, ...] = ()
    described_by: tuple[tuple[str, str], ...] = ()
    last_by: tuple[str, ...] = ()
    at: str | None = None
    told: Told | None = None

    @property
    def time(self) -> str:
        """The column of the UTC time of which `day` is the business day."""
        return self.day.removesuffix("_date") + "_at"


class Aggregate(StrEnum):
    """How the rows of one person become one value."""

    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    SUM = "sum"
    MEAN = "mean"
    FIRST_DAY = "first_day"
    LAST_DAY = "last_day"
    DAYS_SINCE_FIRST = "days_since_first"
    DAYS_SINCE_LAST = "days_since_last"
    LATEST = "latest"
    SET = "set"
    COUNT_WEEKS = "count_weeks"
    COUNT_MONTHS = "count_months"
    LEAST = "least"
    GREATEST = "greatest"
    OF_FIRST = "of_first"
    OF_SECOND = "of_second"
    OF_LAST = "of_last"
    DAYS_FIRST_TO_SECOND = "days_first_to_second"
    MEAN_GAP = "mean_gap"
    MEDIAN_GAP = "median_gap"
    OVERDUE = "overdue"
    HABIT = "habit"
    MEDIAN = "median"
    P90 = "p90"
    P95 = "p95"
    P99 = "p99"
    MOST_FREQUENT = "most_frequent"
    COUNT_KNOWN = "count_known"
    SHARE_KNOWN = "share_known"
    MEAN_KNOWN = "mean_known"
    RATIO = "ratio"
    SET_IN_ONE = "set_in_one"


# People without any row have 0 of these; of the others they have no value.
COUNTS_FROM_ZERO = frozenset(
    {
        Aggregate.COUNT,
        Aggregate.COUNT_DISTINCT,
        Aggregate.COUNT_KNOWN,
        Aggregate.COUNT_WEEKS,
        Aggregate.COUNT_MONTHS,
        Aggregate.SUM,
    }
)


@dataclass(frozen=True)
class Behaviour:
    """A measure over events: which rows, and how one person's rows become one value of `column`.

    `out_of`: the column whose sum a ratio divides by, or the one whose equal values a set lies together in.
    """

    event: Event
    aggregate: Aggregate
    column: str | None = None
    out_of: str | None = None


class LayerPart(StrEnum):
    """What a layer says of a person."""

    RFM_TYPE = "rfm_type"
    RFM_RECENCY = "rfm_recency"
    RFM_FREQUENCY = "rfm_frequency"
    RFM_MONETARY = "rfm_monetary"
    RFM_RECENCY_DAYS = "rfm_recency_days"
    RFM_PURCHASE_DAYS = "rfm_purchase_days"
    RFM_SPEND = "rfm_spend"
    QUINTILE_RECENCY = "quintile_recency"
    QUINTILE_FREQUENCY = "quintile_frequency"
    QUINTILE_MONETARY = "quintile_monetary"
    RFM_GROUP = "rfm_group"
    LIFECYCLE = "lifecycle"
    AIPL = "aipl"


@dataclass(frozen=True)
class Layer:
    """A measure by schemes: one relation with a row per person whom it places; the others are `otherwise`, or nowhere
    for the reason that `unplaced` says.

    `reads` are the tables it may look into; `data_start` is the first day of the data, for layers that need a history.
    """

    part: LayerPart
    schemes: Schemes
    data_start: date
    reads: tuple[str, ...] = ("orders",)
    otherwise: str | None = None
    unplaced: Label | None = None


@dataclass(frozen=True)
class Measure:
    """One value per person as of a day, which comes from exactly one of `attribute`, `behaviour` and `layer`."""

    key: str
    type: ValueType
    label: Label
    description: Label
    topic: Label
    attribute: Field | None = None
    behaviour: Behaviour | None = None
    layer: Layer | None = None
    filters: Mapping[str, Field] = field(default_factory=dict, hash=False, repr=False)
    unit: str | None = None
    choices: tuple[Choice, ...] = ()
    sensitivity: Sensitivity = Sensitivity.OPEN
    missing: tuple[str, ...] = ()  # tables or columns that it needs and that were not delivered

    @property
    def is_available(self) -> bool:
        return not self.missing

    @property
    def takes_window(self) -> bool:
        return self.behaviour is not None

    @property
    def has_history(self) -> bool:
        return self.attribute is None or self.attribute.has_history

    @property
    def clock(self) -> Clock | None:
        """The clock by which its rows can be told by the hour; None where only their days are known."""
        hour = self.filters.get("local_hour")
        return None if hour is None or self.is_habit else hour.clock

    @property
    def starts_at_zero(self) -> bool:
        return self.behaviour is not None and self.behaviour.aggregate in COUNTS_FROM_ZERO

    @property
    def is_sum(self) -> bool:
        return self.behaviour is not None and self.behaviour.aggregate is Aggregate.SUM

    @property
    def is_habit(self) -> bool:
        return self.behaviour is not None and self.behaviour.aggregate is Aggregate.HABIT

    @property
    def has_named_values(self) -> bool:
        """Whether its choices are all the values that it can have."""
        return bool(self.choices) and (self.layer is not None or self.is_habit)

    @property
    def remark(self) -> Sentence | None:
        """What a reader must know before they ask for a past day."""
        if self.has_history:
            return None
        return Sentence(
            "{measure} is known only as it is today; its value on a past day was not recorded.", {"measure": self.label}
        )


@dataclass(frozen=True)
class OfferedEvent:
    """An event with the columns that its rows may be filtered by, and what was not delivered of what it needs."""

    event: Event
    filters: Mapping[str, Field]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Catalog:
    """Every measure a condition may mention, available or not, of one store version."""

    measures: Mapping[str, Measure] = field(repr=False)
    data_start: date
    data_end: date

    @cached_property
    def events(self) -> Mapping[str, OfferedEvent]:
        """By key, what the measures count; a measure may lack more than its event does."""
        found: dict[str, OfferedEvent] = {}
        for measure in self.measures.values():
            if measure.behaviour is not None:
                event = measure.behaviour.event
                known = found.get(event.key, OfferedEvent(event, {}, measure.missing))
                fewest = min(known.missing, measure.missing, key=len)
                found[event.key] = OfferedEvent(event, {**measure.filters, **known.filters}, fewest)
        return found

    def available(self) -> tuple[Measure, ...]:
        return tuple(measure for measure in self.measures.values() if measure.is_available)
