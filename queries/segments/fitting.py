"""Measures that order or divide people: for places among equals, and for the limit of a rule."""

from __future__ import annotations

from collections.abc import Iterator

from data.contract import Sensitivity
from data.sentence import Gap, Sentence
from data.uploaded import MATCH_LABELS
from queries.catalog.declare import Catalog, Measure, ValueType
from queries.segments.bind_parts import nearest
from queries.segments.bound import BoundLimit, BoundList, BoundQuery
from queries.segments.operator_row import Operator
from queries.segments.sql_text import RefusedSql, checked_sql
from queries.segments.tree import RANDOM, Beside, Condition, Limit, shown
from queries.segments.values import Typed

ORDERED = frozenset({ValueType.NUMBER, ValueType.MONEY, ValueType.SHARE, ValueType.DATE})
DIVIDING = frozenset({ValueType.TEXT, ValueType.BOOLEAN})
_THE_LIMIT = Sentence("The limit")


def within_of(
    condition: Condition, operator: Operator, place: str, catalog: Catalog, faults: list[Sentence]
) -> Measure | None:
    if not condition.within:
        return None
    if operator.standing is None:
        faults.append(
            Sentence(
                "Condition {place}: {operator} counts no places, so it takes no “within”.",
                {"place": place, "operator": operator.key},
            )
        )
        return None
    return _dividing(condition.within, _at(place), catalog, faults)


def limit_of(limit: Limit, catalog: Catalog, faults: list[Sentence]) -> BoundLimit:
    by = None if limit.by == RANDOM else _measure_of(limit.by, ORDERED, _THE_LIMIT, catalog, faults)
    per = _dividing(limit.per, _THE_LIMIT, catalog, faults) if limit.per else None
    return BoundLimit(limit.count, by, limit.order, limit.name, per)


def _dividing(key: str, where: Sentence, catalog: Catalog, faults: list[Sentence]) -> Measure | None:
    return _measure_of(key, DIVIDING, where, catalog, faults)


def _measure_of(
    key: str, types: frozenset[ValueType], where: Sentence, catalog: Catalog, faults: list[Sentence]
) -> Measure | None:
    """A measure that orders or divides people, none that would reveal who they are."""
    fitting = {
        found.key: found
        for found in catalog.available()
        if found.type in types and found.sensitivity is not Sensitivity.CONTACT
    }
    if key not in fitting:
        gaps: dict[str, Gap] = {"where": where, "measure": shown(key), "nearest": nearest(key, fitting)}
        faults.append(
            Sentence("{where}: {measure} is no measure that fits here. The nearest that does is {nearest}.", gaps)
        )
    return fitting.get(key)


def _at(place: str) -> Sentence:
    return Sentence("Condition {place}", {"place": place})


def bound_query(value: Typed, place: str, beside: Beside, faults: list[Sentence]) -> Iterator[BoundQuery]:
    """Only who has the right may ask so: SQL can ask for anything of anybody."""
    if not isinstance(value, str):
        return
    if not beside.may_ask_sql:
        faults.append(
            Sentence("Condition {place}: you may not ask for people by SQL. An administrator can.", {"place": place})
        )
        return
    try:
        checked_sql(value)
    except RefusedSql as refused:
        faults.append(
            Sentence("Condition {place}: this SQL is refused: {reason}.", {"place": place, "reason": refused.fault})
        )
        return
    yield BoundQuery(value)


def bound_lists(
    value: Typed, place: str, catalog: Catalog, beside: Beside, faults: list[Sentence]
) -> Iterator[BoundList]:
    """Lists that were looked for and not found are among the faults already."""
    if not isinstance(value, tuple) or beside.faults:
        return
    for name in value:
        kept = beside.list(str(name))
        if kept is None:
            faults.append(
                Sentence(
                    "Condition {place}: the uploaded list {name} was not looked up.",
                    {"place": place, "name": shown(name)},
                )
            )
        elif missing := catalog.measures[f"users.{kept.match.value}"].missing:
            faults.append(
                Sentence(
                    "Condition {place}: the list {name} is matched on {match}, which needs {needs}; "
                    "the export does not bring it.",
                    {"place": place, "name": kept.name, "match": MATCH_LABELS[kept.match], "needs": ", ".join(missing)},
                )
            )
        else:
            yield BoundList(kept)
