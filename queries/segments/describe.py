"""Tree → words: each operator, window and group has a full pattern with gaps; the reader's language orders them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from data.contract import Choice
from data.sentence import Gap, Label, Money, Sentence, Share
from queries.catalog.declare import Catalog, Measure, ValueType
from queries.segments.bind import BoundCondition, BoundFilter, BoundGroup, bind
from queries.segments.describe_over_time import compared_words, per_words, then_words
from queries.segments.describe_related import (
    among_equals,
    joined,
    limit_words,
    listed,
    membership_words,
    on_earlier_day,
)
from queries.segments.operators import Operator
from queries.segments.periods import MONTHS, PERIODS, WEEKDAYS
from queries.segments.tree import How, Match, Segment
from queries.segments.values import One, Takes, Typed
from queries.segments.windows import WINDOWS, window_span


def describe(segment: Segment, *, catalog: Catalog, as_of: date) -> Sentence:
    """The whole rule as one sentence, with every window's days resolved. Raises `SegmentError`."""
    root = bind(segment, catalog)
    gaps: dict[str, Gap] = {"day": as_of, "rule": _group(root, as_of)}
    if root.limit is None:
        return Sentence("People for whom, as of {day}, {rule}.", gaps)
    return Sentence("Of the people for whom, as of {day}, {rule}: {limit}.", {**gaps, "limit": limit_words(root.limit)})


def describe_rule(segment: Segment, *, catalog: Catalog, as_of: date) -> Sentence:
    """The rule as part of a sentence. Raises `SegmentError`."""
    return _group(bind(segment, catalog), as_of)


def describe_conditions(segment: Segment, *, catalog: Catalog, as_of: date) -> dict[str, Sentence]:
    """Each condition's own words by its place."""
    return {found.place: _condition(found, as_of) for found in bind(segment, catalog).conditions()}


def remarks(segment: Segment, *, catalog: Catalog) -> tuple[Sentence, ...]:
    """What to know before asking for a past day: measures whose past was not recorded, each once."""
    measures = {found.measure.key: found.measure for found in bind(segment, catalog).conditions()}
    return tuple(remark for measure in measures.values() if (remark := measure.remark) is not None)


def _group(group: BoundGroup, as_of: date) -> Sentence:
    members = [_member(member, as_of) for member in group.members]
    match group.match:
        case Match.ALL:
            return joined(members, lambda first, rest: Sentence("{first} and {rest}", {"first": first, "rest": rest}))
        case Match.ANY:
            return joined(members, lambda first, rest: Sentence("{first} or {rest}", {"first": first, "rest": rest}))
        case Match.NONE:
            return Sentence("none of these holds ({rules})", {"rules": joined(members, _one_by_one)})
        case Match.AT_LEAST:
            return Sentence(
                "at least {k} of these hold ({rules})", {"k": group.k, "rules": joined(members, _one_by_one)}
            )


def _member(member: BoundCondition | BoundGroup, as_of: date) -> Sentence:
    if not isinstance(member, BoundGroup):
        return _condition(member, as_of)
    words = _group(member, as_of)
    has_own_brackets = member.match in (Match.NONE, Match.AT_LEAST)
    return words if has_own_brackets else Sentence("({group})", {"group": words})


def _one_by_one(first: Sentence, rest: Sentence) -> Sentence:
    return Sentence("{first}; {rest}", {"first": first, "rest": rest})


def _condition(condition: BoundCondition, as_of: date) -> Sentence:
    day = condition.day(as_of)
    words = among_equals(_with_policy(condition, _judged(condition, day)), condition)
    return on_earlier_day(words, condition, day) if condition.days_back else words


def _judged(condition: BoundCondition, day: date) -> Sentence:
    if condition.operator.looking is not None:
        return membership_words(condition, day)
    subject, choices = _subject(condition, day), condition.measure.choices
    return _filled(condition.operator, subject, condition.value, _type_in_words(condition), choices, day)


def _with_policy(condition: BoundCondition, words: Sentence) -> Sentence:
    if condition.is_never_unknown or condition.operator.judges_unknown:
        return words
    if condition.includes_unknown:
        return Sentence("{condition} (people without a value included)", {"condition": words})
    if condition.operator.is_negative:
        return Sentence("{condition} (people without a value left out)", {"condition": words})
    return words


def _type_in_words(condition: BoundCondition) -> ValueType:
    """A change is written 0.2 and said 20%."""
    is_change = condition.compared is not None and condition.compared.how is How.CHANGE
    return ValueType.SHARE if is_change else condition.type


def _subject(condition: BoundCondition, as_of: date) -> Gap:
    """What the operator judges: the measure, then what may be asked of it over time."""
    words = _measure(condition, as_of)
    if condition.then is not None:
        words = then_words(condition.then, words, lambda where: filter_words(where, as_of))
    if condition.per is not None:
        at_least = _value(condition.per.at_least, Takes.VALUE, condition.measure.type, ())
        words = per_words(condition.per.unit, condition.per.streak, words, at_least)
    if condition.compared is not None:
        other = _measure(condition.compared.other, as_of)
        is_days = condition.own_type is ValueType.DATE
        words = compared_words(condition.compared.how, words, other, is_days=is_days)
    return words


