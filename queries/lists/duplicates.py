"""One person under several member IDs: whoever shares a phone, UnionID or e-mail address, directly or by others."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sqlglot import exp

from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.header import literal
from queries.segments.leaves import KEPT
from queries.segments.rows import column

IDENTITIES = ("phone", "unionid", "email")
MOST_IDS = (
    20  # what more members share is a placeholder, as 13800000000 or none@none.com, and says nothing of who they are
)


def same_person(engine: DuckDBEngine | DuckDBCursor) -> NDArray[np.int64]:
    """For every person of the store the lowest `user_no` of those who are the same person; most are alone.

    Phones and addresses are compared without spaces and in small letters. Kept for as long as the version is open.
    """
    people = engine.version.manifest.people
    key = (engine.version.folder, "same person")
    return KEPT.get(key, lambda: _lowest_of_each(_pairs(engine), people), limit=engine.cache_limit)


def duplicates_among(engine: DuckDBEngine | DuckDBCursor, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """All of the chosen but the first of each person, in the order of the member IDs."""
    numbers = np.flatnonzero(chosen)
    person = same_person(engine)[numbers]
    _, first = np.unique(person, return_index=True)
    again = np.zeros_like(chosen)
    again[np.delete(numbers, first)] = True
    return again


def _pairs(engine: DuckDBEngine | DuckDBCursor) -> pa.Table:
    """Each person beside the first with the same phone, UnionID or address, where there is another one."""
    found = [
        engine.query(_pairs_by(name).sql(engine.dialect))
        for name in IDENTITIES
        if engine.version.manifest.delivers("users", name)
    ]
    schema = pa.schema([("user_no", pa.int64()), ("first_no", pa.int64())])
    return pa.concat_tables([schema.empty_table(), *(table.cast(schema) for table in found)])


def _pairs_by(name: str) -> exp.Select:
    identity = exp.Lower(this=exp.Trim(this=column(name, "users")))
    known = exp.not_(exp.func("coalesce", exp.EQ(this=identity, expression=exp.Literal.string("")), exp.true()))
    those = exp.select(column("user_no", "users").as_("user_no"), identity.as_("identity")).from_("users").where(known)
    shared = (
        exp.select("those.identity", exp.Min(this=column("user_no", "those")).as_("first_no"))
        .from_("those")
        .group_by("those.identity")
        .having(exp.Between(this=exp.Count(this=exp.Star()), low=literal(2), high=literal(MOST_IDS)))
    )
    on = exp.EQ(this=column("identity", "those"), expression=column("identity", "shared"))
    return (
        exp.select("those.user_no", "shared.first_no")
        .from_("those")
        .join("shared", on=on)
        .with_("those", as_=those)
        .with_("shared", as_=shared)
    )


def _lowest_of_each(pairs: pa.Table, people: int) -> NDArray[np.int64]:
    lowest = np.arange(people, dtype=np.int64)
    if not pairs.num_rows:
        return lowest
    person, first = (pairs[name].to_numpy() for name in ("user_no", "first_no"))
    linked, place = np.unique(np.concatenate([person, first]), return_inverse=True)
    links = (np.ones(len(person), np.bool_), (place[: len(person)], place[len(person) :]))
    number, component = connected_components(coo_array(links, shape=(len(linked), len(linked))), directed=False)
    least = np.full(number, people, np.int64)
    np.minimum.at(least, component, linked)
    lowest[linked] = least[component]
    return lowest
