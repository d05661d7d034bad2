"""One ledger of assignments: the export, lists that left and uploaded records met under one campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from data.ledger import CONTROL
from data.settings import Settings
from queries.audience import Audience
from queries.engines.duck import NOTHING_BESIDE, DuckDBCursor, DuckDBEngine
from queries.header import literal, statement_in
from queries.lists.assignments import ASSIGNMENTS, EXPORT, MANIFEST, UPLOADED, assignments, on_record
from queries.relations import with_relations

RANKS: Mapping[str, int] = {MANIFEST: 1, EXPORT: 2, UPLOADED: 3}  # the first that knows a person decides their arm
EVER = date(1970, 1, 1)
EVERY_CAMPAIGN = ""
_STATEMENTS = Path(__file__).parent / "ledger"
_ASSIGNED = "assigned"


@dataclass(frozen=True, eq=False)
class Decided:
    """`rows` (`ASSIGNMENTS`) are those of each person's deciding source: one row, or two where that source itself has
    them in two arms (`in_two_arms` people). `crossed` people stand in the control group of one source or arm and among
    those written to in another; they count as the deciding source assigned them. `sources` counts people by source."""

    rows: pa.Table
    people: int
    in_two_arms: int
    crossed: int
    sources: Mapping[str, int]


def decided_assignments(engine: DuckDBEngine | DuckDBCursor, settings: Settings, campaign: str) -> Decided:
    """Who was assigned to a campaign by the source that decides: the list that left, else the export, else uploaded
    records. As assigned, never as reached."""
    told = assignments(engine, settings, campaign)
    numbers, arms = told["user_no"].to_numpy(), told["arm"]
    ranks = pc.index_in(told["source"], pa.array(RANKS)).to_numpy()
    deciding = np.full(engine.version.manifest.people, len(RANKS), np.int8)
    for rank in reversed(range(len(RANKS))):
        deciding[numbers[ranks == rank]] = rank
    rows = told.filter(pa.array(ranks == deciding[numbers]))
    is_control = pc.equal(arms, CONTROL).to_numpy()
    crossed = np.intersect1d(numbers[is_control], numbers[~is_control])
    grouped = rows.group_by("user_no").aggregate([("arm", "min"), ("arm", "max")])
    in_two = pc.sum(pc.not_equal(grouped["arm_min"], grouped["arm_max"])).as_py() or 0
    known = np.bincount(deciding[deciding < len(RANKS)], minlength=len(RANKS))
    sources = {source: int(known[place]) for place, source in enumerate(RANKS) if known[place]}
    return Decided(rows, grouped.num_rows, in_two, len(crossed), sources)


def listed(engine: DuckDBEngine | DuckDBCursor, settings: Settings) -> pa.Table:
    """What lists and records say of every campaign, as the statements of the ledger read it: times UTC without a zone,
    `assigned_date` of the business, `source_rank` as in `RANKS`."""
    told = on_record(engine, settings)
    zone = engine.version.manifest.timezone
    local = pc.local_timestamp(pc.cast(told["assigned_at"], pa.timestamp("us", zone)))
    ranks = pc.add(pc.index_in(told["source"], pa.array(RANKS)), 1)
    columns = {name: told[name] for name in ("campaign_id", "user_no", "arm", "channel")}
    moments = pc.cast(told["assigned_at"], pa.timestamp("us"))
    return pa.table(
        {**columns, "assigned_at": moments, "assigned_date": pc.cast(local, pa.date32()), "source_rank": ranks}
    )


def nobody_listed() -> pa.Table:
    """`listed` of a house that keeps no list."""
    empty = ASSIGNMENTS.empty_table().select(["campaign_id", "user_no", "arm", "channel"])
    more = {"assigned_at": pa.timestamp("us"), "assigned_date": pa.date32(), "source_rank": pa.int32()}
    for name, kind in more.items():
        empty = empty.append_column(name, pa.array([], kind))
    return empty


Given = int | str | date | datetime | exp.Expr


def ledger_statement(name: str, engine: DuckDBEngine | DuckDBCursor, audience: Audience, **given: Given) -> exp.Query:
    """One statement of `ledger/`, complete but for the relation `listed`. `as_of` is the audience's day unless given;
    an expression stands where its name stands."""
    statement = _statement(name).copy()
    if any(table.name == _ASSIGNED for table in statement.find_all(exp.Table)):
        ledger = exp.CTE(this=_statement(_ASSIGNED).copy(), alias=exp.TableAlias(this=exp.to_identifier(_ASSIGNED)))
        statement.set("with_", exp.With(expressions=[ledger, *statement.ctes]))
    tree = with_relations(statement, audience, engine)
    manifest = engine.version.manifest
    values: Mapping[str, Given] = {"as_of": audience.as_of, "data_start": manifest.data_start, "since": EVER, **given}
    for placeholder in tuple(tree.find_all(exp.Placeholder)):
        placeholder.replace(_in_sql(values[placeholder.name]))
    return tree


def asked_of_ledger(
    name: str,
    engine: DuckDBEngine | DuckDBCursor,
    audience: Audience,
    beside: Mapping[str, pa.Table] = NOTHING_BESIDE,
    **given: Given,
) -> pa.Table:
    """Ask in the calling thread. Raises what the engine raises."""
    return engine.query(ledger_statement(name, engine, audience, **given).sql(engine.dialect, pretty=True), beside)


@cache
def _statement(name: str) -> exp.Select:
    return statement_in(_STATEMENTS / f"{name}.sql")


def _in_sql(value: Given) -> exp.Expr:
    if isinstance(value, exp.Expr):
        return value.copy()
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.isoformat(" ")), exp.DataType.Type.TIMESTAMP)
    return literal(value)
