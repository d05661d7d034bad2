"""Tree → SQL: one portable select of people, each behaviour a relation of its own, each condition one predicate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from queries.catalog.declare import Catalog, Measure, ValueType
from queries.segments.bind import BoundCondition, BoundGroup, bind
from queries.segments.differences import compared_value
from queries.segments.filters import with_policy
from queries.segments.habits import habit_window
from queries.segments.layers import layer_rows
from queries.segments.measured import attribute_value, behaviour_rows
from queries.segments.operators import OPERATORS
from queries.segments.rows import column, stored
from queries.segments.standings import standing_of
from queries.segments.tree import Match, Segment, Window
from queries.segments.values import literal


def compile_segment(segment: Segment, *, as_of: date, catalog: Catalog) -> exp.Select:
    """The people of the rule at the end of `as_of`, one column `user_no`, each once. Raises `SegmentError`.

    Only people known by that day and in no way excluded (test, deleted) are ever among them, under `none` too.
    """
    measuring = Measuring(as_of)
    rule = measuring.group(bind(segment, catalog))
    return measuring.people(column("user_no", "users").as_("user_no")).where(rule)


@dataclass
class Relation:
    """One pass over an event's rows, and the values it brings by their names."""

    name: str
    values: dict[exp.Expr, str] = field(default_factory=dict)


@dataclass
class Measuring:
    """Predicates over one row per person, and the relations that bring the behaviour values into that row.

    Conditions on the same event, filters and window share one relation, and equal values one column of it.
    """

    as_of: date
    relations: dict[exp.Select, Relation] = field(default_factory=dict)
    standings: dict[exp.Select, Relation] = field(default_factory=dict)

    def people(self, *columns: exp.Expr) -> exp.Select:
        """Everyone known by the day, with each relation joined. Call it after the predicates are made."""
        return self._joined([*self.relations.items(), *self.standings.items()], *columns)

    def _joined(self, relations: Iterable[tuple[exp.Select, Relation]], *columns: exp.Expr) -> exp.Select:
        query = exp.select(*columns).from_("users")
        for rows, relation in relations:
            measured = rows.select(*(value.as_(alias) for value, alias in relation.values.items()))
            on = exp.EQ(this=column("user_no", "users"), expression=column("user_no", relation.name))
            # Copied at every step, a hundred relations took eleven seconds.
            query.with_(relation.name, as_=measured, copy=False).join(
                relation.name, on=on, join_type="left", copy=False
            )
        known = exp.LTE(this=column("known_date", "users"), expression=literal(self.as_of))
        return query.where(column("is_member", "users"), known)

    def group(self, group: BoundGroup) -> exp.Expr:
        members = [self.member(member) for member in group.members]
        match group.match:
            case Match.ALL:
                return exp.and_(*members)
            case Match.ANY:
                return exp.or_(*members)
            case Match.NONE:
                # Unknown is not true: without the coalesce a NULL would leave the person out of the complement.
                return exp.not_(exp.func("coalesce", exp.or_(*members), exp.false()))
            case Match.AT_LEAST:
                return exp.GTE(this=_how_many(members), expression=exp.Literal.number(group.k or 1))

    def member(self, member: BoundCondition | BoundGroup) -> exp.Expr:
        return self.group(member) if isinstance(member, BoundGroup) else self.condition(member)

    def condition(self, condition: BoundCondition) -> exp.Expr:
        x = self.value(condition)
        predicate = condition.operator.predicate(x, condition.value, self.as_of)
        return with_policy(predicate, x, condition.includes_unknown and not condition.is_never_unknown)

    def value(self, condition: BoundCondition) -> exp.Expr:
        """What the operator judges, in the person's row: the measure's value, or where it stands among everyone's."""
        if condition.operator.standing is None:
            return self._own_value(condition)
        # A measuring of its own, so that a standing's relation is whole and can be shared and joined like any other.
        own = Measuring(self.as_of)
        number, value = column("user_no", "users").as_("user_no"), own._own_value(condition).as_("value")
        rows, standing = standing_of(own.people(number, value), condition.operator.standing)
        return self._brought(self.standings, f"standing_{len(self.standings) + 1}", rows, standing)

    def _own_value(self, condition: BoundCondition) -> exp.Expr:
        x = self._measured(condition)
        if condition.compared is None:
            return x
        y = self._measured(condition.compared.other)
        return compared_value(condition.compared.how, condition.own_type, x, y)

    def _measured(self, condition: BoundCondition) -> exp.Expr:
        if condition.measure.attribute is not None:
            return attribute_value(condition, self.as_of)
        layer = condition.measure.layer
        grouped = behaviour_rows(condition, self.as_of) if layer is None else layer_rows(layer, self.as_of)
        measured = self._brought(self.relations, f"measured_{len(self.relations) + 1}", grouped.rows, grouped.value)
        if not condition.counts_from_zero:
            return measured
        return exp.func("coalesce", measured, literal(layer.otherwise if layer and layer.otherwise else 0))

    @staticmethod
    def _brought(known: dict[exp.Select, Relation], name: str, rows: exp.Select, value: exp.Expr) -> exp.Expr:
        relation = known.setdefault(rows, Relation(name))
        return column(relation.values.setdefault(value, f"value_{len(relation.values) + 1}"), relation.name)

    def plain_value(self, measure: Measure) -> exp.Expr:
        """The measure over all time, without a condition: for profiles and columns of lists."""
        if measure.type is ValueType.TAGS and measure.attribute is not None:
            return stored(measure.attribute)
        return self.value(
            BoundCondition("", measure, OPERATORS["is_set"], None, (), habit_window(measure, Window()), False)
        )


def _how_many(members: list[exp.Expr]) -> exp.Expr:
    return added([exp.Case().when(member, exp.Literal.number(1)).else_(exp.Literal.number(0)) for member in members])


def added(terms: Sequence[exp.Expr]) -> exp.Expr:
    total = terms[0]
    for term in terms[1:]:
        total = exp.Add(this=total, expression=term)
    return total
