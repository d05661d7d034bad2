"""Words, amounts, times and extras: what a foreign value becomes."""

from __future__ import annotations

from typing import Any

import pytest

from data.errors import MappingError
from data.intake import ExportMapping, TableMapping
from data.sentence import Sentence
from tests.data.intake.conftest import Check, good_rows, rules


def _order(check: Check, mapping: ExportMapping | None = None, **values: str) -> dict[str, Any]:
    columns = {"order_id": "A1", "ordered_at": "2024-05-01 00:30:00", "paid_amount": "1", **values}
    text = "\t".join(columns) + "\n" + "\t".join(columns.values()) + "\n"
    (row,) = good_rows(check({"orders.csv": text}, mapping, failed_share_limit=1.0), "orders")
    return row


AMOUNTS = {
    "1,234.50": 123450,
    "¥12.3": 1230,
    "￥1,000": 100000,
    "12,5": 1250,
    "1.234,56": 123456,
    "NT$ 300": 30000,
    "１２.５": 1250,
    "12.345": 1235,
    "1e3": 100000,
    "0.1": 10,
    "19.99元": 1999,
}


@pytest.mark.parametrize(("text", "cents"), AMOUNTS.items())
def test_an_amount_becomes_whole_minor_units(text: str, cents: int, check: Check) -> None:
    assert _order(check, paid_amount=text)["paid_cents"] == cents


TIMES = {
    "2024-05-01 00:30:00": "2024-04-30 16:30:00",
    "2024/5/1 0:30": "2024-04-30 16:30:00",
    "2024年5月1日 00:30": "2024-04-30 16:30:00",
    "20240501003000": "2024-04-30 16:30:00",
    "2024-05-01T00:30:00Z": "2024-05-01 00:30:00",
    "2024-05-01 00:30:00+02:00": "2024-04-30 22:30:00",
    "2024-05-01 00:30:00 -0500": "2024-05-01 05:30:00",
    "2024-05-01 下午 3:05:00": "2024-05-01 07:05:00",
    "13/05/2024 1:00 PM": "2024-05-13 05:00:00",
    "05/13/2024": "2024-05-12 16:00:00",
    "1714523400": "2024-05-01 00:30:00",
    "1714523400000": "2024-05-01 00:30:00",
}


@pytest.mark.parametrize(("text", "utc"), TIMES.items())
def test_a_time_becomes_utc(text: str, utc: str, check: Check) -> None:
    assert f"{_order(check, ordered_at=text)['ordered_at']:%F %T}" == utc


def test_a_declared_zone_moves_the_local_date(check: Check) -> None:
    row = _order(check, ExportMapping(timezone="UTC"), ordered_at="2024-05-01 20:00:00")
    assert row["ordered_date"].isoformat() == "2024-05-02"


def test_clock_changes_are_counted(check: Check) -> None:
    text = (
        "order_id,ordered_at,paid_amount\n1,2024-03-10 02:30:00,1\n2,2023-11-05 01:30:00,1\n3,2024-05-05 01:30:00,1\n"
    )
    found = rules(check({"orders.csv": text}, ExportMapping(timezone="America/New_York")))
    assert (found["skipped_hour:ordered_at"], found["repeated_hour:ordered_at"]) == (1, 1)


@pytest.mark.parametrize(("word", "is_test"), [("是", True), ("N", False), ("√", True), ("0", False), ("TRUE", True)])
def test_yes_and_no_are_read_in_three_languages(word: str, is_test: bool, check: Check) -> None:
    assert _order(check, is_test=word)["is_test"] is is_test


@pytest.mark.parametrize(
    ("word", "status"),
    [("交易成功", "completed"), ("已簽收", "completed"), ("Shipped", "shipped"), (" 待发货 ", "paid")],
)
def test_a_status_is_read_by_its_aliases(word: str, status: str, check: Check) -> None:
    assert _order(check, status=word)["status"] == status


def test_a_status_of_the_mapping_is_read(check: Check) -> None:
    mapping = ExportMapping(tables={"orders": TableMapping(values={"status": {"半退": "completed"}})})
    assert _order(check, mapping, status="半退")["status"] == "completed"


