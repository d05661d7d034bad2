"""What a new condition says before anyone changed it, and what is kept of a value when its operator changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pages.parts.segments.tree import new_id
from queries.catalog import Field, Measure, ValueType
from queries.segments import OPERATORS, Condition, Filter, Window, operators_for
from queries.segments.bound import compared_type
from queries.segments.operators import filter_operators_for
from queries.segments.tree import Given, How
from queries.segments.values import Takes, typed_value

FIRST_OPERATORS: dict[ValueType, str] = {
    ValueType.TEXT: "in_list",
    ValueType.NUMBER: "at_least",
    ValueType.MONEY: "at_least",
    ValueType.SHARE: "at_least",
    ValueType.BOOLEAN: "is_true",
    ValueType.DATE: "in_last_days",
    ValueType.TAGS: "has_any",
    ValueType.DRAW: "in_draw",
    ValueType.SEGMENT: "in_segment",
    ValueType.LIST: "on_list",
    ValueType.QUERY: "given_by_sql",
}
FIRST_WINDOWS: dict[str, Window] = {
    "all_time": Window(),
    "last_days": Window("last_days", 90),
    "last_hours": Window("last_hours", 48),
    "last_days_before_today": Window("last_days_before_today", 90),
    "days_back": Window("days_back", 30, 8),
    "calendar": Window("calendar", "this_month"),
    "last_weeks": Window("last_weeks", 4),
    "last_months": Window("last_months", 3),
    "last_quarters": Window("last_quarters", 2),
}
DAYS_TO_A_BIRTHDAY = 7
COMPARABLE = frozenset({ValueType.NUMBER, ValueType.MONEY, ValueType.SHARE, ValueType.DATE})
FIRST_OTHERS: dict[Takes, Given] = {
    Takes.COUNT: 1,
    Takes.MONTH_DAYS: ("01-01", "12-31"),
    Takes.MONTHS: (),
    Takes.WEEKDAYS: (),
    Takes.PERIOD: "this_month",
    Takes.PLACES: 100,
    Takes.PERCENT: 20,
    Takes.PERCENTS: (25, 75),
    Takes.DRAW: ("sample", 1, 1000),
    Takes.COUNTS: (1, 3),
    Takes.NUMBERED_DAYS: (1, 1, 30),
}


def new_condition(measure: Measure, as_of: date) -> Condition:
    """Behaviour starts with the last 90 days; what has no list to choose from starts with a sensible value."""
    operator = first_operator(measure)
    window = FIRST_WINDOWS["last_days"] if measure.takes_window and measure.starts_at_zero else Window()
    return Condition(measure.key, operator, first_value(operator, measure.type, as_of), (), window, id=new_id())


def first_operator(asked: Measure | Field) -> str:
    """Contact details can only be asked whether they are known, so that is what they start with."""
    wished = FIRST_OPERATORS[asked.type]
    known = usable_operators(asked)
    return next((operator for operator in (wished, "is_set") if operator in known), known[0])


def usable_operators(asked: Measure | Field) -> tuple[str, ...]:
    offered = operators_for(asked.type) if isinstance(asked, Measure) else filter_operators_for(asked.type)
    if asked.sensitivity.value == "contact":
        offered = tuple(operator for operator in offered if operator.judges_unknown)
    return tuple(operator.key for operator in offered)


def new_filter(field: Field, as_of: date) -> Filter:
    operator = first_operator(field)
    return Filter(field.key, operator, first_value(operator, field.type, as_of))


def first_value(operator: str, value_type: ValueType, as_of: date) -> Given:
    """None or an empty list: the person has to choose."""
    match OPERATORS[operator].takes:
        case Takes.VALUE:
            return _first_single(value_type, as_of)
        case Takes.PAIR:
            return _first_pair(value_type, as_of)
        case Takes.VALUES:
            return ()
        case Takes.DAYS:
            return DAYS_TO_A_BIRTHDAY if operator.startswith("anniversary") else 30
        case Takes.MONTH:
            return as_of.month
        case _:
            return FIRST_OTHERS.get(OPERATORS[operator].takes)


def _first_single(value_type: ValueType, as_of: date) -> Given:
    if value_type is ValueType.DATE:
        return as_of.isoformat()
    if value_type in (ValueType.TEXT, ValueType.TAGS, ValueType.QUERY):
        return None
    return 0.5 if value_type is ValueType.SHARE else 1


def _first_pair(value_type: ValueType, as_of: date) -> Given:
    if value_type is ValueType.DATE:
        return (as_of.replace(day=1).isoformat(), as_of.isoformat())
    return (0.0, 1.0) if value_type is ValueType.SHARE else (1, 10)


def with_operator(asked: Condition, operator: str, value_type: ValueType, as_of: date) -> Condition:
    """The value stays where the new operator understands it."""
    value = _carried(asked.value, operator, value_type, as_of)
    within = asked.within if OPERATORS[operator].standing else ""  # places alone are counted among equals
    return replace(asked, operator=operator, value=value, include_unknown=None, within=within)


def filter_with_operator(asked: Filter, operator: str, value_type: ValueType, as_of: date) -> Filter:
    value = _carried(asked.value, operator, value_type, as_of)
    return replace(asked, operator=operator, value=value, include_unknown=None)


def _carried(value: Given, operator: str, value_type: ValueType, as_of: date) -> Given:
    takes = OPERATORS[operator].takes
    for candidate in (value, _one_of(value), _as_list(value)):
        try:
            typed_value(takes, value_type, candidate)
        except (ValueError, TypeError):
            continue
        return candidate
    return first_value(operator, value_type, as_of)


def _one_of(value: Given) -> Given:
    return value[0] if isinstance(value, tuple) and value else None


def _as_list(value: Given) -> Given:
    return None if value is None or isinstance(value, tuple) else (value,)


def with_measure(asked: Condition, measure: Measure, as_of: date) -> Condition:
    """Whatever still makes sense stays; filters belong to the old measure, and so do followers of another event."""
    fresh = new_condition(measure, as_of)
    window = asked.window if measure.takes_window and asked.window != Window() else fresh.window
    is_word = ValueType.TEXT in (measure.type, judged_type(asked, measure))  # values of another measure mean nothing
    value = None if is_word else asked.value
    kept = replace(asked, measure=measure.key, where=(), window=window, value=value)
    if kept.then is not None and not measure.takes_window:
        kept = replace(kept, then=None)
    if kept.per is not None and not measure.starts_at_zero:
        kept = replace(kept, per=None)
    if kept.compared is not None and not may_be_compared(kept, measure):
        kept = replace(kept, compared=None)
    return fitted(kept, measure, as_of)


def may_be_compared(asked: Condition, measure: Measure) -> bool:
    return asked.per is not None or measure.type in COMPARABLE


def judged_type(asked: Condition, measure: Measure) -> ValueType:
    """The type of what the operator judges: periods and ratios are numbers, whatever is counted in them."""
    own = ValueType.NUMBER if asked.per is not None else measure.type
    return own if asked.compared is None else compared_type(asked.compared.how, own)


def shown_type(asked: Condition, measure: Measure) -> ValueType:
    """As which type it is asked for: a change is written as per cent, like a share."""
    is_change = asked.compared is not None and asked.compared.how is How.CHANGE
    return ValueType.SHARE if is_change else judged_type(asked, measure)


def judged_unit(asked: Condition, measure: Measure) -> str | None:
    """What the number that the operator judges counts; a ratio counts nothing."""
    if asked.compared is not None and asked.compared.how is not How.DIFFERENCE:
        return None
    if asked.per is not None:
        return f"{asked.per.unit.value}s"
    return "days" if asked.compared is not None and measure.type is ValueType.DATE else measure.unit


def operators_of(asked: Condition, measure: Measure) -> tuple[str, ...]:
    if asked.per is None and asked.compared is None:
        return usable_operators(measure)
    return tuple(operator.key for operator in operators_for(judged_type(asked, measure)))


def may_be_unknown(asked: Condition, measure: Measure) -> bool:
    return asked.compared is not None or not (
        measure.starts_at_zero or measure.type in (ValueType.TAGS, ValueType.SEGMENT, ValueType.LIST, ValueType.QUERY)
    )


def fitted(asked: Condition, measure: Measure, as_of: date) -> Condition:
    """Operator and value as they are where they fit what is judged, else as for a new condition."""
    judged = judged_type(asked, measure)
    operator = OPERATORS.get(asked.operator)
    if operator is None or judged not in operator.types:
        first = first_operator(measure) if judged is measure.type else FIRST_OPERATORS[judged]
        value = first_value(first, judged, as_of)
        return replace(asked, operator=first, value=value, include_unknown=None, within="")
    refitted = with_operator(asked, asked.operator, judged, as_of)
    return asked if refitted.value == asked.value else refitted


def first_window(kind: str, as_of: date, start: date) -> Window:
    if kind == "dates":
        return Window("dates", max(start, as_of.replace(day=1)).isoformat(), as_of.isoformat())
    return FIRST_WINDOWS[kind]
