"""What values a measure takes, for the person who is about to choose one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sqlglot import exp

from data.contract import Sensitivity
from queries.catalog.declare import Aggregate, Field, Measure, ValueType
from queries.engines import Engine
from queries.segments.bind import BoundCondition
from queries.segments.compile import Measuring
from queries.segments.operators import OPERATORS
from queries.segments.rows import EventRows, column
from queries.segments.tree import Window
from queries.segments.windows import Span

TOP_VALUES = 200
BINS = 40
PERCENTILES = (0, 1, 5, 25, 50, 75, 95, 99, 100)

Value: TypeAlias = "str | bool | int | float | date"


@dataclass(frozen=True)
class ValueCount:
    value: Value
    count: int


@dataclass(frozen=True)
class Bin:
    """Values from `low` (inclusive) to `high` (exclusive). The outermost hold what lies beyond the 1st and 99th
    percentile too."""

    low: float | date
    high: float | date
    count: int


@dataclass(frozen=True)
class ValueProfile:
    """People (of a filter: rows) with and without a value. Words have `top`, the most frequent first; numbers and
    days have `percentiles` and `bins`. Names and contact details have neither. Money is in minor units."""

    known: int
    unknown: int
    top: tuple[ValueCount, ...] = ()
    percentiles: tuple[tuple[int, float | date], ...] = ()
    bins: tuple[Bin, ...] = ()


_MEASURED_IN_NUMBERS = frozenset({ValueType.NUMBER, ValueType.MONEY, ValueType.SHARE, ValueType.DATE})
_CAREFUL = frozenset({Sensitivity.PERSONAL, Sensitivity.CONTACT})


def value_profile(engine: Engine, measure: Measure, *, as_of: date) -> ValueProfile:
    """The measure's values over everyone known on that day, over all time."""
    if measure.type is ValueType.TAGS:
        return _sets(engine, measure, as_of)
    measuring = Measuring(as_of)
    value = measuring.plain_value(measure)
    return _profile(engine, measuring.people(value.as_("value")), measure.type, measure.sensitivity)


def condition_profile(engine: Engine, condition: BoundCondition, *, as_of: date) -> ValueProfile:
    """The values that a condition judges: of its window and through its filters, whatever its operator and value."""
    assert condition.type is not ValueType.TAGS
    measuring = Measuring(as_of)
    plain = replace(condition, operator=OPERATORS["is_set"], value=None)
    values = measuring.people(measuring.value(plain).as_("value"))
    return _profile(engine, values, condition.type, condition.measure.sensitivity)


def filter_profile(engine: Engine, measure: Measure, filter_key: str, *, as_of: date) -> ValueProfile:
    """The values of one column by which a behaviour can be filtered, over all rows of the event until that day."""
    assert measure.behaviour is not None
    rows = EventRows(measure.behaviour.event, Span(None, as_of), as_of)
    field: Field = measure.filters[filter_key]
    values = rows.select(rows.of_field(field).as_("value"), where=(), tables={field.table})
    return _profile(engine, values, field.type, field.sensitivity)


def _profile(engine: Engine, values: exp.Select, value_type: ValueType, sensitivity: Sensitivity) -> ValueProfile:
    if value_type in (ValueType.DRAW, ValueType.SEGMENT, ValueType.LIST, ValueType.QUERY) or (
        sensitivity in _CAREFUL and value_type is ValueType.TEXT
    ):
        return _known_only(engine, values)
    if value_type in _MEASURED_IN_NUMBERS:
        return _numbers(engine.query(values.sql(engine.dialect)), is_date=value_type is ValueType.DATE)
    counted = (
        exp.select(column("value", "given").as_("value"), exp.Count(this=exp.Star()).as_("people"))
        .from_(values.subquery("given"))
        .group_by(column("value", "given"))
    )
    most = exp.Ordered(this=exp.column("people"), desc=True), exp.Ordered(this=exp.column("value"), nulls_first=False)
    # One more than is shown, because people without a value are a row of their own.
    rows = engine.query(counted.order_by(*most).limit(TOP_VALUES + 1).sql(engine.dialect)).to_pylist()
    top = [ValueCount(row["value"], row["people"]) for row in rows if row["value"] is not None]
    totals = _known_only(engine, values)
    return ValueProfile(totals.known, totals.unknown, tuple(top[:TOP_VALUES]))


