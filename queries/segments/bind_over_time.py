"""What a condition asks over time against the catalogue: what followed, how many periods, held against what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.contract import Sensitivity
from data.sentence import Sentence
from queries.catalog.declare import Catalog, Field, Measure, OfferedEvent, ValueType
from queries.segments.bind_parts import available_measure, bound_filters, check_window, nearest, undelivered
from queries.segments.bound import BoundCompared, BoundCondition, BoundPer, BoundThen, BoundWithout, compared_type
from queries.segments.operators import OPERATORS
from queries.segments.tree import Compared, Condition, How, Per, Then, Without, shown
from queries.segments.values import Takes, expected_value, typed_value

_COMPARABLE = frozenset({ValueType.NUMBER, ValueType.MONEY, ValueType.SHARE, ValueType.DATE})


@dataclass(frozen=True)
class BoundPatterns:
    """`type` is that of the value which the operator judges."""

    type: ValueType
    then: BoundThen | None
    per: BoundPer | None
    compared: BoundCompared | None


def bound_patterns(
    condition: Condition, measure: Measure, place: str, catalog: Catalog, faults: list[Sentence]
) -> BoundPatterns:
    then = None if condition.then is None else _then_of(condition.then, measure, place, catalog, faults)
    per = None if condition.per is None else _per(condition.per, measure, place, faults)
    own = ValueType.NUMBER if condition.per is not None else measure.type
    if condition.compared is None:
        return BoundPatterns(own, then, per, None)
    compared = _compared(condition.compared, own, measure, place, catalog, faults)
    return BoundPatterns(compared_type(condition.compared.how, own), then, per, compared)


def passes_of(condition: Condition, catalog: Catalog) -> Iterator[object]:
    """What each pass over an event's rows is for; equal ones are made once."""
    measure = catalog.measures.get(condition.measure)
    if measure is not None and measure.behaviour is not None:
        yield (measure.behaviour.event.key, condition.where, condition.window, condition.then, condition.per)
    then = condition.then
    while then is not None:
        yield then
        if then.without is not None:
            yield (then, then.without)
        then = then.then
    if condition.compared is not None:
        other = condition.compared
        yield from passes_of(Condition(other.measure, "", None, other.where, other.window), catalog)


# ── compared


def _compared(
    asked: Compared, own: ValueType, measure: Measure, place: str, catalog: Catalog, faults: list[Sentence]
) -> BoundCompared | None:
    other = available_measure(asked.measure, place, catalog, faults)
    if other is None:
        return None
    where = tuple(bound_filters(asked.where, other.filters, other.label, place, faults))
    check_window(asked.window, other, place, faults)
    if (
        own not in _COMPARABLE
        or other.type is not own
        or Sensitivity.CONTACT in (measure.sensitivity, other.sensitivity)
    ):
        faults.append(_not_alike(measure, own, other, place))
        return None
    if own is ValueType.DATE and asked.how is not How.DIFFERENCE:
        faults.append(
            Sentence(
                "Condition {place}: {measure} is a day, and between days there is only “difference”.",
                {"place": place, "measure": measure.label},
            )
        )
        return None
    return BoundCompared(asked.how, BoundCondition(place, other, OPERATORS["is_set"], None, where, asked.window, False))


def _not_alike(measure: Measure, own: ValueType, other: Measure, place: str) -> Sentence:
    return Sentence(
        "Condition {place}: {measure} ({one}) cannot be compared with {other} ({another}); both must be numbers, "
        "amounts or days.",
        {
            "place": place,
            "measure": measure.label,
            "one": own.value,
            "other": other.label,
            "another": other.type.value,
        },
    )


# ── per


def _per(asked: Per, measure: Measure, place: str, faults: list[Sentence]) -> BoundPer | None:
    if not measure.starts_at_zero:
        faults.append(
            Sentence(
                "Condition {place}: {measure} is no count and no sum, so it is not counted by periods.",
                {"place": place, "measure": measure.label},
            )
        )
        return None
    try:
        at_least = typed_value(Takes.VALUE, measure.type, asked.at_least)
        if not isinstance(at_least, int | float) or at_least <= 0:
            raise ValueError(at_least)
    except ValueError:
        faults.append(
            Sentence(
                "Condition {place}: “at_least” of a period is {found}; expected {expected}, more than 0.",
                {
                    "place": place,
                    "found": shown(asked.at_least),
                    "expected": expected_value(Takes.VALUE, measure.type),
                },
            )
        )
        return None
    return BoundPer(asked.unit, at_least, asked.streak)


# ── then


def _then_of(then: Then, measure: Measure, place: str, catalog: Catalog, faults: list[Sentence]) -> BoundThen | None:
    before = None if measure.behaviour is None else catalog.events.get(measure.behaviour.event.key)
    if before is None or before.event.at is None:
        faults.append(
            Sentence(
                "Condition {place}: {measure} counts nothing that has a time of day, so nothing can follow it.",
                {"place": place, "measure": measure.label},
            )
        )
        return None
    return _then(then, before, place, catalog, faults)


def _then(then: Then, before: OfferedEvent, place: str, catalog: Catalog, faults: list[Sentence]) -> BoundThen | None:
    follower = _event(then.event, place, catalog, faults)
    if follower is None:
        return None
    return BoundThen(
        event=follower.event,
        where=tuple(bound_filters(then.where, follower.filters, follower.event.label, place, faults)),
        within_days=then.within_days,
        same=None if then.same is None else _shared(then.same, before, follower, place, faults),
        negated=then.negated,
        without=None if then.without is None else _without(then.without, then.same, place, catalog, faults),
        then=None if then.then is None else _then(then.then, follower, place, catalog, faults),
    )


def _without(
    without: Without, same: str | None, place: str, catalog: Catalog, faults: list[Sentence]
) -> BoundWithout | None:
    between = _event(without.event, place, catalog, faults)
    if between is None:
        return None
    where = tuple(bound_filters(without.where, between.filters, between.event.label, place, faults))
    return BoundWithout(between.event, where, between.filters.get(same or ""))


def _event(key: str, place: str, catalog: Catalog, faults: list[Sentence]) -> OfferedEvent | None:
    followable = {name: found for name, found in catalog.events.items() if found.event.at is not None}
    found = followable.get(key)
    if found is None:
        faults.append(
            Sentence(
                "Condition {place}: there is no event {event} that could follow. The nearest is {nearest}.",
                {"place": place, "event": shown(key), "nearest": nearest(key, followable)},
            )
        )
        return None
    if found.missing:
        faults.append(undelivered(found.event.label, found.missing, place))
        return None
    return found


def shared_columns(before: OfferedEvent, follower: OfferedEvent) -> tuple[str, ...]:
    """The words that rows of both events carry, by which a follower can be held to be of the same kind."""
    return tuple(
        key for key, field in before.filters.items() if key in follower.filters and _alike(field, follower.filters[key])
    )


def _shared(
    same: str, before: OfferedEvent, follower: OfferedEvent, place: str, faults: list[Sentence]
) -> tuple[Field, Field] | None:
    shared = shared_columns(before, follower)
    if same in shared:
        return before.filters[same], follower.filters[same]
    faults.append(
        Sentence(
            "Condition {place}: {one} and {another} do not share {column}; they share {shared}.",
            {
                "place": place,
                "one": before.event.label,
                "another": follower.event.label,
                "column": shown(same),
                "shared": ", ".join(shared) or Sentence("nothing"),
            },
        )
    )
    return None


def _alike(one: Field, another: Field) -> bool:
    return one.type is another.type and one.type is ValueType.TEXT
