"""The rule against one store version: each name found, each value in its type, or every fault in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from data.contract import Sensitivity
from data.errors import SegmentError
from data.sentence import Label, Sentence
from queries.catalog.declare import Catalog, Field, Measure, ValueType
from queries.segments.operators import OPERATORS, Operator, filter_operators_for, operators_for
from queries.segments.patterns import UnfitPattern
from queries.segments.tree import NOTHING, Condition, Filter, Group, Match, Segment, Window, place_of, shown
from queries.segments.values import Takes, Typed, expected_value, typed_value
from queries.segments.windows import WINDOWS, window_span

MAX_PASSES = 60  # different events, filters and windows: each is a pass over rows and a join
_NAMES_A_LAYER = frozenset({"equals", "not_equals", "in_list", "not_in_list"})
_SOME_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class BoundFilter:
    field: Field
    operator: Operator
    value: Typed
    includes_unknown: bool


@dataclass(frozen=True)
class BoundCondition:
    """A condition whose names are found and whose value is of the measure's type."""

    place: str
    measure: Measure
    operator: Operator
    value: Typed
    where: tuple[BoundFilter, ...]
    window: Window
    includes_unknown: bool


@dataclass(frozen=True)
class BoundGroup:
    place: str
    match: Match
    k: int | None
    members: tuple[BoundCondition | BoundGroup, ...]

    def conditions(self) -> Iterator[BoundCondition]:
        for member in self.members:
            if isinstance(member, BoundGroup):
                yield from member.conditions()
            else:
                yield member


def bind(segment: Segment, catalog: Catalog) -> BoundGroup:
    """Raises `SegmentError` with every fault at once: unknown or undelivered measures, operators and values that
    do not fit them, windows without sense."""
    faults: list[Sentence] = []
    bound = _group(segment.root, "", catalog, faults)
    _check_passes(segment, catalog, faults)
    if faults:
        raise SegmentError(*faults)
    return bound


def faults_of(segment: Segment, catalog: Catalog) -> list[Sentence]:
    """What `bind` would raise; conditions that could not be read are passed over."""
    faults: list[Sentence] = []
    _group(segment.root, "", catalog, faults)
    _check_passes(segment, catalog, faults)
    return faults


def _check_passes(segment: Segment, catalog: Catalog, faults: list[Sentence]) -> None:
    passes = set()
    for place, condition in segment.conditions():
        measure = catalog.measures.get(condition.measure)
        if measure is None or measure.behaviour is None:
            continue
        passes.add((measure.behaviour.event.key, condition.where, condition.window))
        if len(passes) > MAX_PASSES:
            faults.append(
                Sentence(
                    "Condition {place} is one too many: a segment may count at most {limit} different events, "
                    "filters and windows.",
                    {"place": place, "limit": MAX_PASSES},
                )
            )
            return


def _group(group: Group, place: str, catalog: Catalog, faults: list[Sentence]) -> BoundGroup:
    members: list[BoundCondition | BoundGroup] = []
    for number, member in enumerate(group.conditions, 1):
        here = place_of(place, number)
        if isinstance(member, Group):
            members.append(_group(member, here, catalog, faults))
        elif member is not NOTHING and (bound := _condition(member, here, catalog, faults)) is not None:
            members.append(bound)
    return BoundGroup(place, group.match, group.k, tuple(members))


def _condition(condition: Condition, place: str, catalog: Catalog, faults: list[Sentence]) -> BoundCondition | None:
    measure = catalog.measures.get(condition.measure)
    if measure is None:
        faults.append(_unknown_measure(condition.measure, place, catalog))
        return None
    if not measure.is_available:
        faults.append(_undelivered(measure, place))
        return None
    operator = _operator(condition, operators_for(measure.type), measure.label, place, faults)
    where = tuple(_filters(condition.where, measure, place, faults))
    _check_window(condition.window, measure, place, faults)
    if operator is None:
        return None
    if measure.sensitivity is Sensitivity.CONTACT and not operator.judges_unknown:
        faults.append(_would_reveal(measure, operator, place))
    value = _value(condition, operator, measure.type, measure.label, place, faults)
    _check_layer(measure, operator, value, place, faults)
    return BoundCondition(
        place, measure, operator, value, where, condition.window, _includes_unknown(condition, operator)
    )


def _check_layer(measure: Measure, operator: Operator, value: Typed, place: str, faults: list[Sentence]) -> None:
    """A layer's names are all known, so asking for another is a mistake and never nobody."""
    if measure.layer is None or not measure.choices or operator.takes not in (Takes.VALUE, Takes.VALUES):
        return
    known = [choice.value for choice in measure.choices]
    given = value if isinstance(value, tuple) else () if value is None else (value,)
    strange = [str(one) for one in given if one not in known]
    if strange and operator.key in _NAMES_A_LAYER:
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


