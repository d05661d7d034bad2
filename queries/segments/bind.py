"""The rule against one store version: each name found, each value in its type, or every fault in words."""

from __future__ import annotations

from collections.abc import Iterator

from data.contract import Sensitivity
from data.errors import SegmentError
from data.sentence import Sentence
from queries.catalog.declare import Catalog, Measure, ValueType
from queries.segments.bind_over_time import bound_patterns, passes_of
from queries.segments.bind_parts import (
    available_measure,
    bound_filters,
    bound_operator,
    bound_value,
    check_window,
    includes_unknown,
    nearest,
)
from queries.segments.bound import BoundCondition, BoundFilter, BoundGroup, BoundLimit, BoundList, BoundLook, BoundQuery
from queries.segments.fitting import bound_lists, bound_query, limit_of, within_of
from queries.segments.habits import habit_window
from queries.segments.operators import Operator, operators_for
from queries.segments.tree import NOTHING, Beside, Condition, Group, Segment, place_of, shown
from queries.segments.values import Takes, Typed

MAX_PASSES = 60  # different events, filters and windows: each is a pass over rows and a join
_NAMES_A_VALUE = frozenset({"equals", "not_equals", "in_list", "not_in_list"})

__all__ = [
    "BoundCondition",
    "BoundFilter",
    "BoundGroup",
    "BoundLimit",
    "BoundList",
    "BoundLook",
    "bind",
    "faults_of",
    "nearest",
]


def bind(segment: Segment, catalog: Catalog) -> BoundGroup:
    """Raises `SegmentError` with every fault at once: unknown or undelivered measures, operators and values that
    do not fit them, windows without sense."""
    faults: list[Sentence] = []
    bound = _bound(segment, catalog, faults)
    if faults:
        raise SegmentError(*faults)
    return bound


def faults_of(segment: Segment, catalog: Catalog) -> list[Sentence]:
    """What `bind` would raise; conditions that could not be read are passed over."""
    faults: list[Sentence] = []
    _bound(segment, catalog, faults)
    return faults


def _bound(segment: Segment, catalog: Catalog, faults: list[Sentence]) -> BoundGroup:
    faults += segment.beside.faults
    bound = _group(segment.root, "", catalog, segment.beside, faults)
    _check_passes(segment, catalog, faults)
    return bound


def _check_passes(segment: Segment, catalog: Catalog, faults: list[Sentence]) -> None:
    passes: set[object] = set()
    for place, condition in segment.conditions():
        passes |= set(passes_of(condition, catalog))
        if len(passes) > MAX_PASSES:
            faults.append(
                Sentence(
                    "Condition {place} is one too many: a segment may count at most {limit} different events, "
                    "filters and windows.",
                    {"place": place, "limit": MAX_PASSES},
                )
            )
            return


def _group(group: Group, place: str, catalog: Catalog, beside: Beside, faults: list[Sentence]) -> BoundGroup:
    members: list[BoundCondition | BoundGroup] = []
    for number, member in enumerate(group.conditions, 1):
        here = place_of(place, number)
        if isinstance(member, Group):
            members.append(_group(member, here, catalog, beside, faults))
        elif member is not NOTHING and (bound := _condition(member, here, catalog, beside, faults)) is not None:
            members.append(bound)
    limit = limit_of(group.limit, catalog, faults) if group.limit else None
    return BoundGroup(place, group.match, group.k, tuple(members), limit)


def _condition(
    condition: Condition, place: str, catalog: Catalog, beside: Beside, faults: list[Sentence]
) -> BoundCondition | None:
    measure = available_measure(condition.measure, place, catalog, faults)
    if measure is None:
        return None
    where = tuple(bound_filters(condition.where, measure.filters, measure.label, place, faults))
    check_window(condition.window, measure, place, faults)
    patterns = bound_patterns(condition, measure, place, catalog, faults)
    operator = bound_operator(condition, operators_for(patterns.type), measure.label, place, faults)
    if operator is None:
        return None
    if measure.sensitivity is Sensitivity.CONTACT and not operator.judges_unknown:
        faults.append(_would_reveal(measure, operator, place))
    value = bound_value(condition, operator, patterns.type, measure.label, place, faults)
    _check_names(measure, operator, value, place, faults)
    return BoundCondition(
        place,
        measure,
        operator,
        value,
        where,
        habit_window(measure, condition.window),
        includes_unknown(condition, operator),
        patterns.then,
        patterns.per,
        patterns.compared,
        condition.days_back,
        within_of(condition, operator, place, catalog, faults),
        tuple(_related(measure, operator, value, place, catalog, beside, faults)),
    )


def _related(
    measure: Measure,
    operator: Operator,
    value: Typed,
    place: str,
    catalog: Catalog,
    beside: Beside,
    faults: list[Sentence],
) -> Iterator[BoundLook | BoundList | BoundQuery]:
    """What of other rules, lists and statements the condition asks."""
    if measure.type is ValueType.LIST:
        return bound_lists(value, place, catalog, beside, faults)
    if measure.type is ValueType.QUERY:
        return bound_query(value, place, beside, faults)
    return _looks(operator, value, place, catalog, beside, faults)


def _looks(
    operator: Operator, value: Typed, place: str, catalog: Catalog, beside: Beside, faults: list[Sentence]
) -> Iterator[BoundLook]:
    """Names that were looked for and not found are among the faults already."""
    if operator.looking is None or value is None or beside.faults:
        return
    for look in operator.looking.at(value):
        saved = beside.segment(look.name)
        if saved is None:
            faults.append(_not_looked_up(look.name, place))
            return
        inner: list[Sentence] = []
        root = _group(saved.root, "", catalog, beside, inner)
        faults += [_of_saved(fault, saved.name, place) for fault in inner]
        if inner:
            return
        yield BoundLook(saved.name, saved.version, root, look.days_back, look.is_in)


def _not_looked_up(name: str, place: str) -> Sentence:
    return Sentence(
        "Condition {place}: the saved segment {name} was not looked up.", {"place": place, "name": shown(name)}
    )


def _of_saved(fault: Sentence, name: str, place: str) -> Sentence:
    return Sentence(
        "Condition {place}: the saved segment {name} cannot be asked here. {fault}",
        {"place": place, "name": name, "fault": fault},
    )


def _check_names(measure: Measure, operator: Operator, value: Typed, place: str, faults: list[Sentence]) -> None:
    """The names of a layer or a habit are all known, so asking for another is a mistake and never nobody."""
    if not measure.has_named_values or operator.takes not in (Takes.VALUE, Takes.VALUES):
        return
    known = [choice.value for choice in measure.choices]
    given = value if isinstance(value, tuple) else () if value is None else (value,)
    strange = [str(one) for one in given if one not in known]
    if strange and operator.key in _NAMES_A_VALUE:
        faults.append(
            Sentence(
                "Condition {place}: {measure} is one of {known}; {found} is not among them.",
                {
                    "place": place,
                    "measure": measure.label,
                    "known": ", ".join(known),
                    "found": ", ".join(map(shown, strange)),
                },
            )
        )


def _would_reveal(measure: Measure, operator: Operator, place: str) -> Sentence:
    return Sentence(
        "Condition {place}: {measure} can only be asked whether it is known; {operator} would reveal contact details.",
        {"place": place, "measure": measure.label, "operator": operator.key},
    )
