"""A member who asked to be forgotten: known by their ID, taken out of everything kept here that names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp

from data.access import Action, Person, require
from data.forgotten import forget
from data.ledger import ledger_key
from data.settings import Settings
from data.uploaded import MatchOn
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.header import literal
from queries.lists.chance import person_hash
from queries.segments.rows import column


@dataclass(frozen=True)
class Forgotten:
    """`lists`: how many lists and records had them. Not `is_known`: no member of the open store has this ID."""

    lists: int
    is_known: bool


def forget_member(
    engine: DuckDBEngine | DuckDBCursor, member_id: str, *, person: Person, settings: Settings, at: datetime
) -> Forgotten:
    """Somebody whom the open store does not know is forgotten by the ID alone.

    Raises `Forbidden`, `AuditError`, `ListError`.
    """
    require(person, Action.FORGET)
    known = _addresses(engine, member_id)
    names = {MatchOn.USER_ID: member_id, **known}
    lists = forget(settings, person_hash(member_id, ledger_key(settings)), names, person=person, at=at)
    return Forgotten(lists, is_known=bool(known))


def _addresses(engine: DuckDBEngine | DuckDBCursor, member_id: str) -> dict[MatchOn, str]:
    theirs = (
        exp.select(*(column(match.value, "users").as_(match.value) for match in MatchOn))
        .from_("users")
        .where(exp.EQ(this=column("user_id", "users"), expression=literal(member_id)))
    )
    rows = engine.query(theirs.sql(engine.dialect)).to_pylist()
    return {match: row[match.value] for row in rows for match in MatchOn if row[match.value]}
