"""Repurchase, lifecycle, value and recurring cohorts of everyone, each beside a statement by hand over the same files.

Months are bits of a number per person where that is quicker than joins. What the rivals count must be equal; ours also
gives the squares behind intervals: of cohort value, and of people who are in many recurring cohorts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, groupby
from statistics import median
from typing import Any, TypeAlias

from data.store import Version
from queries.audience import Audience
from queries.engines import DuckDBEngine
from queries.question import answer, question
from queries.retention import Study, retention
from queries.retention.study import Cohorting
from queries.segments import leaves
from queries.segments.kept import Kept
from tests.benchmarks.beside import Taken, apart, figure, taken
from tests.benchmarks.by_hand import by_duckdb

Counted: TypeAlias = "list[tuple[Any, ...]]"

AGAIN = 3
REPURCHASE = """
with firsts as (select user_no, min(ordered_date) as d from {orders} where {live} group by user_no),
waits as (
    select firsts.d as d, min(o.ordered_date) as s from firsts
    left join (select user_no, ordered_date from {orders} where {live}) as o
    on o.user_no = firsts.user_no and o.ordered_date > firsts.d group by firsts.user_no, firsts.d
)
select n, count(*), count(*) filter (where s - d <= n) from waits
cross join (values (30), (60), (90), (180), (365)) as days(n)
where date '{end}' - d >= n group by n order by n"""
LIFECYCLE = """
with words as (
    select bit_or(1::bigint << {month}::integer) as w from {orders} where {live} group by user_no
),
alike as (select w, count(*) as n from words group by w)
select m, sum(n) filter (where (w >> m) & 1 = 1),
    sum(n) filter (where (w >> m) & 1 = 1 and w & ((1::bigint << m) - 1) = 0),
    sum(n) filter (where m > 0 and (w >> m) & 1 = 1 and (w >> (m - 1)) & 1 = 1)
from alike cross join (select range::integer as m from range(0, 24)) as months group by m order by m"""
VALUE = """
with monthly as (
    select user_no, {month}::integer as m, sum(
        paid_cents - case when refunded_date <= date '{end}' then refunded_cents else 0 end
    ) as cents
    from {orders} where {live} group by user_no, m
),
firsts as (select user_no, min(m) as c from monthly group by user_no)
select c, m, sum(cents)::bigint from monthly join firsts on monthly.user_no = firsts.user_no
group by c, m order by c, m"""
RECURRING = """
with words as (
    select bit_or(1::bigint << {month}::integer) as w from {orders} where {live} group by user_no
),
alike as (select w, count(*) as n from words group by w)
select c, k, sum(n) from alike
cross join (select range::integer as c from range(0, 24)) as starts
cross join (select range::integer as k from range(1, 24)) as since
where c + k < 24 and (w >> c) & 1 = 1 and (w >> (c + k)) & 1 = 1 group by c, k order by c, k"""


@dataclass(frozen=True)
class Beside:
    """`ours` and the rows of the rival's statement say the same."""

    name: str
    ours: Callable[[DuckDBEngine], Counted]
    statement: str
    same: Callable[[Counted], Counted] = list


def account_rows(engine: DuckDBEngine) -> list[dict[str, Any]]:
    return [row for beside in BESIDE for row in _rows(engine, beside)]


def _rows(engine: DuckDBEngine, beside: Beside) -> list[dict[str, Any]]:
    expected = [tuple(row) for row in beside.ours(engine)]
    assert [tuple(map(int, row)) for row in beside.same(_theirs(engine.version, beside))] == expected, beside.name
    theirs = [taken(_theirs, engine.version, beside) for _ in range(AGAIN)]
    best = Taken(*(median(one) for one in apart(theirs)))
    kept = [taken(beside.ours, engine) for _ in range(AGAIN)]
    first = []
    for _ in range(AGAIN):
        leaves.KEPT = Kept()
        first.append(taken(beside.ours, engine))
    return [
        figure(f"retention: {beside.name}, first asked", first, best),
        figure(f"retention: {beside.name}, from days kept", kept, best),
        figure(f"retention: {beside.name}: DuckDB", theirs, best),
    ]


def _theirs(version: Version, beside: Beside) -> Counted:
    return by_duckdb(beside.statement, version)


def _answer(engine: DuckDBEngine, name: str) -> list[dict[str, Any]]:
    return answer(question(name), engine, audience=Audience(engine.version.manifest.data_end)).rows


def _repurchase(engine: DuckDBEngine) -> Counted:
    return [
        (row["within_days"], row["eligible"], row["repurchased"]) for row in _answer(engine, "retention/repurchase")
    ]


def _lifecycle(engine: DuckDBEngine) -> Counted:
    rows = _answer(engine, "retention/lifecycle")[1:]
    return [(place, row["active"], row["new_buyers"], row["retained"]) for place, row in enumerate(rows, 1)]


def _value(engine: DuckDBEngine) -> Counted:
    rows = _answer(engine, "value/cohorts")
    cohorts = [list(own) for _, own in groupby(rows, key=lambda row: row["cohort_date"])]
    return [(place, row["months_since"], row["net_cents"]) for place, own in enumerate(cohorts) for row in own]


def _cumulated(rows: Counted) -> Counted:
    found: Counted = []
    for cohort, own in groupby(rows, key=lambda row: row[0]):
        added = list(own)
        found += [
            (cohort, month - cohort, cents)
            for (_, month, _), cents in zip(added, accumulate(row[2] for row in added), strict=True)
        ]
    return found


def _recurring(engine: DuckDBEngine) -> Counted:
    found = retention(engine, Study(cohort=Cohorting.RECURRING), Audience(engine.version.manifest.data_end))
    return [
        (place, cell.index, cell.counted)
        for place, cohort in enumerate(found.cohorts)
        for cell in cohort.cells
        if cell.counted and cell.index
    ]


BESIDE = (
    Beside("repurchase", _repurchase, REPURCHASE),
    Beside("lifecycle", _lifecycle, LIFECYCLE, lambda rows: rows[1:]),
    Beside("value of cohorts", _value, VALUE, _cumulated),
    Beside("recurring cohorts", _recurring, RECURRING),
)
