"""The lint of the portable subset: it passes what we ask, and catches each trap."""

from __future__ import annotations

import pytest
from sqlglot import parse_one

from queries.engines.portable import RULES, faults
from queries.question import FLOOR, questions

TRAPS = [
    ("only_shared_functions", "select count_if(t.x > 1) as n from t"),
    ("only_shared_functions", "select arg_min(t.x, t.y) as first_x from t"),
    ("only_shared_functions", "select quantile_cont(t.x, 0.5) as median from t"),
    ("only_shared_functions", "select lower(t.name) as name_key from t"),
    ("only_shared_functions", "select round(t.x) as x from t"),
    ("only_shared_functions", "select current_date as today from t"),
    ("only_shared_functions", "select now() as today from t"),
    ("only_shared_functions", "select hash(t.x) as bucket from t"),
    ("only_shared_functions", "select make_date(2025, 1, 1) as day from t"),
    ("only_shared_functions", "select any_value(t.x) as x from t"),
    ("only_shared_functions", "select string_agg(t.x, ',') as xs from t"),
    ("only_shared_functions", "select my_macro(t.x) as x from t"),
    ("no_dialect_nodes", "select t.name ilike 'a%' as is_a from t"),
    ("no_dialect_nodes", "select t.x // 2 as half from t"),
    ("no_dialect_nodes", "select t.tags[1] as tag from t"),
    ("no_dialect_nodes", "select [1, 2] as xs from t"),
    ("no_dialect_nodes", "select t.at at time zone 'Asia/Shanghai' as at from t"),
    ("no_dialect_nodes", "select v.x as x from (values (1)) as v(x)"),
    ("days_between_dates_only", "select date_diff('day', t.ordered_at, t.paid_at) as days_passed from t"),
    ("days_between_dates_only", "select date_diff('month', t.first_date, t.last_date) as months from t"),
    ("days_between_dates_only", "select date_diff('week', t.first_date, t.last_date) as weeks from t"),
    ("days_between_dates_only", "select t.last_date - t.first_date as days_passed from t"),
    ("months_as_dates", "select date_trunc('month', t.ordered_date) as month_date from t"),
    ("months_as_dates", "select cast(date_trunc('week', t.ordered_date) as date) as week_date from t"),
    ("guarded_neighbours", "select lag(t.day) over (order by t.day) as before from t"),
    ("guarded_neighbours", "select lead(t.day) over (order by t.day) as after from t"),
    ("no_correlation", "select t.x as x from t where exists (select 1 as one from u where u.x = t.x)"),
    ("no_correlation", "select t.x as x from t where t.y = (select max(u.y) as y from u where u.x = t.x)"),
    ("no_null_trap", "select t.x as x from t where t.x not in (select u.x as x from u)"),
    ("joins_say_on", "select t.x as x from t join u using (x)"),
    ("joins_say_on", "select t.x as x from t, u where t.x = u.x"),
    ("joins_say_on", "select t.x as x from t natural join u"),
    ("outer_joins_have_a_key", "select t.x as x from t left join u on t.x <= u.x"),
    ("no_all", "select t.x as x, count(*) as n from t group by all"),
    ("no_all", "select distinct on (t.x) t.x as x, t.y as y from t order by t.x, t.y"),
    ("columns_have_names", "select t.x from t"),
    ("columns_have_names", "select count(*) from t"),
    ("columns_name_their_table", "select sum(x) + max(x) as total from t"),
    ("columns_name_their_table", "select t.x as x from t where y > 1"),
    ("sums_have_width", "select sum(t.cents) as total from t"),
    ("squares_are_wide", "select cast(sum(t.cents * t.cents) as bigint) as squares from t"),
    ("no_rounding", "select cast(t.cents / 2 as integer) as half from t"),
    ("no_rounding", "select cast(t.cents as double) as cents from t"),
    ("limits_have_order", "select t.x as x from t limit 10"),
    ("guarded_division", "select t.x / t.y as ratio from t"),
]
SOUND = [
    "select cast(sum(cast(t.cents as decimal(38, 0)) * t.cents) as decimal(38, 0)) as squares from t",
    "select case when t.k > 1 then lag(t.day) over (order by t.day, t.k) end as before from t",
    "select cast(date_trunc('month', t.ordered_date) as date) as month_date from t",
    "select date_diff('day', cast(t.ordered_at as date), $as_of) as age_days from t",
    "select t.x as x from t where t.x in (select u.x as x from u) order by x limit 10",
    "select extract(year from t.day) as year_no, count(*) as n from t group by year_no order by year_no",
    "select t.x / nullif(t.y, 0) as ratio from t",
    "select t.x as x from t where t.at >= $as_of and t.at < t.first_at + interval 90 day",
]


@pytest.mark.parametrize(("rule", "trap"), TRAPS)
def test_the_lint_catches(rule: str, trap: str) -> None:
    assert rule in {fault.rule for fault in faults(parse_one(trap, dialect="duckdb"))}


@pytest.mark.parametrize("statement", SOUND)
def test_the_lint_passes_what_is_sound(statement: str) -> None:
    assert faults(parse_one(statement, dialect="duckdb")) == ()


def test_every_rule_has_a_trap() -> None:
    assert {rule for rule, _ in TRAPS} == {rule.__name__ for rule in RULES}


@pytest.mark.parametrize("name", questions())
def test_a_question_keeps_to_the_portable_subset(name: str) -> None:
    assert faults(questions()[name].tree) == ()


@pytest.mark.parametrize("path", sorted((FLOOR / "shared").rglob("*.sql")), ids=lambda path: path.stem)
def test_a_shared_relation_keeps_to_the_portable_subset(path: object) -> None:
    assert faults(parse_one(path.read_text("utf-8"), dialect="duckdb")) == ()  # type: ignore[attr-defined]
