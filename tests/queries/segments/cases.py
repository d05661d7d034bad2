"""One rule for every operator with every type it accepts, in the order of the table."""

from __future__ import annotations

from collections import Counter
from typing import Any

from data.contract import Sensitivity
from queries.catalog import Catalog, Measure, ValueType
from queries.segments import Operator, operators_for
from queries.segments.values import Takes

ONE: dict[ValueType, Any] = {
    ValueType.TEXT: "上海",
    ValueType.TAGS: "vip",
    ValueType.NUMBER: 2,
    ValueType.MONEY: 9.99,
    ValueType.SHARE: 0.5,
    ValueType.DATE: "2025-02-28",
}
OTHERS: dict[Takes, Any] = {
    Takes.COUNT: 2,
    Takes.DAYS: 30,
    Takes.MONTH: 2,
    Takes.MONTH_DAYS: ["12-24", "02-29"],
    Takes.MONTHS: [2, 12],
    Takes.WEEKDAYS: [1, 7],
    Takes.PERIOD: "last_month",
    Takes.PLACES: 5,
    Takes.PERCENT: 20,
    Takes.DRAW: ["抽样", 1, 5000],
    Takes.PERCENTS: [25, 75.5],
    Takes.COUNTS: [1, 2],
    Takes.PATTERN: "[A-Z].+|上海$",
    Takes.LIKE: "a\\%_%",
    Takes.NUMBERED_DAYS: [1, 40, 30],
}


def example_value(operator: Operator, value_type: ValueType) -> Any:
    match operator.takes:
        case Takes.NOTHING:
            return None
        case Takes.VALUE:
            return ONE[value_type]
        case Takes.VALUES:
            return [ONE[value_type]]
        case Takes.PAIR:
            return [ONE[value_type], ONE[value_type]]
        case _:
            return OTHERS[operator.takes]


def example(measure: Measure, operator: Operator) -> dict[str, Any]:
    value = _layer_value(measure, operator) or example_value(operator, measure.type)
    condition = {"measure": measure.key, "operator": operator.key}
    return {
        "version": 1,
        "match": "all",
        "conditions": [condition if value is None else {**condition, "value": value}],
    }


def _layer_value(measure: Measure, operator: Operator) -> Any:
    """A layer knows all its names, so no other may be asked for."""
    if measure.layer is None or not measure.choices:
        return None
    name = measure.choices[0].value
    return {Takes.VALUE: name, Takes.VALUES: [name]}.get(operator.takes)


def examples(catalog: Catalog) -> list[tuple[str, dict[str, Any]]]:
    """Every available measure with at least four of its operators, and every operator with every type, named."""
    ranks: Counter[ValueType] = Counter()
    found = []
    for measure in catalog.available():
        is_contact = measure.sensitivity is Sensitivity.CONTACT
        operators = [one for one in operators_for(measure.type) if not is_contact or one.judges_unknown]
        of_type = sum(one.type is measure.type for one in catalog.available())
        step = max(1, min(of_type, len(operators) // 4))
        chosen = operators[ranks[measure.type] % step :: step]
        found += [(f"{measure.key} {operator.key}", example(measure, operator)) for operator in chosen]
        ranks[measure.type] += not is_contact
    return found