def _filters(where: tuple[Filter, ...], measure: Measure, place: str, faults: list[Sentence]) -> Iterator[BoundFilter]:
    for asked in where:
        field = measure.filters.get(asked.column)
        if field is None:
            faults.append(_unknown_filter(asked.column, measure, place))
            continue
        operator = _operator(asked, filter_operators_for(field.type), field.label, place, faults)
        if operator is not None:
            value = _value(asked, operator, field.type, field.label, place, faults)
            yield BoundFilter(field, operator, value, _includes_unknown(asked, operator))


def _operator(
    asked: Condition | Filter, accepted: tuple[Operator, ...], label: Label, place: str, faults: list[Sentence]
) -> Operator | None:
    operator = OPERATORS.get(asked.operator)
    if operator is None or operator not in accepted:
        known = [found.key for found in accepted]
        faults.append(
            Sentence(
                "Condition {place}: {measure} does not take the operator {operator}; it takes {known}.",
                {"place": place, "measure": label, "operator": asked.operator, "known": ", ".join(known)},
            )
        )
        return None
    if operator.judges_unknown and asked.include_unknown is not None:
        faults.append(
            Sentence(
                "Condition {place}: {operator} already says what happens to people without a value; "
                "leave “include_unknown” out.",
                {"place": place, "operator": operator.key},
            )
        )
    return operator


def _value(
    asked: Condition | Filter,
    operator: Operator,
    value_type: ValueType,
    label: Label,
    place: str,
    faults: list[Sentence],
) -> Typed:
    try:
        return typed_value(operator.takes, value_type, asked.value)
    except UnfitPattern as unfit:
        faults.append(
            Sentence(
                "Condition {place}: {measure} was given {found}, and {reason}.",
                {"place": place, "measure": label, "found": shown(asked.value), "reason": unfit.reason},
            )
        )
        return None
    except ValueError:
        faults.append(
            Sentence(
                "Condition {place}: {measure} with {operator} expects {expected}, and was given {found}.",
                {
                    "place": place,
                    "measure": label,
                    "operator": operator.key,
                    "expected": expected_value(operator.takes, value_type),
                    "found": shown(asked.value),
                },
            )
        )
        return None


def _includes_unknown(asked: Condition | Filter, operator: Operator) -> bool:
    return operator.is_negative if asked.include_unknown is None else asked.include_unknown


def _check_window(window: Window, measure: Measure, place: str, faults: list[Sentence]) -> None:
    if window != Window() and not measure.takes_window:
        faults.append(
            Sentence(
                "Condition {place}: {measure} is not counted over time, so it takes no window.",
                {"place": place, "measure": measure.label},
            )
        )
        return
    try:
        window_span(window, _SOME_DAY)
    except ValueError:
        faults.append(
            Sentence(
                "Condition {place}: the window {window} expects {expected}, and was given {found}.",
                {
                    "place": place,
                    "window": window.kind,
                    "expected": WINDOWS[window.kind].expected,
                    "found": shown((window.first, window.last)),
                },
            )
        )


def _unknown_measure(key: str, place: str, catalog: Catalog) -> Sentence:
    return Sentence(
        "Condition {place}: there is no measure {measure}. The nearest is {nearest}.",
        {"place": place, "measure": shown(key), "nearest": nearest(key, catalog.measures)},
    )


def _undelivered(measure: Measure, place: str) -> Sentence:
    return Sentence(
        "Condition {place}: {measure} needs {needs}, which the export does not bring.",
        {"place": place, "measure": measure.label, "needs": ", ".join(measure.missing)},
    )


def _unknown_filter(column: str, measure: Measure, place: str) -> Sentence:
    if not measure.filters:
        return Sentence("Condition {place}: {measure} takes no filters.", {"place": place, "measure": measure.label})
    return Sentence(
        "Condition {place}: {measure} cannot be filtered by {column}. The nearest is {nearest}.",
        {
            "place": place,
            "measure": measure.label,
            "column": shown(column),
            "nearest": nearest(column, measure.filters),
        },
    )


def _would_reveal(measure: Measure, operator: Operator, place: str) -> Sentence:
    return Sentence(
        "Condition {place}: {measure} can only be asked whether it is known; {operator} would reveal contact details.",
        {"place": place, "measure": measure.label, "operator": operator.key},
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name most like this one, else the first few of all."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.4)
    return close[0] if close else ", ".join(names[:12])
