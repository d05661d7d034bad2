"""Who goes where by chance: a keyed hash per person, so that the same salt decides the same for them every time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.segments.rows import column

Numbers = NDArray[np.int64]  # user_no of people, ascending
DIGITS = 15  # of the hash's 64; as a number they are exact in every engine
WHOLE = 16**DIGITS


@dataclass(frozen=True, eq=False)
class Chances:
    """For each of some people two independent numbers from 0 to below `WHOLE`, uniform over people."""

    first: NDArray[np.uint64]
    second: NDArray[np.uint64]


def chances(engine: DuckDBEngine | DuckDBCursor, people: Numbers, salt: str) -> Chances:
    """Digits 1–15 and 16–30 of SHA-256(salt:user_id), of each of the people. The salt is secret: whoever knows it
    could choose IDs that are never held back."""
    hashed = exp.SHA2(
        this=exp.DPipe(this=exp.Literal.string(f"{salt}:"), expression=column("user_id", "drawn")),
        length=exp.Literal.number(256),
    )
    digests = exp.select(column("user_no", "drawn").as_("user_no"), hashed.as_("digest")).from_("drawn")
    found = (
        exp.select(column("user_no", "digests"), _number(1).as_("first"), _number(1 + DIGITS).as_("second"))
        .from_("digests")
        .with_("digests", as_=digests)
    )
    table = engine.query(found.sql(engine.dialect), {"drawn": _ids(engine, people)})
    order = np.argsort(table["user_no"].to_numpy(), kind="stable")  # quick where they come as they went in
    return Chances(table["first"].to_numpy()[order], table["second"].to_numpy()[order])


def _ids(engine: DuckDBEngine | DuckDBCursor, people: Numbers) -> pa.Table:
    """Read and picked here: joining half of ten million people to their IDs cost as much as hashing these."""
    cursor = engine.cursor() if isinstance(engine, DuckDBEngine) else engine
    chosen = np.zeros(engine.version.manifest.people, np.bool_)
    chosen[people] = True
    everyone = exp.select(column("user_no", "users"), column("user_id", "users")).from_("users")
    with cursor.scan(everyone.sql(engine.dialect)) as frames:
        picked = [frame.filter(chosen[frame["user_no"].to_numpy()]).to_arrow() for frame in frames]
    schema = pa.schema([("user_no", pa.int32()), ("user_id", pa.large_string())])
    return pa.concat_tables([schema.empty_table(), *picked])


def person_hash(user_id: str, key: str) -> int:
    """The number under which one person stands in the ledger, `chances(…).first` for them."""
    return int(hashlib.sha256(f"{key}:{user_id}".encode()).hexdigest()[:DIGITS], 16)


def _number(start: int) -> exp.Expr:
    digits = exp.Substring(
        this=column("digest", "digests"), start=exp.Literal.number(start), length=exp.Literal.number(DIGITS)
    )
    hexadecimal = exp.DPipe(this=exp.Literal.string("0x"), expression=digits)
    return exp.cast(hexadecimal, exp.DataType.Type.UBIGINT)


def held_back(chance: NDArray[np.uint64], share: float) -> NDArray[np.bool_]:
    """Each by their own number alone, so the same people are held back whoever else is drawn with them."""
    return chance < np.uint64(round(share * WHOLE))


def held_back_within(
    strata: NDArray[np.int64], chance: NDArray[np.uint64], share: float, *, start: float
) -> NDArray[np.bool_]:
    """Every stratum gives its share to within one person, and each person is held back with the same probability.

    Systematic sampling (Madow 1949) through the people ordered by stratum and, within it, by chance; `start`, from 0
    to below 1, must not depend on them.
    """
    order = np.lexsort((chance, strata))
    reached = np.floor(np.arange(len(order) + 1) * share + start)
    held = np.zeros(len(order), np.bool_)
    held[order] = np.diff(reached) > 0
    return held


def start_of(salt: str) -> float:
    """Where systematic sampling begins."""
    return float(int(hashlib.sha256(f"{salt}:start".encode()).hexdigest()[:DIGITS], 16) / WHOLE)


def divided(people: Numbers, chance: NDArray[np.uint64], shares: Sequence[tuple[str, float]]) -> Mapping[str, Numbers]:
    """The people by variant. Each by their own number alone."""
    bounds = [round(float(bound) * WHOLE) for bound in np.cumsum([share for _, share in shares])]
    bounds[-1] = WHOLE  # what rounding left over belongs to the last
    place = np.searchsorted(np.array(bounds, np.uint64), chance, side="right")
    return {name: people[place == number] for number, (name, _) in enumerate(shares)}
