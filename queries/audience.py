"""Whom a question is about: everyone, or the people a segment selects, as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from queries.catalog import catalog
from queries.engines import Engine
from queries.engines.sandbox import run_alone
from queries.header import literal
from queries.segments import Segment, bind, compile_segment
from queries.segments.sql_text import statements_of


@dataclass(frozen=True)
class Audience:
    """The people a segment selects at the end of `as_of` (a local business day). No segment: everyone known by then.

    Test accounts and deleted people are in no audience.
    """

    as_of: date
    segment: Segment | None = None

    @property
    def is_everyone(self) -> bool:
        return self.segment is None

    @property
    def key(self) -> str | None:
        """Canonical text of whom it holds, under which answers about them are kept; None of everyone."""
        return None if self.segment is None else self.segment.key

    def query(self, engine: Engine) -> exp.Query:
        """One column `user_no`, each person once. Raises `SegmentError` where the rule does not fit the store."""
        if self.segment is None:
            return everyone(self.as_of)
        offered = catalog(engine.version)
        for statement in statements_of(bind(self.segment, offered), self.as_of):
            run_alone(engine.version, statement)  # what a person wrote has shown that it ends before it is asked here
        return compile_segment(self.segment, as_of=self.as_of, catalog=offered)


@dataclass(frozen=True)
class Picked(Audience):
    """People by their numbers, few enough to be named one by one."""

    numbers: tuple[int, ...] = ()

    @property
    def is_everyone(self) -> bool:
        return False

    @property
    def key(self) -> str:
        return f"numbers {self.numbers}"

    def query(self, engine: Engine) -> exp.Query:
        named = exp.In(this=exp.column("user_no", table="users"), expressions=[literal(one) for one in self.numbers])
        return exp.select(exp.column("user_no", table="users").as_("user_no")).from_("users").where(named)


def everyone(as_of: date) -> exp.Select:
    """Members who had joined or ordered by the end of that day: nobody is known before their first trace."""
    return (
        exp.select(exp.column("user_no", table="users").as_("user_no"))
        .from_("users")
        .where(exp.column("is_member", table="users"))
        .where(exp.LTE(this=exp.column("known_date", table="users"), expression=literal(as_of)))
    )
