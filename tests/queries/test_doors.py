"""The doors: questions judged, and what may not be said kept back."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pyarrow.parquet as pq
import pytest

from data.access import Person
from data.errors import Forbidden
from queries.asking import FORMS
from queries.audience import Audience
from queries.health import coverage, freshness
from queries.overview import daily_trade, member_facts, monthly_trade, overview
from queries.retention import Study, repurchase, repurchase_elapsed, retention
from queries.stats import Status
from tests.queries.conftest import AskOf, orders, people

DAY = date(2025, 6, 30)
MORNING = datetime(2025, 6, 1, 4)


def test_the_span_before_is_as_it_was_known_then(ask_of: AskOf) -> None:
    """A refund that came later does not make the past smaller than it looked."""
    late = {"refunded_cents": 400, "refunded_at": datetime(2025, 6, 20, 4)}
    ask = ask_of(
        users=people(1),
        orders=[{**order, **late} for order in orders({0: ["2025-05-20"]})],
        data_start="2025-01-01",
        data_end="2025-06-30",
    )
    found = overview(ask, Audience(DAY), days=30)
    assert found.before is not None
    assert (found.before.first, found.before.last) == (date(2025, 5, 2), date(2025, 5, 31))
    assert found.before.trade.net_cents == 1000


def test_there_is_no_span_before_the_data_begin(ask_of: AskOf) -> None:
    ask = ask_of(users=people(1), orders=orders({0: ["2025-06-20"]}), data_start="2025-05-03", data_end="2025-06-30")
    assert overview(ask, Audience(DAY), days=30).before is None
    assert overview(ask, Audience(DAY), days=29).before is not None


def test_the_overview_speaks_of_money_where_people_are_unknown(ask_of: AskOf) -> None:
    ask = ask_of(
        orders=[{"order_id": "1", "ordered_date": "2025-06-20", "paid_cents": 700}],
        data_start="2025-01-01",
        data_end="2025-06-30",
    )
    span = overview(ask, Audience(DAY)).span
    assert (span.trade.net_cents, span.people) == (700, None)
    assert "user_id" in str(span.people_missing[0])


def test_an_average_order_of_none_is_unknown(ask_of: AskOf) -> None:
    ask = ask_of(users=people(1), orders=orders({0: ["2025-01-05"]}), data_start="2025-01-01", data_end="2025-06-30")
    assert overview(ask, Audience(DAY), days=7).span.trade.average_order_cents is None


def test_a_running_cell_has_counts_and_no_share(ask_of: AskOf) -> None:
    buyers = {number: ["2025-01-05", "2025-06-10"] for number in range(40)}
    ask = ask_of(users=people(40), orders=orders(buyers), data_start="2025-01-01", data_end="2025-06-29")
    cohort = retention(ask.engine, Study(), Audience(date(2025, 6, 29))).cohorts[0]
    cell = cohort.cells[-1]
    assert (cell.counted, cell.share.value, cell.share.status) == (40, None, Status.INCOMPLETE)


def test_the_curve_leaves_out_running_cells_and_month_zero(ask_of: AskOf) -> None:
    buyers = {number: ["2025-01-05", "2025-03-10"] for number in range(40)}
    ask = ask_of(users=people(40), orders=orders(buyers), data_start="2025-01-01", data_end="2025-04-15")
    curve = retention(ask.engine, Study(), Audience(date(2025, 4, 15))).curve
    assert [(point.age, point.share.value) for point in curve] == [(1, 0.0), (2, 1.0)]


def test_repurchase_is_empty_where_nobody_was_watched_long_enough(ask_of: AskOf) -> None:
    ask = ask_of(users=people(1), orders=orders({0: ["2025-06-20"]}), data_start="2025-06-01", data_end="2025-06-30")
    for found in (repurchase(ask, Audience(DAY)), repurchase_elapsed(ask, Audience(DAY))):
        assert {step.share.status for step in found} == {Status.EMPTY}


def test_members_are_shown_to_those_who_may_see_them(ask_of: AskOf) -> None:
    ask = ask_of(users=people(3), orders=orders({1: ["2025-06-20"]}), data_start="2025-01-01", data_end="2025-06-30")
    found = member_facts(ask, Audience(DAY), person=Person("ann", "operator"), after=0)
    assert [(member.user_no, member.orders) for member in found] == [(1, 1), (2, 0)]
    with pytest.raises(Forbidden):
        member_facts(ask, Audience(DAY), person=Person("bob", "viewer"))


def test_trade_over_time_is_typed(ask_of: AskOf) -> None:
    ask = ask_of(users=people(1), orders=orders({0: ["2025-06-20"]}), data_start="2025-06-01", data_end="2025-06-30")
    assert sum(day.orders for day in daily_trade(ask, Audience(DAY))) == 1
    (month,) = monthly_trade(ask, Audience(DAY))
    assert (month.month_date, month.is_complete) == (date(2025, 6, 1), True)


def test_freshness_knows_how_far_each_delivered_table_reaches(ask_of: AskOf) -> None:
    ask = ask_of(
        users=people(1),
        orders=orders({0: ["2025-06-20"]}),
        interactions=[{"user_id": "u00000", "occurred_at": datetime(2025, 6, 28, 4), "interaction_kind": "view"}],
        data_start="2025-06-01",
        data_end="2025-06-30",
    )
    found = {table.table: table for table in freshness(ask, days=5)}
    assert set(found) == {"users", "orders", "interactions"}
    assert (found["orders"].days_behind, found["interactions"].days_behind) == (10, 2)
    assert [day.rows for day in found["interactions"].last_days] == [1, 0, 0]


def test_coverage_counts_what_is_filled(ask_of: AskOf) -> None:
    ask = ask_of(
        users=[{"user_id": "a", "city": "上海"}, {"user_id": "b", "city": None}],
        orders=[
            {"order_id": "1", "user_id": "a", "ordered_date": "2025-06-20", "paid_cents": 1, "shop": "east"},
            {"order_id": "2", "user_id": None, "ordered_date": "2025-06-20", "paid_cents": 1, "shop": "east"},
        ],
    )
    found = {(column.table, column.column): column for column in coverage(ask.version)}
    assert found["users", "city"].share == 0.5
    assert found["users", "user_id"].share == 1.0
    assert found["orders", "shop"].label.en == "shop"
    assert (found["orders", "user_no"].label.en, found["orders", "user_no"].share) == ("Member ID", 0.5)
    assert ("users", "phone") not in found


@pytest.fixture
def answered(ask_of: AskOf) -> Any:
    ask = ask_of(users=people(2), orders=orders({1: ["2025-06-20"]}), data_start="2025-01-01", data_end="2025-06-30")
    return ask("overview/members", Audience(DAY))


def written(answered: Any, form: str) -> bytes:
    out = BytesIO()
    FORMS[form](answered, out)
    return out.getvalue()


def test_a_table_is_aligned_and_shows_a_dash_for_null(answered: Any) -> None:
    assert written(answered, "table").decode() == (
        "user_no  user_id  orders  net_cents  first_order_date  last_order_date\n"
        "      0  u00000        0          0  –                 –\n"
        "      1  u00001        1       1000  2025-06-20        2025-06-20\n"
    )


def test_csv_leaves_null_empty(answered: Any) -> None:
    assert written(answered, "csv").decode().splitlines()[1] == '0,"u00000",0,0,,'


def test_json_carries_what_it_answers(answered: Any) -> None:
    import json

    document = json.loads(written(answered, "json"))
    assert (document["question"], document["as_of"]) == ("overview/members", "2025-06-30")
    assert document["rows"][1]["first_order_date"] == "2025-06-20"
    assert "read_parquet" in document["sql"].lower()


def test_parquet_keeps_the_types(answered: Any) -> None:
    assert pq.read_table(BytesIO(written(answered, "parquet"))).equals(answered.table)
