"""One rule for every operator with every type it accepts, in the order of the table."""

from __future__ import annotations

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
    value = example_value(operator, measure.type)
    condition = {"measure": measure.key, "operator": operator.key}
    return {
        "version": 1,
        "match": "all",
        "conditions": [condition if value is None else {**condition, "value": value}],
    }


def examples(catalog: Catalog) -> list[tuple[str, dict[str, Any]]]:
    """Every available measure with every operator that it takes, named."""
    return [
        (f"{measure.key} {operator.key}", example(measure, operator))
        for measure in catalog.available()
        for operator in operators_for(measure.type)
        if measure.sensitivity is not Sensitivity.CONTACT or operator.judges_unknown
    ]
