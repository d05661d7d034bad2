"""Random rules over everything a catalogue offers, as JSON documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from data.contract import Sensitivity
from queries.catalog import Catalog, Field, Measure, ValueType
from queries.catalog.declare import OfferedEvent
from queries.segments import OPERATORS, Operator, operators_for
from queries.segments.fitting import DIVIDING, ORDERED
from queries.segments.operators import filter_operators_for
from queries.segments.periods import PERIODS
from queries.segments.values import Takes
from tests.queries.segments.saved import SAVED
from tests.queries.segments.worlds import CAMPAIGNS, CATEGORIES, CHANNELS, CITIES, KINDS, PRODUCTS, TAGS, TIERS

TEXTS: list[str] = sorted(
    {
        str(text)
        for texts in (CITIES, TIERS, TAGS, CHANNELS, KINDS, CATEGORIES)
        for text in texts
        if isinstance(text, str)
    }
    | {str(product["product_id"]) for product in PRODUCTS}
    | {str(campaign["campaign_id"]) for campaign in CAMPAIGNS}
    | {
        "Female",
        "VIP",
        "o'hare",
        "female",
        "male",
        "unknown",
        "u001",
        "sms",
        "A",
        "海",
        "' or 1=1 --",
        "${x}",
        "\\",
        "\n",
    }
)
ONE: dict[ValueType, st.SearchStrategy[Any]] = {
    ValueType.TEXT: st.sampled_from(TEXTS),
    ValueType.TAGS: st.sampled_from(TEXTS),
    ValueType.NUMBER: st.sampled_from([-5, 0, 1, 2, 3, 5, 6, 9, 10, 20, 60, 0.1, 0.5, 2.5]),
    ValueType.MONEY: st.sampled_from([0, 4.99, 5, 9.99, 10, 20, 50]),
    ValueType.SHARE: st.sampled_from([0, 0.5, 1]),
    ValueType.DATE: st.sampled_from(["2025-02-02", "2025-02-28", "2025-03-01", "2025-04-30", "1992-02-29"]),
    ValueType.SEGMENT: st.sampled_from(sorted(SAVED)),
}
CONTACT_OPERATORS = (OPERATORS["is_set"], OPERATORS["is_not_set"])
DAYS = st.sampled_from([0, 1, 2, 7, 30, 60, 365, 1000])
MONTH_DAYS = st.sampled_from(["01-01", "02-28", "02-29", "03-01", "12-24", "12-31"])


SELDOM = st.integers(0, 3).map(lambda drawn: drawn == 3)
COMPARABLE = frozenset({ValueType.NUMBER, ValueType.MONEY, ValueType.SHARE, ValueType.DATE})
HOWS = st.sampled_from(["difference", "ratio", "change"])
PERCENT = st.sampled_from([0, 5, 10, 25.5, 33.3, 50, 90, 100])
OTHERS: dict[Takes, st.SearchStrategy[Any]] = {
    Takes.COUNT: st.integers(0, 4),
    Takes.DAYS: DAYS,
    Takes.MONTH: st.integers(1, 12),
    Takes.MONTH_DAYS: st.lists(MONTH_DAYS, min_size=2, max_size=2),
    Takes.MONTHS: st.lists(st.integers(1, 12), min_size=1, max_size=3),
    Takes.WEEKDAYS: st.lists(st.integers(1, 7), min_size=1, max_size=3),
    Takes.PERIOD: st.sampled_from(sorted(PERIODS)),
    Takes.PLACES: st.integers(0, 30),
    Takes.PERCENT: PERCENT,
    Takes.DRAW: st.tuples(
        st.sampled_from(["a", "抽样 🙂", "x'y"]), st.integers(1, 5000), st.sampled_from([5000, 9999, 10_000])
    ).map(list),
    Takes.COUNTS: st.lists(st.integers(0, 4), min_size=2, max_size=2).map(sorted),
    Takes.PATTERN: st.sampled_from(["", "海", "^上海$", "(?i)V[a-z]+", "^[^a-z]*$", r"\pL.", "a.b|^$", r"\bx\b;"]),
    Takes.LIKE: st.sampled_from(["", "%", "上海_", "_海%", "a\\%b\\_c\\\\", "%'%", "🙂%", "V%"]),
    Takes.NUMBERED_DAYS: st.tuples(st.integers(1, 30), st.integers(30, 40), st.sampled_from([0, 1, 7, 60, 366])).map(
        list
    ),
    Takes.SEGMENT_DAYS: st.tuples(st.sampled_from(sorted(SAVED)), st.sampled_from([1, 7, 30, 300])).map(list),
    Takes.SEGMENT_STAY: st.tuples(st.sampled_from(sorted(SAVED)), st.integers(1, 3)).map(list),
    Takes.PERCENTS: st.lists(PERCENT, min_size=2, max_size=2).map(sorted),
}


def given_value(operator: Operator, value_type: ValueType, names: Sequence[str] = ()) -> st.SearchStrategy[Any]:
    """`names` are the only texts that the measure can have."""
    one = st.sampled_from(names) if names else ONE.get(value_type, st.none())
    match operator.takes:
        case Takes.NOTHING:
            return st.none()
        case Takes.VALUE:
            return one
        case Takes.VALUES:
            return st.lists(one, min_size=1, max_size=4)
        case Takes.PAIR:
            return st.lists(one, min_size=2, max_size=2).map(sorted)
        case _:
            return OTHERS[operator.takes]


@st.composite
def asked(
    draw: st.DrawFn,
    value_type: ValueType,
    operators: tuple[Operator, ...] | None = None,
    names: Sequence[str] = (),
) -> dict[str, Any]:
    operator = draw(st.sampled_from(operators or operators_for(value_type)))
    document: dict[str, Any] = {"operator": operator.key}
    if (value := draw(given_value(operator, value_type, names))) is not None:
        document["value"] = value
    if not operator.judges_unknown and value_type is not ValueType.TAGS:
        policy = draw(st.sampled_from([None, None, True, False]))
        document |= {} if policy is None else {"include_unknown": policy}
    return document


def windows(*, by_hours: bool) -> st.SearchStrategy[dict[str, Any]]:
    """With hours where rows are told by the hour."""
    hours = st.integers(1, 720).map(lambda hours: {"kind": "last_hours", "hours": hours})
    return st.one_of(days(), hours) if by_hours else days()


def days() -> st.SearchStrategy[dict[str, Any]]:
    dates = st.lists(ONE[ValueType.DATE], min_size=2, max_size=2).map(sorted)
    return st.one_of(
        st.just({"kind": "all_time"}),
        st.integers(1, 60).map(lambda days: {"kind": "last_days", "days": days}),
        st.integers(1, 60).map(lambda days: {"kind": "last_days_before_today", "days": days}),
        st.tuples(st.integers(8, 60), st.integers(0, 8)).map(
            lambda days: {"kind": "days_back", "from": days[0], "to": days[1]}
        ),
        st.tuples(st.sampled_from(["weeks", "months", "quarters"]), st.integers(1, 3)).map(
            lambda asked: {"kind": f"last_{asked[0]}", asked[0]: asked[1]}
        ),
        st.sampled_from(sorted(PERIODS)).map(lambda period: {"kind": "calendar", "period": period}),
        dates.map(lambda days: {"kind": "dates", "from": days[0], "to": days[1]}),
        ONE[ValueType.DATE].map(lambda day: {"kind": "dates", "from": day}),
    )


class Rules:
    """Strategies over one catalogue. A plain object, because Hypothesis writes out what strategies are given."""

    def __init__(self, catalog: Catalog) -> None:
        self.measures = {
            measure.key: measure
            for measure in catalog.available()
            if measure.type not in (ValueType.LIST, ValueType.QUERY)
        }
        self.events = {key: found for key, found in catalog.events.items() if found.event.at and not found.missing}
        self.dividing = sorted(key for key, measure in self.measures.items() if _fits(measure, DIVIDING))
        self.ordering = sorted(key for key, measure in self.measures.items() if _fits(measure, ORDERED))

    def condition(self, key: str) -> st.SearchStrategy[dict[str, Any]]:
        return conditions(self, key)

    def documents(self) -> st.SearchStrategy[dict[str, Any]]:
        leaves = st.sampled_from(sorted(self.measures)).flatmap(self.condition)
        nested = st.recursive(
            leaves, lambda inner: st.lists(inner, min_size=1, max_size=4).flatmap(group), max_leaves=8
        )
        roots = nested.flatmap(lambda found: st.just(found) if "conditions" in found else group([found]))
        limit = st.none() | st.none() | st.none() | self.limits()
        return st.tuples(roots, limit).map(
            lambda found: {"version": 1, **found[0], **({"limit": found[1]} if found[1] else {})}
        )

    def limits(self) -> st.SearchStrategy[dict[str, Any]]:
        count, per = st.integers(1, 12), st.none() | st.sampled_from(self.dividing)
        chance = st.builds(
            lambda count, name: {"count": count, "by": "random", "name": name}, count, st.sampled_from("ab")
        )
        ordered = st.builds(
            lambda count, by, order: {"count": count, "by": by, "order": order},
            count,
            st.sampled_from(self.ordering),
            st.sampled_from(["top", "bottom"]),
        )
        return st.tuples(chance | ordered, per).map(lambda found: found[0] | ({"per": found[1]} if found[1] else {}))


def _fits(measure: Measure, types: frozenset[ValueType]) -> bool:
    return measure.type in types and measure.sensitivity is not Sensitivity.CONTACT


@st.composite
def conditions(draw: st.DrawFn, rules: Rules, key: str) -> dict[str, Any]:
    measure = rules.measures[key]
    is_contact = measure.sensitivity is Sensitivity.CONTACT
    names = [choice.value for choice in measure.choices] if measure.has_named_values else ()
    document = draw(measured(measure))
    judged = measure.type
    event = rules.events.get(measure.behaviour.event.key) if measure.behaviour else None
    if event is not None and draw(SELDOM):
        document["then"] = draw(thens(rules, event))
    if measure.starts_at_zero and draw(SELDOM):
        document["per"] = draw(pers(measure))
        judged = ValueType.NUMBER
    alike = [found for found in rules.measures.values() if found.type is judged]
    if judged in COMPARABLE and draw(SELDOM):
        how = "difference" if judged is ValueType.DATE else draw(HOWS)
        document["compared"] = {"how": how, **draw(st.sampled_from(alike).flatmap(measured))}
        judged = ValueType.MONEY if (how, judged) == ("difference", ValueType.MONEY) else ValueType.NUMBER
    document |= draw(asked(judged, CONTACT_OPERATORS if is_contact else None, names))
    return {**document, **draw(relations(rules, document["operator"]))}


@st.composite
def relations(draw: st.DrawFn, rules: Rules, operator: str) -> dict[str, Any]:
    """As of an earlier day, and places among equals."""
    days = draw(st.sampled_from([0, 0, 0, 1, 30, 90]))
    within = draw(st.sampled_from(rules.dividing)) if OPERATORS[operator].standing and draw(st.booleans()) else None
    return ({"days_back": days} if days else {}) | ({"within": within} if within else {})


@st.composite
def measured(draw: st.DrawFn, measure: Measure) -> dict[str, Any]:
    document: dict[str, Any] = {"measure": measure.key}
    if measure.takes_window:
        document |= {
            "window": draw(windows(by_hours=measure.clock is not None)),
            "where": draw(filters(measure.filters)),
        }
    return document


@st.composite
def filters(draw: st.DrawFn, fields: Mapping[str, Field]) -> list[dict[str, Any]]:
    columns = draw(st.lists(st.sampled_from(sorted(fields)), max_size=2)) if fields else []
    return [
        {"column": found, **draw(asked(kind := fields[found].type, filter_operators_for(kind)))} for found in columns
    ]


@st.composite
def pers(draw: st.DrawFn, measure: Measure) -> dict[str, Any]:
    unit = draw(st.sampled_from(["day", "week", "month", "quarter"]))
    at_least = draw(st.sampled_from([9.99, 10, 20] if measure.type is ValueType.MONEY else [0.5, 1, 1, 2]))
    return {"period": unit, "at_least": at_least, "streak": draw(st.sampled_from([None, "longest", "current"]))}


@st.composite
def thens(draw: st.DrawFn, rules: Rules, before: OfferedEvent, steps: int = 2) -> dict[str, Any]:
    follower = rules.events[draw(st.sampled_from(sorted(rules.events)))]
    document: dict[str, Any] = {
        "event": follower.event.key,
        "where": draw(filters(follower.filters)),
        "within_days": draw(st.sampled_from([None, 0, 1, 7, 30])),
        "not": draw(SELDOM),
    }
    shared = [key for key, field in before.filters.items() if key in follower.filters and field.type is ValueType.TEXT]
    if draw(st.booleans()) and shared:
        document["same"] = draw(st.sampled_from(shared))
    if draw(SELDOM):
        between = rules.events[draw(st.sampled_from(sorted(rules.events)))]
        document["without"] = {"event": between.event.key, "where": draw(filters(between.filters))}
    if steps > 1 and draw(SELDOM):
        document["then"] = draw(thens(rules, follower, steps - 1))
    return document


def group(members: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    plain = st.sampled_from(["all", "any", "none"]).map(lambda match: {"match": match, "conditions": members})
    at_least = st.integers(1, len(members)).map(lambda k: {"match": "at_least", "at_least": k, "conditions": members})
    return st.one_of(plain, plain, plain, at_least)
