"""The people of an audience as rows: a page of them to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
from sqlglot import exp

from data.access import Action, Person, require
from data.audit import record, utc_now
from data.settings import Settings
from queries.audience import Audience
from queries.catalog import ValueType, catalog
from queries.engines import Engine
from queries.lists.columns import ListColumn, list_columns, masked
from queries.segments.compile import Measuring
from queries.segments.rows import column
from queries.segments.values import literal

LARGEST_PAGE = 1_000


@dataclass(frozen=True)
class Members:
    """One page in the order of `user_no`. `total` counts the whole audience. Money is in minor units."""

    columns: tuple[ListColumn, ...]
    rows: pa.Table
    total: int


def members(
    engine: Engine,
    audience: Audience,
    columns: Sequence[str],
    *,
    person: Person,
    clear_on_record: Settings | None = None,
    clock: Callable[[], datetime] = utc_now,
    limit: int = 50,
    offset: int = 0,
) -> Members:
    """Measures by key for people from `offset` on, `user_no` first.

    Masked in the engine, unless `clear_on_record` says under which house's record they are seen whole: that needs the
    right to it, and is written down before a row is handed out.
    Raises `Forbidden`, `AuditError`, `ListError` or `SegmentError`.
    """
    require(person, Action.SEE_MEMBERS)
    if clear_on_record:
        require(person, Action.SEE_CLEAR)
    chosen = list_columns(columns, catalog(engine.version), clear=clear_on_record is not None)
    people = people_query(engine, audience, chosen).order_by(column("user_no", "users"))
    page = people.limit(min(limit, LARGEST_PAGE)).offset(offset)
    found = Members(chosen, engine.query(page.sql(engine.dialect)), people_count(engine, audience))
    if clear_on_record and found.rows.num_rows and any(each.is_clear for each in chosen):
        record(
            clear_on_record,
            at=clock(),
            person=person,
            act="members_seen_clear",
            what=what_is_seen(audience, chosen, f"from {offset + 1}"),
            version=engine.version.id,
            rows=found.rows.num_rows,
        )
    return found


def members_numbered(
    engine: Engine, user_numbers: Sequence[int], columns: Sequence[str], *, as_of: date, person: Person
) -> Members:
    """Some people by their number in the store, masked, at most a page of them: for counts that no rule selects.

    Raises `Forbidden` or `ListError`.
    """
    require(person, Action.SEE_MEMBERS)
    chosen = list_columns(columns, catalog(engine.version), clear=False)
    measuring = Measuring(as_of)
    values = [_value(measuring, found).as_(found.name, quoted=True) for found in chosen]
    user_no = column("user_no", "users")
    these = exp.In(this=user_no.copy(), expressions=[literal(int(n)) for n in user_numbers[:LARGEST_PAGE]])
    query = measuring.people(user_no.as_("user_no"), *values).where(these).order_by(user_no.copy())
    return Members(chosen, engine.query(query.sql(engine.dialect)), len(user_numbers))


def what_is_seen(audience: Audience, chosen: Sequence[ListColumn], where: str) -> str:
    """For the record: which file or part, whom, as of when, and which columns of them."""
    rule = audience.key or "everyone"
    names = ", ".join(f"{found.measure.key}{' (masked)' if found.is_masked else ''}" for found in chosen)
    return f"{where} | as of {audience.as_of} | {names} | {rule}"


def people_count(engine: Engine, audience: Audience) -> int:
    counted = exp.select(exp.Count(this=exp.Star()).as_("people")).from_(audience.query(engine).subquery("audience"))
    return int(engine.query(counted.sql(engine.dialect))["people"][0].as_py())


def people_query(engine: Engine, audience: Audience, chosen: Sequence[ListColumn]) -> exp.Select:
    """One row per person of the audience, `user_no` first, in no order."""
    measuring = Measuring(audience.as_of)
    values = [_value(measuring, found).as_(found.name, quoted=True) for found in chosen]
    query = measuring.people(column("user_no", "users").as_("user_no"), *values)
    on = exp.EQ(this=column("user_no", "users"), expression=column("user_no", "audience"))
    return query.join("audience", on=on, join_type="inner").with_("audience", as_=audience.query(engine))


def _value(measuring: Measuring, found: ListColumn) -> exp.Expr:
    value = measuring.plain_value(found.measure)
    if found.is_masked:
        return masked(value, found.measure)
    if found.measure.type is ValueType.TAGS:
        return exp.ArrayToString(this=value, expression=exp.Literal.string("; "))
    return value
