"""Tree → SQL: one portable select of people, each behaviour a relation of its own, each condition one predicate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from queries.catalog.declare import Catalog, Measure, ValueType
from queries.segments.attribute_values import attribute_value
from queries.segments.bind import BoundCondition, BoundGroup, BoundLimit, BoundList, BoundLook, bind
from queries.segments.bound import BoundQuery
from queries.segments.differences import compared_value
from queries.segments.filters import with_policy
from queries.segments.habits import habit_window
from queries.segments.layers import layer_rows
from queries.segments.limits import first_places, place_in
from queries.segments.listed import listed_people
from queries.segments.measured import behaviour_rows
from queries.segments.operator_row import Looking
from queries.segments.operators import OPERATORS
from queries.segments.rows import added, column, stored
from queries.segments.spans import back
from queries.segments.sql_text import people_of_sql
from queries.segments.standings import standing_of
from queries.segments.tree import Match, Segment, Window
from queries.segments.values import literal


def compile_segment(segment: Segment, *, as_of: date, catalog: Catalog) -> exp.Select:
    """The people of the rule at the end of `as_of`, one column `user_no`, each once. Raises `SegmentError`.

    Only people known by that day and in no way excluded (test, deleted) are ever among them, under `none` too.
    """
    return selected(bind(segment, catalog), as_of)


def selected(root: BoundGroup, as_of: date) -> exp.Select:
    """The people of a bound rule, and of each rule that it names, as of their days."""
    measuring = Measuring(as_of)
    rule, user_no = measuring.group(root), column("user_no", "users").as_("user_no")
    if root.limit is None:
        return measuring.people(user_no).where(rule, copy=False)
    by, per = measuring.ordering(root.limit)
    placed = measuring.people(user_no, place_in(root.limit, by, per).as_("place")).where(rule)
    return first_places(placed, root.limit.count)


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
        return query.where(column("is_member", "users"), known, copy=False)

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
        predicate = condition.operator.predicate(x, condition.value, condition.day(self.as_of))
        return with_policy(predicate, x, condition.includes_unknown and not condition.is_never_unknown)

    def value(self, condition: BoundCondition) -> exp.Expr:
        """What the operator judges, in the person's row: the measure's value, or where it stands among everyone's."""
        day = condition.day(self.as_of)
        x = self._value(condition, day)
        if not condition.days_back:
            return x
        known_then = exp.LTE(this=column("known_date", "users"), expression=literal(day))
        return exp.Case().when(known_then, x)

    def _value(self, condition: BoundCondition, day: date) -> exp.Expr:
        if condition.operator.standing is None:
            return self._own_value(condition, day)
        # A measuring of its own, so that a standing's relation is whole and can be shared and joined like any other.
        own = Measuring(day)
        columns = [column("user_no", "users").as_("user_no"), own._own_value(condition, day).as_("value")]
        if condition.within is not None:
            columns.append(own.plain_value(condition.within).as_("part"))
        is_divided = condition.within is not None
        rows, standing = standing_of(own.people(*columns), condition.operator.standing, is_divided=is_divided)
        return self._brought(self.standings, f"standing_{len(self.standings) + 1}", rows, standing)

    def _own_value(self, condition: BoundCondition, day: date) -> exp.Expr:
        if condition.operator.looking is not None:
            return _joined_looks(condition.operator.looking, [self._look(look, day) for look in condition.looks])
        x = self._measured(condition, day)
        if condition.compared is None:
            return x
        y = self._measured(condition.compared.other, day)
        return compared_value(condition.compared.how, condition.own_type, x, y)

    def _measured(self, condition: BoundCondition, day: date) -> exp.Expr:
        if condition.measure.attribute is not None:
            return attribute_value(condition, day)
        layer = condition.measure.layer
        grouped = behaviour_rows(condition, day) if layer is None else layer_rows(layer, day)
        measured = self._brought(self.relations, f"measured_{len(self.relations) + 1}", grouped.rows, grouped.value)
        if not condition.counts_from_zero:
            return measured
        return exp.func("coalesce", measured, literal(layer.otherwise if layer and layer.otherwise else 0))

    def _look(self, look: BoundLook | BoundList | BoundQuery, day: date) -> exp.Expr:
        """Whether another rule, whole and as of its own day, a list or a statement has the person."""
        kind, rows = _related_people(look, day)
        is_there = self._brought(self.standings, f"{kind}_{len(self.standings) + 1}", rows, exp.Literal.number(1))
        is_outside = exp.Is(this=is_there, expression=exp.null())
        return is_outside if isinstance(look, BoundLook) and not look.is_in else exp.not_(is_outside)

    def ordering(self, limit: BoundLimit) -> tuple[exp.Expr | None, exp.Expr | None]:
        """What a limit orders by, and what it divides by."""
        by, per = (None if measure is None else self.plain_value(measure) for measure in (limit.by, limit.per))
        return by, per

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


def _related_people(look: BoundLook | BoundList | BoundQuery, day: date) -> tuple[str, exp.Select]:
    match look:
        case BoundList():
            return "list", listed_people(look.kept)
        case BoundQuery():
            return "given", people_of_sql(look.text, day)
        case BoundLook():
            return "segment", selected(look.root, back(day, look.days_back))


def _joined_looks(looking: Looking, looks: list[exp.Expr]) -> exp.Expr:
    match looking.joins:
        case Match.ALL:
            return exp.and_(*looks)
        case Match.ANY:
            return exp.or_(*looks)
        case _:
            return exp.not_(exp.or_(*looks))


def _how_many(members: list[exp.Expr]) -> exp.Expr:
    return added([exp.Case().when(member, exp.Literal.number(1)).else_(exp.Literal.number(0)) for member in members])
