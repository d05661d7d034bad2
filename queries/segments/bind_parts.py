"""Parts of a condition against the catalogue: measure, filters, operator, value and window, or faults in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches

from data.sentence import Label, Sentence
from queries.catalog.declare import Catalog, Field, Measure, ValueType
from queries.segments.bound import BoundFilter
from queries.segments.operators import OPERATORS, Operator, filter_operators_for
from queries.segments.patterns import UnfitPattern
from queries.segments.tree import Condition, Filter, Window, shown
from queries.segments.values import Typed, expected_value, typed_value
from queries.segments.windows import WINDOWS, window_span

_SOME_DAY = date(2000, 1, 1)


def available_measure(key: str, place: str, catalog: Catalog, faults: list[Sentence]) -> Measure | None:
    measure = catalog.measures.get(key)
    if measure is None:
        faults.append(_unknown_measure(key, place, catalog))
        return None
    if measure.missing:
        faults.append(undelivered(measure.label, measure.missing, place))
        return None
    return measure


def bound_filters(
    where: tuple[Filter, ...], fields: Mapping[str, Field], label: Label, place: str | Label, faults: list[Sentence]
) -> Iterator[BoundFilter]:
    """`fields` are what the rows of `label`, a measure or an event, may be filtered by."""
    for asked in where:
        field = fields.get(asked.column)
        if field is None:
            faults.append(_unknown_filter(asked.column, fields, label, place))
            continue
        operator = bound_operator(asked, filter_operators_for(field.type), field.label, place, faults)
        if operator is not None:
            value = bound_value(asked, operator, field.type, field.label, place, faults)
            yield BoundFilter(field, operator, value, includes_unknown(asked, operator))


def bound_operator(
    asked: Condition | Filter, accepted: tuple[Operator, ...], label: Label, place: str | Label, faults: list[Sentence]
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


def bound_value(
    asked: Condition | Filter,
    operator: Operator,
    value_type: ValueType,
    label: Label,
    place: str | Label,
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


def includes_unknown(asked: Condition | Filter, operator: Operator) -> bool:
    return operator.is_negative if asked.include_unknown is None else asked.include_unknown


def check_window(window: Window, measure: Measure, place: str, faults: list[Sentence]) -> None:
    if window != Window() and not measure.takes_window:
        faults.append(
            Sentence(
                "Condition {place}: {measure} is not counted over time, so it takes no window.",
                {"place": place, "measure": measure.label},
            )
        )
        return
    try:
        span = window_span(window, _SOME_DAY)
        if measure.is_habit and window != Window() and span.start is None:
            raise ValueError(window)
        if span.hours is not None and measure.clock is None:
            faults.append(
                Sentence(
                    "Condition {place}: {measure} is told by days, so it takes no window of hours.",
                    {"place": place, "measure": measure.label},
                )
            )
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


def undelivered(label: Label, missing: Iterable[str], place: str | Label) -> Sentence:
    return Sentence(
        "Condition {place}: {measure} needs {needs}, which the export does not bring.",
        {"place": place, "measure": label, "needs": ", ".join(missing)},
    )


def _unknown_filter(column: str, fields: Mapping[str, Field], label: Label, place: str | Label) -> Sentence:
    if not fields:
        return Sentence("Condition {place}: {measure} takes no filters.", {"place": place, "measure": label})
    return Sentence(
        "Condition {place}: {measure} cannot be filtered by {column}. The nearest is {nearest}.",
        {
            "place": place,
            "measure": label,
            "column": shown(column),
            "nearest": nearest(column, fields),
        },
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name most like this one, else the first few of all."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.4)
    return close[0] if close else ", ".join(names[:12])
