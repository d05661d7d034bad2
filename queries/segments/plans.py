"""How the people of one condition are found: by one statement, or by judging values that can be kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from sqlglot import exp

from queries.segments.bind import BoundCondition, BoundLimit
from queries.segments.compile import Measuring, Relation
from queries.segments.limits import last_if_unknown, order_of
from queries.segments.passes import Pass
from queries.segments.rows import column

PLANS = 1_000  # writing the SQL of a condition takes a millisecond or two, and an edit asks for that of all conditions


@dataclass(frozen=True)
class Judged:
    """`measured_sql` brings one row per person who has a value, `held_sql` those of the relation `name` who hold.

    Another threshold or operator judges what was measured and reads no event again.
    """

    name: str
    measured: Pass
    measured_sql: str
    held_sql: str

    @property
    def sql(self) -> str:
        """Both, which say all that the people depend on."""
        return f"{self.measured_sql}; {self.held_sql}"


@dataclass(frozen=True)
class Tested:
    """`sql` brings the people whose own row, with no event beside it, passes the `test`."""

    test: exp.Expr
    sql: str


Plan: TypeAlias = "Judged | Tested | str"


def plan_of(condition: BoundCondition, as_of: date, dialect: str) -> Plan:
    return _plan(replace(condition, place=""), as_of, dialect)


@lru_cache(PLANS)
def _plan(condition: BoundCondition, as_of: date, dialect: str) -> Plan:
    measuring = Measuring(as_of)
    held = measuring.condition(condition)
    match (*measuring.relations.items(), *measuring.standings.items()):
        case ((rows, relation),) if _judges_only(held, relation):
            return _judged(rows, relation, held, dialect)
        case ():
            return Tested(held, measuring.people(user_no("users")).where(held).sql(dialect))
    return measuring.people(user_no("users")).where(held, copy=False).sql(dialect, copy=False)


def _judged(rows: exp.Select, relation: Relation, held: exp.Expr, dialect: str) -> Judged:
    measured = Pass(rows, tuple((alias, value) for value, alias in relation.values.items()))
    holding = exp.select(user_no(relation.name)).from_(relation.name).where(held)
    return Judged(relation.name, measured, measured.query().sql(dialect, copy=False), holding.sql(dialect, copy=False))


def _judges_only(held: exp.Expr, relation: Relation) -> bool:
    tables = {found.table for found in held.find_all(exp.Column)}
    return tables == {relation.name} and held.find(exp.Query, exp.Window, exp.AggFunc) is None


def passed_name(number: int) -> str:
    """Of the test with that number, from 0, in `tests_sql`."""
    return f"passes_{number}"


def tests_sql(tests: Iterable[exp.Expr], as_of: date, dialect: str) -> str:
    """Everyone, and whether each passes the tests."""
    columns = (exp.Paren(this=test.copy()).as_(passed_name(number)) for number, test in enumerate(tests))
    return Measuring(as_of).people(user_no("users"), *columns).sql(dialect, copy=False)


@lru_cache(PLANS)
def everyone_sql(as_of: date, dialect: str) -> str:
    return Measuring(as_of).people(user_no("users")).sql(dialect)


@lru_cache(PLANS)
def ordered_sql(limit: BoundLimit, as_of: date, dialect: str) -> str:
    """Everyone in the order of a limit, the people of one `part` together."""
    measuring = Measuring(as_of)
    by, per = measuring.ordering(limit)
    if per is None:
        return measuring.people(user_no("users")).order_by(*order_of(limit, by)).sql(dialect)
    part = exp.Window(this=exp.Rank(), order=exp.Order(expressions=[last_if_unknown(per)])).as_("part")
    parts_first = last_if_unknown(exp.column("part"))
    return measuring.people(user_no("users"), part).order_by(parts_first, *order_of(limit, by)).sql(dialect)


def user_no(table: str) -> exp.Expr:
    return column("user_no", table).as_("user_no")