def _measure(condition: BoundCondition, as_of: date) -> Gap:
    measure = condition.measure
    if measure.layer is not None:
        return Sentence("{measure} ({cuts})", {"measure": measure.label, "cuts": measure.layer.schemes.words})
    if measure.behaviour is None:
        return measure.label
    counted: Gap = measure.label
    if condition.window.kind != "all_time":  # the sentence begins with the day up to which everything counts
        counted = Sentence("{measure} {window}", {"measure": counted, "window": _window(condition, as_of)})
    if not condition.where:
        return counted
    filters = filter_words(condition.where, as_of)
    return Sentence("{measure}, only where {filters},", {"measure": counted, "filters": filters})


def filter_words(where: tuple[BoundFilter, ...], as_of: date) -> Sentence:
    filters = [_filter(found, as_of) for found in where]
    return joined(filters, lambda first, rest: Sentence("{first} and {rest}", {"first": first, "rest": rest}))


def _filter(found: BoundFilter, as_of: date) -> Sentence:
    words = _filled(found.operator, found.field.label, found.value, found.field.type, found.field.choices, as_of)
    if found.includes_unknown:
        return Sentence("{condition} or has no value", {"condition": words})
    return words


def _window(condition: BoundCondition, as_of: date) -> Sentence:
    span = window_span(condition.window, as_of)
    words = WINDOWS[condition.window.kind].words
    if span.start is None:
        words = WINDOWS["all_time"].words
    gaps: dict[str, Gap] = {"start": span.start, "end": span.end}
    if condition.window.kind != "dates":
        gaps |= {"first": condition.window.first, "last": condition.window.last}
    if condition.window.kind == "calendar":
        gaps["first"] = PERIODS[str(condition.window.first)].label
    return Sentence(words.text, gaps, words.plural, words.count)


def _filled(
    operator: Operator, subject: Gap, value: Typed, value_type: ValueType, choices: Iterable[Choice], as_of: date
) -> Sentence:
    gaps: dict[str, Gap] = {"measure": subject}
    if operator.span is not None:
        span = operator.span(value, as_of)
        gaps |= {"start": span.start, "end": span.end}
    if operator.takes in (Takes.COUNT, Takes.DAYS, Takes.MONTH, Takes.PLACES, Takes.PERCENT):
        gaps["value"] = value  # type: ignore[assignment]
    elif operator.takes is Takes.DRAW and isinstance(value, tuple):
        gaps |= {"name": _text(str(value[0]), ()), "low": value[1], "high": value[2]}
    elif operator.takes in (Takes.COUNTS, Takes.NUMBERED_DAYS) and isinstance(value, tuple):
        gaps |= {"low": value[0], "high": value[1]}
    elif isinstance(value, tuple):
        shown = [_value(one, operator.takes, value_type, choices) for one in value]
        gaps |= {"low": shown[0], "high": shown[-1], "value": _list(shown)}
    elif value is not None:
        gaps["value"] = _value(value, operator.takes, value_type, choices)
    is_one = isinstance(value, tuple) and len(value) == 1
    words = (operator.words_for_one if is_one else None) or operator.words
    return Sentence(words.text, gaps, words.plural, words.count)


def _list(shown: Sequence[Gap]) -> Sentence:
    return listed([Sentence("{value}", {"value": value}) for value in shown])


def _value(value: One, takes: Takes, value_type: ValueType, choices: Iterable[Choice]) -> Gap:
    if takes is Takes.MONTH_DAYS and isinstance(value, int):
        return f"{value // 100:02}-{value % 100:02}"
    match takes, value:
        case Takes.PERIOD, str():
            return PERIODS[value].label
        case Takes.WEEKDAYS, int():
            return WEEKDAYS[value]
        case Takes.MONTHS, int():
            return MONTHS[value]
        case Takes.PERCENTS, _:
            return value
        case ((Takes.PATTERN | Takes.LIKE), str()):
            return _text(value, ())
    match value_type, value:
        case ValueType.MONEY, int():
            return Money(value)
        case ValueType.SHARE, int() | float():
            return Share(float(value))
        case ((ValueType.TEXT | ValueType.TAGS), str()):
            return _text(value, choices)
        case _:
            return value


def _text(value: str, choices: Iterable[Choice]) -> Gap:
    label: Label | None = next((choice.label for choice in choices if choice.value == value), None)
    return label or Sentence("“{text}”", {"text": value})


def measure_needs(measure: Measure) -> Sentence:
    """Why a measure cannot be asked: what the export would have to bring."""
    return Sentence(
        "{measure} needs {needs}, which the export does not bring.",
        {"measure": measure.label, "needs": ", ".join(measure.missing)},
    )
