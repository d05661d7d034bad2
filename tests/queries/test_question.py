"""A question: its header, its values, its promise, and the SQL it shows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from sqlglot import exp

from data.errors import BadParameter, NotDelivered
from queries.audience import Audience
from queries.header import declared_parameters, promised_columns, read_header
from queries.question import Asking, BrokenPromise, Question, answer, question, questions
from tests.queries.brands import GOLD
from tests.queries.conftest import AskOf, orders, people

DAY = date(2025, 6, 30)


@pytest.fixture
def ask(ask_of: AskOf) -> Asking:
    return ask_of(
        users=people(3, tier="gold"),
        orders=orders({0: ["2025-01-05", "2025-06-20"], 1: ["2025-06-21"]}),
        data_start="2025-01-01",
        data_end="2025-06-30",
    )


@pytest.fixture
def ask_without_people(ask_of: AskOf) -> Asking:
    rows = [
        {name: value for name, value in order.items() if name != "user_id"} for order in orders({0: ["2025-06-20"]})
    ]
    return ask_of(orders=rows, data_start="2025-01-01", data_end="2025-06-30")


@pytest.mark.parametrize("name", questions())
def test_every_question_says_what_it_asks_and_promises(name: str) -> None:
    asked = questions()[name]
    assert asked.text.endswith("?")
    assert asked.grain
    assert asked.columns


@pytest.mark.parametrize("name", questions())
def test_every_question_has_a_typed_door_in_its_folder(name: str) -> None:
    folder = questions()[name].path.parent
    assert any(f'"{name}"' in path.read_text("utf-8") for path in folder.glob("*.py"))


@pytest.mark.parametrize("name", questions())
def test_every_question_reads_what_its_header_says(name: str) -> None:
    asked = questions()[name]
    own = {cte.alias for cte in asked.tree.find_all(exp.CTE)}
    named = {found.name for found in asked.tree.find_all(exp.Table)} - own
    declared = {item.strip() for item in read_header(asked.path.read_text("utf-8"))["reads"].split(",")}
    assert named == declared


def test_the_sql_it_shows_runs_in_a_bare_duckdb(ask: Asking) -> None:
    answered = ask("overview/people", Audience(DAY))
    found = duckdb.connect().sql(answered.sql).to_arrow_table()
    assert found.to_pylist() == answered.rows


def test_the_sql_of_a_segment_runs_in_a_bare_duckdb(ask: Asking) -> None:
    answered = ask("overview/daily", Audience(DAY, GOLD))
    assert duckdb.connect().sql(answered.sql).to_arrow_table().to_pylist() == answered.rows


def test_values_are_in_the_sql_as_literals(ask: Asking) -> None:
    sql = ask("overview/trade", Audience(DAY), days=7).sql
    assert "CAST('2025-06-30' AS DATE) - 7" in sql
    assert "$" not in sql


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 7, 1)])
def test_a_day_outside_the_data_is_refused_with_their_range(ask: Asking, day: date) -> None:
    with pytest.raises(BadParameter, match="from 2025-01-01 to 2025-06-30"):
        ask("overview/trade", Audience(day))


def test_a_wrong_parameter_is_answered_with_the_nearest(ask: Asking) -> None:
    with pytest.raises(BadParameter, match=r"no parameter dais\. The nearest is days"):
        ask("overview/trade", Audience(DAY), dais=7)


@pytest.mark.parametrize("given", [0, -1, 3661, "many", "7.5", 7.5, True, None, [7]])
def test_a_value_of_the_wrong_type_or_range_is_refused(ask: Asking, given: Any) -> None:
    with pytest.raises(BadParameter, match="expected integer from 1 to 3660"):
        ask("overview/trade", Audience(DAY), days=given)


def test_a_terminal_may_give_numbers_as_text(ask: Asking) -> None:
    assert ask("overview/trade", Audience(DAY), days="7").params == {"days": 7}


def test_all_faults_are_told_at_once(ask: Asking) -> None:
    with pytest.raises(BadParameter) as refused:
        ask("overview/people", Audience(DAY), days="x", repurchase_day=1)
    assert len(refused.value.faults) == 2


def test_an_unknown_question_is_answered_with_the_nearest() -> None:
    with pytest.raises(BadParameter, match="nearest is retention/repurchase"):
        question("retention/repurchaes")


def test_a_question_about_people_says_which_column_is_missing(ask_without_people: Asking) -> None:
    with pytest.raises(NotDelivered, match=r"user_id \(Member ID\) of the table orders"):
        ask_without_people("retention/repurchase", Audience(DAY))


def test_money_is_answered_without_people(ask_without_people: Asking) -> None:
    row = ask_without_people("overview/trade", Audience(DAY)).rows[0]
    assert (row["orders"], row["net_cents"], row["unattributed_orders"]) == (1, 1000, 1)


def test_what_cannot_be_known_is_null_and_the_rest_stays(ask_without_people: Asking) -> None:
    row = ask_without_people("overview/daily", Audience(DAY), days=11).rows[0]
    assert (row["orders"], row["buyers"], row["first_time_buyers"]) == (1, None, None)


def test_new_members_are_unknown_without_joining_dates(ask: Asking) -> None:
    row = ask("overview/people", Audience(DAY)).rows[0]
    assert (row["people"], row["new_members"], row["active"]) == (3, None, None)


def test_a_segment_cannot_be_asked_about_orders_without_people(ask_without_people: Asking) -> None:
    with pytest.raises(NotDelivered, match="user_id"):
        ask_without_people("overview/trade", Audience(DAY, GOLD))


def test_a_table_that_was_not_delivered_is_named(ask: Asking) -> None:
    with pytest.raises(NotDelivered, match=r"table costs \(Costs\)"):
        ask("value/costs", Audience(DAY))


class Liar:
    """An engine whose answer is made up."""

    def __init__(self, honest: Asking, table: pa.Table) -> None:
        self.dialect, self.version, self.table = "duckdb", honest.version, table
        self.relation = honest.engine.relation

    def query(self, sql: str) -> pa.Table:
        return self.table

    def cancel(self) -> None: ...


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"within_days": [30], "eligible": [1]}),
        pa.table({"eligible": [1], "within_days": [30], "repurchased": [1]}),
        pa.table({"within_days": [30], "eligible": ["1"], "repurchased": [1]}),
        pa.table({"within_days": [30], "eligible": [1.0], "repurchased": [1]}),
    ],
)
def test_a_broken_promise_is_a_defect_and_never_shown(ask: Asking, table: pa.Table) -> None:
    with pytest.raises(BrokenPromise, match="retention/repurchase"):
        answer(question("retention/repurchase"), Liar(ask, table), audience=Audience(DAY))


def test_a_header_goes_on_over_lines() -> None:
    header = read_header(
        "-- question: What?\n-- columns: a integer,\n--     b text needs orders.user_id\nselect 1 as a"
    )
    assert [column.name for column in promised_columns(header["columns"])] == ["a", "b"]
    assert promised_columns(header["columns"])[1].needs == "orders.user_id"


@pytest.mark.parametrize("declared", ["days", "days integer from 1", "days integer = "])
def test_a_parameter_that_cannot_be_read_stops_us_at_once(declared: str) -> None:
    with pytest.raises(ValueError, match="not a parameter"):
        declared_parameters(declared)


@pytest.mark.parametrize("declared", ["n", "n bigint", "n integer if orders"])
def test_a_column_that_cannot_be_read_stops_us_at_once(declared: str) -> None:
    with pytest.raises(ValueError, match="not a column"):
        promised_columns(declared)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "7", 7),
        ("number", "0.5", 0.5),
        ("text", "a'b", "a'b"),
        ("boolean", "True", True),
        ("date", "2025-02-28", date(2025, 2, 28)),
    ],
)
def test_text_is_read_in_its_type(kind: str, text: str, value: Any) -> None:
    (parameter,) = declared_parameters(f"given {kind}")
    assert parameter.accept(text) == value


NASTY = ["a'b", 'a"b', "a\\b", "a\nb", "--", "/* x", "${HOME}", "'; drop table users; --", "会员🎁", ""]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_a_person_types_becomes_sql(ask: Asking, tmp_path: Path, text: str) -> None:
    path = tmp_path / "echo.sql"
    path.write_text("select $given as echo\n", "utf-8")
    echo = Question("x/echo", "", "", "", (), declared_parameters("given text"), promised_columns("echo text"), path)
    assert answer(echo, ask.engine, audience=Audience(DAY), given=text).rows == [{"echo": text}]