def _known_only(engine: Engine, values: exp.Select) -> ValueProfile:
    totals = exp.select(
        exp.Count(this=exp.Star()).as_("everyone"), exp.Count(this=column("value", "given")).as_("known")
    ).from_(values.subquery("given"))
    row = engine.query(totals.sql(engine.dialect)).to_pylist()[0]
    return ValueProfile(row["known"], row["everyone"] - row["known"])


def _sets(engine: Engine, measure: Measure, as_of: date) -> ValueProfile:
    """How many people have each text in their set; nobody's set is unknown, but it may be empty."""
    if measure.attribute is not None:
        measuring = Measuring(as_of)
        tags = measuring.plain_value(measure)
        held = engine.query(measuring.people(tags.as_("value")).sql(engine.dialect))["value"]
        people = Counter(tag for chunk in held.chunks for tags in _distinct(chunk) for tag in tags)
        with_any = sum(1 for chunk in held.chunks for tags in chunk.to_pylist() if tags)
        top = [ValueCount(*found) for found in sorted(people.items(), key=lambda found: (-found[1], found[0]))]
        return ValueProfile(with_any, len(held) - with_any, tuple(top[:TOP_VALUES]))
    return _event_sets(engine, measure, as_of)


def _distinct(chunk: pa.Array) -> Iterable[set[str]]:
    return (set(tags) for tags in chunk.to_pylist() if tags)


def _event_sets(engine: Engine, measure: Measure, as_of: date) -> ValueProfile:
    behaviour = measure.behaviour
    assert behaviour is not None
    assert behaviour.column is not None
    assert behaviour.aggregate in (Aggregate.SET, Aggregate.SET_IN_ONE)
    rows = EventRows(behaviour.event, Span(None, as_of), as_of)
    x, person = rows.value_of(behaviour.column), rows.value_of("user_no")
    table = behaviour.column.rpartition(".")[0]
    distinct_people = exp.Count(this=exp.Distinct(expressions=[person])).as_("people")
    known = exp.not_(exp.Is(this=x, expression=exp.null()))
    values = rows.select(x.as_("value"), where=[known], tables={table})
    values.set("expressions", [x.as_("value"), distinct_people])
    most = exp.Ordered(this=exp.column("people"), desc=True), exp.Ordered(this=exp.column("value"), nulls_first=False)
    found = engine.query(values.group_by(x).order_by(*most).limit(TOP_VALUES).sql(engine.dialect)).to_pylist()
    top = tuple(ValueCount(row["value"], row["people"]) for row in found)
    some = OPERATORS["is_not_empty"]
    measuring = Measuring(as_of)
    how_many = measuring.value(BoundCondition("", measure, some, None, (), Window(), False))
    has_some = exp.func("nullif", how_many, exp.Literal.number(0))
    totals = _known_only(engine, measuring.people(has_some.as_("value")))
    return ValueProfile(totals.known, totals.unknown, top)


def _numbers(given: pa.Table, *, is_date: bool) -> ValueProfile:
    """Percentiles and bins over one value a row: exact, whatever the size."""
    known = given["value"].drop_null()
    unknown = len(given) - len(known)
    if not len(known):
        return ValueProfile(0, unknown)
    values = np.sort((known.cast(pa.int32()) if is_date else known).cast(pa.float64()).to_numpy())
    percentiles = {percent: float(values[_rank(len(values), percent)]) for percent in PERCENTILES}
    edges = _edges(percentiles[1], percentiles[99], is_whole=bool(np.all(values == np.floor(values))))
    counts, _ = np.histogram(np.clip(values, edges[0], edges[-1]), bins=edges)
    return ValueProfile(
        known=len(known),
        unknown=unknown,
        percentiles=tuple((percent, _as_value(value, is_date)) for percent, value in percentiles.items()),
        bins=tuple(
            Bin(_as_value(float(start), is_date), _as_value(float(end), is_date), int(count))
            for (start, end), count in zip(pairwise(edges), counts, strict=True)
        ),
    )


def _rank(people: int, percent: int) -> int:
    """Where the first value lies at or below which so many per cent of people are (nearest rank)."""
    return max(1, -(-people * percent // 100)) - 1


def _edges(low: float, high: float, *, is_whole: bool) -> npt.NDArray[Any]:
    """Whole numbers and days get bins of whole width, so that no bin is wider than its neighbour."""
    if is_whole:
        width = np.ceil((high - low + 1) / BINS)
        return np.arange(low, high + width + 1, width)
    return np.linspace(low, high, BINS + 1) if high > low else np.array([low, low + 1])


def _as_value(value: float, is_date: bool) -> float | date:
    return date(1970, 1, 1) + timedelta(days=int(value)) if is_date else value
