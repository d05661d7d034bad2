"""The people whom an uploaded list names, by the column of the member table that it is held against."""

from __future__ import annotations

from sqlglot import exp

from data.uploaded import UploadedList
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


def people_named(engine: Engine, kept: UploadedList) -> int:
    """How many members of this store version the list names."""
    counted = exp.select(exp.Count(this=exp.Star()).as_("people")).from_(listed_people(kept).subquery("named"))
    return int(engine.query(counted.sql(engine.dialect))["people"][0].as_py())
