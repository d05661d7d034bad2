"""Find a member by ID, and by what of their name and phone number the one who asks may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from data.access import Action, Person, require
from queries.catalog import Catalog, Measure, catalog
from queries.engines import Engine
from queries.lists.columns import masked
from queries.segments.rows import column, stored
from queries.segments.values import literal

MOST = 20
NAME, PHONE = "users.name", "users.phone"


@dataclass(frozen=True)
class FoundPerson:
    """`name` and `phone` are masked, for everybody; None where the export has none."""

    user_no: int
    user_id: str
    name: str | None
    phone: str | None


def find_people(engine: Engine, text: str, *, person: Person, most: int = MOST) -> tuple[FoundPerson, ...]:
    """Members whose ID begins with the text, or whose masked name or phone number it is: those who may see clear
    details also find them by a part of the name or the whole number. The very ID comes first.

    Raises `Forbidden` unless the asker may see members.
    """
    require(person, Action.SEE_MEMBERS)
    wanted = text.strip()
    if not wanted:
        return ()
    known = catalog(engine.version)
    user_id = column("user_id", "users")
    is_it = exp.EQ(this=user_id.copy(), expression=literal(wanted))
    matches = [exp.StartsWith(this=user_id.copy(), expression=literal(wanted)), *_matches(known, wanted, person)]
    query = (
        exp.select(column("user_no", "users").as_("user_no"), user_id.as_("user_id"))
        .select(*(_masked(known.measures[key]).as_(name) for key, name in ((NAME, "name"), (PHONE, "phone"))))
        .from_("users")
        .where(column("is_member", "users"), exp.or_(*matches))
        .order_by(exp.Ordered(this=is_it, desc=True), user_id.copy())
        .limit(most)
    )
    return tuple(FoundPerson(**row) for row in engine.query(query.sql(engine.dialect)).to_pylist())


def _matches(known: Catalog, wanted: str, person: Person) -> Iterator[exp.Expr]:
    for key in (NAME, PHONE):
        if known.measures[key].is_available:
            yield exp.EQ(this=_masked(known.measures[key]), expression=literal(wanted))
    if not person.may(Action.SEE_CLEAR):
        return
    if known.measures[NAME].is_available:
        place = exp.StrPosition(this=_value(known.measures[NAME]), substr=literal(wanted))
        yield exp.GT(this=place, expression=exp.Literal.number(0))
    if known.measures[PHONE].is_available:
        yield exp.EQ(this=_value(known.measures[PHONE]), expression=literal(wanted))


def _masked(measure: Measure) -> exp.Expr:
    return masked(_value(measure), measure) if measure.is_available else exp.cast(exp.null(), exp.DataType.Type.TEXT)


def _value(measure: Measure) -> exp.Expr:
    assert measure.attribute is not None
    return stored(measure.attribute)
