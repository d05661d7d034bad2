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
    ValueType.SEGMENT: "both",
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
    Takes.SEGMENT_DAYS: ["best", 30],
    Takes.SEGMENT_STAY: ["买过 O'Hare", 3],
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
    """A layer or a habit knows all its names, so no other may be asked for."""
    if not measure.has_named_values:
        return None
    name = measure.choices[0].value
    return {Takes.VALUE: name, Takes.VALUES: [name]}.get(operator.takes)


ORDERS: dict[str, Any] = {"measure": "orders.count", "operator": "at_least", "value": 1}
VIEWS: dict[str, Any] = {"measure": "interactions.count", "operator": "at_least", "value": 1}
CHANNEL = {"column": "channel", "operator": "equals", "value": "app"}
# Each way in which a condition can ask over time.
OVER_TIME: dict[str, dict[str, Any]] = {
    **{
        f"compared {how}": {**ORDERS, "compared": {"how": how, "measure": "interactions.count", "where": [CHANNEL]}}
        for how in ("difference", "ratio", "change")
    },
    "compared sums of fractions": {
        "measure": "items.quantity",
        "operator": "more_than",
        "value": 0.5,
        "compared": {"how": "ratio", "measure": "users.score"},
    },
    "compared days": {
        "measure": "orders.first_date",
        "operator": "at_most",
        "value": 7,
        "compared": {"how": "difference", "measure": "users.joined_at"},
    },
    **{
        f"per {unit} {streak}": {**ORDERS, "per": {"period": unit, "at_least": 1, "streak": streak}}
        for unit in ("day", "week", "month", "quarter")
        for streak in (None, "longest", "current")
    },
    "per amount": {
        **ORDERS,
        "measure": "orders.net_revenue",
        "per": {"period": "month", "at_least": 9.99},
    },
    "then": {**ORDERS, "then": {"event": "interactions"}},
    "then same product": {**VIEWS, "then": {"event": "items", "same": "product_id", "within_days": 30}},
    "then same category": {**VIEWS, "then": {"event": "items", "same": "category"}},
    "then not": {**ORDERS, "then": {"event": "orders", "not": True, "within_days": 30}},
    "then without": {**VIEWS, "then": {"event": "orders", "without": {"event": "messages"}}},
    "then without the same": {
        **VIEWS,
        "then": {"event": "items", "same": "product_id", "without": {"event": "interactions"}},
    },
    "then then": {**ORDERS, "then": {"event": "opens", "then": {"event": "orders", "within_days": 60}}},
    "then then with links of their own": {
        **VIEWS,
        "then": {
            "event": "items",
            "same": "product_id",
            "without": {"event": "messages"},
            "then": {"event": "items", "same": "category", "not": True},
        },
    },
    "then of the last channel": {
        "measure": "orders.last_channel",
        "operator": "equals",
        "value": "app",
        "then": {"event": "interactions"},
    },
    "then per compared": {
        **ORDERS,
        "then": {"event": "interactions"},
        "per": {"period": "month", "at_least": 1},
        "compared": {"how": "difference", "measure": "interactions.count"},
    },
}


def _rule(condition: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "match": "all", "conditions": [condition]}


def examples(catalog: Catalog) -> list[tuple[str, dict[str, Any]]]:
    """Every available measure with at least three of its operators, and every operator with every type, named.

    Before them every way to ask over time.
    """
    ranks: Counter[ValueType] = Counter()
    found = [(name, _rule(condition)) for name, condition in OVER_TIME.items()]
    for measure in catalog.available():
        if measure.type in (ValueType.LIST, ValueType.QUERY):  # worlds hold none: they have tests of their own
            continue
        is_contact = measure.sensitivity is Sensitivity.CONTACT
        operators = [one for one in operators_for(measure.type) if not is_contact or one.judges_unknown]
        of_type = sum(one.type is measure.type for one in catalog.available())
        step = max(1, min(of_type, len(operators) // 3))
        chosen = operators[ranks[measure.type] % step :: step]
        found += [(f"{measure.key} {operator.key}", example(measure, operator)) for operator in chosen]
        ranks[measure.type] += not is_contact
    return found