EXTRAS = {"42": 42, "4.5": 4.5, "007": "007", "true": True, "hello": "hello"}


@pytest.mark.parametrize(("text", "value"), EXTRAS.items())
def test_an_extra_takes_the_kind_of_all_its_values(text: str, value: object, check: Check) -> None:
    assert _order(check, None, **{"Store Size (m2)": text})["store_size_m2"] == value


def test_an_extra_never_takes_the_name_of_a_contract_column(check: Check) -> None:
    mapping = ExportMapping(tables={"orders": TableMapping(columns={"channel": "extra"})})
    assert _order(check, mapping, channel="x")["extra_channel"] == "x"


def test_members_may_be_derived_from_orders_if_declared(check: Check) -> None:
    text = "order_id,user_id,ordered_at,paid_amount\n1,u1,2024-05-01,1\n2,u2,2024-05-01,1\n3,u1,2024-05-02,1\n"
    export = check({"orders.csv": text}, ExportMapping(users_from_orders=True))
    assert sorted(row["user_id"] for row in good_rows(export, "users")) == ["u1", "u2"]
    assert rules(export)["users_from_orders"] == 2


def test_effects_are_computed_as_counted_and_otherwise(check: Check) -> None:
    users = "user_id\nu1\nu2\n"
    orders = (
        "order_id,user_id,ordered_at,paid_amount,status\n"
        "1,u1,2024-01-01,10,completed\n2,u2,2024-01-01,10,completed\n"
        "3,u1,2024-02-01,-10,completed\n4,u2,2024-06-01,0,completed\n"
    )
    export = check({"users.csv": users, "orders.csv": orders}, failed_share_limit=1.0)
    finding = next(each for each in export.findings if each.rule == "negative_amount")
    assert [(effect.metric.en, effect.counted, effect.otherwise) for effect in finding.effects] == [
        ("90-day repurchase rate", 0.0, 0.5),
        ("Net revenue", 20.0, 20.0),
        ("Buyers", 2, 2),
    ]


def test_contact_details_in_examples_are_masked(check: Check) -> None:
    users = "user_id,phone\nu1,12\nu2,1380013800012345678\n"
    orders = "order_id,user_id,ordered_at,paid_amount\n1,u1,2024-05-01,1\n"
    export = check({"users.csv": users, "orders.csv": orders})
    finding = next(each for each in export.findings if each.rule == "phone_shape")
    assert [example["phone"] for example in finding.examples] == ["1****", "138****78"]


def test_an_incomplete_last_day_is_not_counted_as_full(check: Check) -> None:
    lines = ["order_id,ordered_at,paid_amount"]
    for day in range(1, 31):
        lines += [f"{day}-{n},2024-06-{day:02d} {n % 24:02d}:00:00,1" for n in range(24 if day < 30 else 5)]
    lines += [f"m{day}-{n},2024-05-{day:02d} {n % 24:02d}:00:00,1" for day in range(1, 32) for n in range(24)]
    export = check({"orders.csv": "\n".join(lines)})
    assert export.data_end.isoformat() == "2024-06-29"
    said = next(each.sentence for each in export.findings if each.rule == "last_full_day")
    assert isinstance(said, Sentence)
    assert "incomplete" in str(said)


def test_mapping_faults_name_the_nearest_word(tmp_path: Any) -> None:
    from data.intake import read_mapping

    path = tmp_path / "mapping.toml"
    path.write_text('timezon = "UTC"\n[tables.orders.columns]\nbuyer = "user_ids"\n')
    with pytest.raises(MappingError) as refusal:
        read_mapping(path)
    assert ["timezone" in str(refusal.value), "user_id" in str(refusal.value)] == [True, True]


def test_a_mapping_survives_its_toml(tmp_path: Any) -> None:
    from data.intake import mapping_toml, read_mapping

    mapping = ExportMapping(
        timezone="UTC",
        users_from_orders=True,
        files={'odd "name" \\ *.csv': "orders"},
        tables={"orders": TableMapping(columns={"买家\t": "user_id"}, values={"status": {"半退": "refunded"}})},
    )
    path = tmp_path / "mapping.toml"
    path.write_text(mapping_toml(mapping), "utf-8")
    assert read_mapping(path) == mapping
