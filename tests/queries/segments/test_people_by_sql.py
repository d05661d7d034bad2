"""People by SQL: what is allowed selects exactly, and every attack is refused twice, by the words and by the engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data.errors import Cancelled, QuestionError, SegmentError
from queries.audience import Audience
from queries.engines.sandbox import run_alone
from queries.segments import describe, evaluate, parse_segment
from queries.segments.sql_text import RefusedSql, checked_sql
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import SHELF, Document, rule_of, shelf

DAY = date(2025, 3, 10)
BUYERS = "select user_no from orders where is_counted and ordered_date <= :as_of"


def asking(text: str, operator: str = "given_by_sql", **more: Any) -> Document:
    return {
        "version": 1,
        "match": "all",
        "conditions": [{"measure": "people.sql", "operator": operator, "value": text, **more}],
    }


ALLOWED = [
    BUYERS,
    "select user_id from users where city = '上海' or points > 5",
    "with b as (select user_no, count(*) as n from orders group by user_no) select user_no from b where n > 1",
    "select user_no from users union select user_no from orders",
    "select user_no from orders qualify row_number() over (partition by user_no order by ordered_at desc) = 1",
    "select u.user_no from users as u where exists (select 1 from orders as o where o.user_no = u.user_no)",
]


@pytest.mark.parametrize("text", ALLOWED)
def test_an_allowed_statement_selects_the_same_people_in_both_ways(brand: Brand, text: str) -> None:
    for operator in ("given_by_sql", "not_given_by_sql"):
        document = asking(text, operator)
        people = evaluate(brand.engine, rule_of(document, brand.catalog), as_of=DAY)
        assert {brand.ids[number] for number in people.user_numbers()} == brand.members(document, DAY)


def test_the_statement_is_asked_as_of_the_day(brand: Brand) -> None:
    expected = brand.oracle.members(
        {"match": "all", "conditions": [{"measure": "orders.count", "operator": "at_least", "value": 1}]}, DAY
    )
    assert expected <= brand.members(asking(BUYERS), DAY)  # wholly refunded orders are the statement's own affair
    earlier = asking(BUYERS, days_back=50)
    people = evaluate(brand.engine, rule_of(earlier, brand.catalog), as_of=DAY)
    assert {brand.ids[number] for number in people.user_numbers()} == brand.members(earlier, DAY)
    assert brand.members(earlier, DAY) < brand.members(asking(BUYERS), DAY)


def test_an_audience_by_sql_is_asked_like_any_other(brand: Brand) -> None:
    audience = Audience(DAY, rule_of(asking(BUYERS)))
    assert "CAST('2025-03-10' AS DATE)" in audience.query(brand.engine).sql("duckdb")


ATTACKS = [
    "drop table users",
    "select user_no from users; drop table users",
    "insert into users select * from users",
    "update users set city = 'x'",
    "create table x as select user_no from users",
    "copy users to '/tmp/x.csv'",
    "copy (select user_no from users) to '/tmp/x.parquet'",
    "attach '/tmp/x.db'",
    "install httpfs",
    "load httpfs",
    "set memory_limit = '100GB'",
    "pragma database_list",
    "call pragma_version()",
    "export database '/tmp/x'",
    "select user_no from read_csv('/etc/passwd') as t(user_no)",
    "select user_no from read_parquet('/tmp/*.parquet')",
    "select content as user_no from read_text('/etc/passwd')",
    "select content as user_no from read_blob('/etc/passwd')",
    "select user_no from read_json('/tmp/x.json')",
    "select file as user_no from glob('/etc/*')",
    "select user_no from '/tmp/x.csv'",
    "select user_no from 'https://example.org/x.parquet'",
    'select user_no from "/tmp/x.parquet"',
    'with "x.csv" as (select user_no from users) select user_no from "x.csv"',
    "with users as (select 1 as user_no) select user_no from users",
    "select user_no from users, read_csv('/etc/passwd')",
    "select user_no from users where city = (select content from read_text('/etc/passwd'))",
    "select getenv('HOME') as user_no",
    "select current_setting('memory_limit') as user_no",
    "select value as user_no from duckdb_settings()",
    "select path as user_no from duckdb_databases()",
    "select user_no from query('select 1 as user_no')",
    "select user_no from query_table('users')",
    "select table_name as user_no from information_schema.tables",
    "select user_no from main.users",
    "select user_no from pragma_table_info('users')",
    "select user_no from sqlite_scan('/tmp/x.db', 't')",
    "select user_no from postgres_query('x', 'select 1')",
    "select user_no from which_secret('s3://x', 's3')",
    "select user_no from range(1000000000000) as t(user_no)",
    "select unnest(range(1000000000)) as user_no",
    "with recursive a as (select 1 as user_no union all select user_no + 1 from a) select user_no from a",
    "select columns('user_no') from users",
    "select * from users",
    "select user_no, phone from users",
    "select phone from users",
    "select user_no from users using sample 10 percent",
    "select user_no from users where known_date <= :today",
    "select user_no from users where known_date <= ?",
    "select user_no from (pivot users on city)",
    "select user_no from users where sleep_ms(1000) is null",
    "select list_transform([1], lambda x: x) as user_no",
    "select user_no from users for update",
    "select nextval('s') as user_no",
    "select user_no from",
    "",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_is_refused_before_it_runs(brand: Brand, text: str) -> None:
    with pytest.raises((RefusedSql, SegmentError)):
        checked_sql(text)
    with pytest.raises(SegmentError, match="Condition 1"):
        parse_segment(asking(text), brand.catalog, shelf=SHELF)


@pytest.mark.parametrize(
    "text",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd.csv'",
        "select * from glob('/etc/*')",
        "copy users to '/tmp/fenqun_attack.csv'",
        "attach '/tmp/fenqun_attack.db'",
        "set memory_limit = '100GB'",
        "set enable_external_access = true",
        "install httpfs",
        "load httpfs",
        "select getenv('HOME')",
    ],
)
def test_the_engine_refuses_it_too(brand: Brand, text: str) -> None:
    with pytest.raises(QuestionError):
        run_alone(brand.engine.version, text)


ENDLESS = "select count(*) as n from range(100000000) as a(x), range(100000000) as b(y) where (x * y) % 7 = 3"


def test_too_long_too_much_and_stopped_are_said(brand: Brand) -> None:
    with pytest.raises(QuestionError, match="took longer than the 0 seconds"):
        run_alone(brand.engine.version, ENDLESS, seconds=0.2)
    with pytest.raises(QuestionError, match="more than the 1GB"):
        run_alone(
            brand.engine.version, "select count(distinct x::varchar || repeat('x', 500)) from range(100000000) as t(x)"
        )
    with pytest.raises(Cancelled):
        run_alone(brand.engine.version, ENDLESS, is_cancelled=lambda: True)


def test_a_column_that_is_not_there_is_said_by_the_engine(brand: Brand) -> None:
    with pytest.raises(QuestionError, match="The SQL cannot be run: Binder Error"):
        evaluate(brand.engine, rule_of(asking("select user_no from users where moon = 1")), as_of=DAY)


def test_who_may_not_is_told_so_in_saved_segments_too(brand: Brand) -> None:
    for document, kept in ((asking(BUYERS), shelf({})), (naming("A"), shelf({"A": asking(BUYERS)}))):
        with pytest.raises(SegmentError, match=r"you may not ask for people by SQL. An administrator can"):
            parse_segment(document, brand.catalog, shelf=replace(kept, may_ask_sql=False))
    with pytest.raises(SegmentError, match="you may not ask"):
        parse_segment(asking(BUYERS), brand.catalog)


def naming(name: str) -> Document:
    condition = {"measure": "people.segment", "operator": "in_segment", "value": [name]}
    return {"version": 1, "match": "all", "conditions": [condition]}


def test_the_words_hold_the_statement(brand: Brand) -> None:
    words = str(describe(rule_of(asking(BUYERS)), catalog=brand.catalog, as_of=DAY))
    assert f"this SQL gives them: “{BUYERS}”" in words
