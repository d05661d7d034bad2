"""What the build makes of rows: numbers, flags, money and dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.settings import Settings
from data.store import Version, build_store, open_version
from data.store.shape import TABLES, stored_columns
from tests.stores import export_from_rows, store_from_rows

ORDER: dict[str, Any] = {"order_id": "1", "user_id": "ann", "ordered_date": "2025-03-01"}


def rows_of(version: Version, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = duckdb.read_parquet(str(version.path(table))).to_arrow_table().to_pylist()
    return rows


def only_order(folder: Path, **columns: Any) -> dict[str, Any]:
    version = store_from_rows(folder, users=[{"user_id": "ann"}], orders=[ORDER | columns])
    (order,) = rows_of(version, "orders")
    return order


def test_people_are_numbered_densely_in_the_order_of_their_ids(tmp_path: Path) -> None:
    version = store_from_rows(tmp_path, users=[{"user_id": "c"}, {"user_id": "a"}, {"user_id": "b"}])
    assert [(row["user_no"], row["user_id"]) for row in rows_of(version, "users")] == [(0, "a"), (1, "b"), (2, "c")]
    assert version.manifest.people == 3


def test_every_table_of_the_contract_exists_with_all_its_columns(tmp_path: Path) -> None:
    version = store_from_rows(tmp_path, users=[{"user_id": "a"}])
    for name, table in TABLES.items():
        stored = duckdb.read_parquet(str(version.path(name)))
        found = {column: str(kind) for column, kind in zip(stored.columns, stored.types, strict=True)}
        assert found == dict(stored_columns(table)), name


@pytest.mark.parametrize(
    ("given", "paid", "refunded"),
    [
        ({"paid_cents": 900, "gross_cents": 1000}, 900, 0),
        ({"gross_cents": 1000, "discount_cents": 250}, 750, 0),
        ({"gross_cents": 1000}, 1000, 0),
        ({"net_cents": 600, "refunded_cents": 300}, 900, 300),
        ({"net_cents": 600}, 600, 0),
        ({"paid_cents": None, "gross_cents": None}, 0, 0),
        ({"paid_cents": 900, "status": "refunded"}, 900, 900),
        ({"paid_cents": 900, "status": "refunded", "refunded_cents": 0}, 900, 900),
        ({"paid_cents": 900, "status": "refunded", "refunded_cents": 100}, 900, 100),
    ],
)
def test_paid_and_refunded_are_always_filled(tmp_path: Path, given: dict[str, Any], paid: int, refunded: int) -> None:
    order = only_order(tmp_path, **given)
    assert (order["paid_cents"], order["refunded_cents"]) == (paid, refunded)


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ({"status": "completed"}, True),
        ({"status": "paid"}, True),
        ({"status": "shipped"}, True),
        ({"status": "refunded"}, True),
        ({"status": "unpaid", "paid_at": "2025-03-01T04:00:00"}, False),
        ({"status": "cancelled"}, False),
        ({"status": None}, False),
        ({"paid_at": "2025-03-01T04:00:00"}, True),
        ({"paid_at": None}, False),
        ({}, True),
        ({"is_test": True}, False),
        ({"is_test": None}, True),
    ],
)
def test_an_order_counts_by_status_else_payment_else_always(
    tmp_path: Path, given: dict[str, Any], counted: bool
) -> None:
    assert only_order(tmp_path, paid_cents=100, **given)["is_counted"] is counted


@pytest.mark.parametrize("flag", [{"is_test": True}, {"deleted_at": "2025-04-01T00:00:00"}])
def test_orders_of_test_and_deleted_accounts_do_not_count(tmp_path: Path, flag: dict[str, Any]) -> None:
    version = store_from_rows(tmp_path, users=[{"user_id": "ann"} | flag], orders=[ORDER | {"paid_cents": 1}])
    assert [row["is_counted"] for row in rows_of(version, "orders")] == [False]
    assert [row["is_member"] for row in rows_of(version, "users")] == [False]


def test_an_order_of_no_known_person_counts_and_lies_last(tmp_path: Path) -> None:
    orders = [ORDER | {"order_id": "0", "user_id": person, "paid_cents": 500} for person in (None,)]
    orders += [ORDER | {"order_id": "1", "user_id": "nobody", "paid_cents": 250, "refunded_cents": 50}]
    orders += [ORDER | {"order_id": "2", "paid_cents": 100}]
    version = store_from_rows(tmp_path, users=[{"user_id": "ann"}], orders=orders)
    assert [(row["user_no"], row["order_id"]) for row in rows_of(version, "orders")] == [
        (0, "2"),
        (None, "0"),
        (None, "1"),
    ]
    assert version.manifest.unattributed.orders == 2
    assert version.manifest.unattributed.net_cents == 700


def test_a_refund_without_a_time_is_dated_to_its_order(tmp_path: Path) -> None:
    assert only_order(tmp_path, paid_cents=5, refunded_cents=5)["refunded_date"] == date(2025, 3, 1)


def test_a_refund_is_dated_by_its_own_local_day(tmp_path: Path) -> None:
    order = only_order(tmp_path, paid_cents=5, refunded_cents=5, refunded_at="2025-03-04T16:00:00")
    assert order["refunded_date"] == date(2025, 3, 5)


def test_an_order_without_a_refund_has_no_refund_date(tmp_path: Path) -> None:
    assert only_order(tmp_path, paid_cents=5, refunded_at="2025-03-04T16:00:00")["refunded_date"] is None


@pytest.mark.parametrize(
    ("refunded_cents", "status", "until"),
    [
        (0, "paid", date(2299, 12, 31)),
        (4, "paid", date(2299, 12, 31)),
        (5, "paid", date(2025, 3, 4)),
        (6, "paid", date(2025, 3, 4)),
        (5, "cancelled", None),
    ],
)
def test_an_order_counts_until_the_day_before_all_of_it_went_back(
    tmp_path: Path, refunded_cents: int, status: str, until: date | None
) -> None:
    refund = {"refunded_cents": refunded_cents, "refunded_at": "2025-03-04T16:00:00", "status": status}
    assert only_order(tmp_path, paid_cents=5, **refund)["counted_until"] == until


@pytest.mark.parametrize(
    ("joined_at", "known"),
    [("2025-02-01T00:00:00", date(2025, 2, 1)), ("2025-06-01T00:00:00", date(2025, 3, 1)), (None, date(2025, 3, 1))],
)
def test_a_person_is_known_from_joining_or_the_first_counted_order(
    tmp_path: Path, joined_at: str | None, known: date
) -> None:
    users = [{"user_id": "ann", "joined_at": joined_at}]
    version = store_from_rows(tmp_path, users=users, orders=[ORDER | {"paid_cents": 1}])
    assert [row["known_date"] for row in rows_of(version, "users")] == [known]


def test_a_person_of_whom_nothing_is_dated_is_known_from_the_start(tmp_path: Path) -> None:
    version = store_from_rows(tmp_path, users=[{"user_id": "ann"}], data_start="2024-05-06")
    assert [row["known_date"] for row in rows_of(version, "users")] == [date(2024, 5, 6)]


def test_order_items_carry_person_time_and_counting_of_their_order(tmp_path: Path) -> None:
    version = store_from_rows(
        tmp_path,
        users=[{"user_id": "ann"}],
        orders=[ORDER | {"paid_cents": 1, "status": "cancelled"}],
        order_items=[{"order_id": "1", "product_id": "p"}, {"order_id": "gone", "product_id": "p"}],
    )
    lines = [(row["user_no"], row["ordered_date"], row["is_counted"]) for row in rows_of(version, "order_items")]
    assert lines == [(0, date(2025, 3, 1), False), (None, None, False)]


def test_referrals_and_referrers_become_numbers_beside_the_ids(tmp_path: Path) -> None:
    version = store_from_rows(
        tmp_path,
        users=[{"user_id": "ann"}, {"user_id": "bob", "referrer_id": "ann"}],
        referrals=[
            {"inviter_id": "ann", "invitee_id": "zed", "invited_at": "2025-01-02T00:00:00"},
            {"inviter_id": "ann", "invitee_id": "bob", "invited_at": "2025-01-01T00:00:00"},
        ],
    )
    invitations = [(row["user_no"], row["invitee_no"], row["invitee_id"]) for row in rows_of(version, "referrals")]
    assert invitations == [(0, 1, "bob"), (0, None, "zed")]
    assert [row["referrer_no"] for row in rows_of(version, "users")] == [None, 0]


def test_extra_columns_are_kept_and_named_in_the_manifest(tmp_path: Path) -> None:
    version = store_from_rows(tmp_path, users=[{"user_id": "ann", "鞋码": 41}])
    assert rows_of(version, "users")[0]["鞋码"] == 41
    assert [extra.name for extra in version.manifest.tables["users"].extras] == ["鞋码"]


def test_what_was_not_delivered_is_known_to_the_manifest(tmp_path: Path) -> None:
    manifest = store_from_rows(tmp_path, users=[{"user_id": "ann"}], touches=[]).manifest
    assert manifest.delivers("touches")
    assert not manifest.delivers("surveys")
    assert manifest.delivers("users", "user_id")
    assert not manifest.delivers("users", "gender")


def test_the_current_version_is_the_one_just_built(tmp_path: Path) -> None:
    version = store_from_rows(tmp_path, users=[{"user_id": "ann"}])
    assert open_version(Settings(home=tmp_path / "home")) == version
    assert version.manifest.built_at == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_shop_report_without_members_builds_a_store_of_money(tmp_path: Path) -> None:
    export = export_from_rows(tmp_path, {"orders": [{"order_id": "1", "ordered_date": "2025-03-01", "paid_cents": 5}]})
    version = build_store(export, settings=Settings(home=tmp_path / "home"), now=datetime(2026, 1, 1, tzinfo=UTC))
    assert version.manifest.people == 0
    assert not version.manifest.delivers("users")
    assert version.manifest.unattributed.net_cents == 5
