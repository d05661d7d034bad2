"""The people whom an uploaded list names, by the column of the member table that it is held against."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from data.uploaded import UploadedList
from data.uploaded.identities import identity
from queries.engines import Engine
from queries.segments.rows import column


def listed_people(kept: UploadedList) -> exp.Select:
    """Each once: a person has one value of the column, and every spelling stands in the list once."""
    names = exp.Table(
        this=exp.ReadParquet(expressions=[exp.Literal.string(str(kept.path))]),
        alias=exp.TableAlias(this=exp.to_identifier("listed")),
    )
    on = exp.EQ(this=column(kept.match.value, "users"), expression=column("member", "listed"))
    return exp.select(column("user_no", "users").as_("user_no")).from_("users").join(names, on=on)


@dataclass(frozen=True)
class Named:
    """`members` of a store version are named by a list; `unmatched` of its names no member has."""

    members: int
    unmatched: int


def people_named(engine: Engine, kept: UploadedList) -> Named:
    """Several members may share a phone or an address, and one name has several spellings."""
    spelt = listed_people(kept).select(column("member", "listed").as_("member"))
    found = engine.query(spelt.sql(engine.dialect))
    names = {identity(spelling, kept.match) for spelling in found["member"].unique().to_pylist()}
    return Named(found.num_rows, kept.people - len(names))
