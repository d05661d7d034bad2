"""A real shop export: Chinese headers with stray spaces, GB18030, no buyer, amounts net of refunds."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.intake import CheckedExport
from tests.data.intake.conftest import Check, good_rows, rules

ROWS = """订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额
1,178.8,0.0,上海,2020-02-21 00:00:00,,0.0
2,21.0,21.0,内蒙古自治区,2020-02-20 23:59:54,2020-02-21 00:00:02,0.0
3,100.0,60.0,湖南省,2020-02-20 23:58:34,2020-02-20 23:58:44,40.0
4,50.0,0.0,浙江省,2020-02-20 23:58:34,2020-02-20 23:58:44,50.0
"""


@pytest.fixture
def tmall(check: Check) -> CheckedExport:
    return check({"tmall_order_report.csv": ROWS.replace("\n", "\r\n").encode("gb18030")})


def test_an_empty_mapping_recognises_the_headers(tmall: CheckedExport) -> None:
    delivered = tmall.tables["orders"].delivered
    assert {"order_id", "gross_amount", "net_amount", "province", "ordered_at", "paid_at", "refunded_amount"} < set(
        delivered
    )


def test_an_amount_net_of_refunds_is_proven_and_never_reduced_again(tmall: CheckedExport) -> None:
    paid = [row["paid_cents"] - row["refunded_cents"] for row in good_rows(tmall, "orders") if row["paid_at"]]
    assert sorted(paid) == [0, 2100, 6000]
    assert rules(tmall)["amount_basis"] == 2


def test_orders_without_buyers_are_taken_in_with_a_note(tmall: CheckedExport) -> None:
    assert "no_people" in rules(tmall)
    assert set(tmall.tables) == {"orders"}


def test_local_times_become_utc_and_keep_their_local_date(tmall: CheckedExport) -> None:
    second = next(row for row in good_rows(tmall, "orders") if row["order_id"] == "2")
    assert f"{second['paid_at']:%F %T}" == "2020-02-20 16:00:02"
    assert second["paid_date"].isoformat() == "2020-02-21"


def test_the_source_is_hashed(tmall: CheckedExport, tmp_path: Path) -> None:
    (source,) = tmall.tables["orders"].sources
    assert source.rows == 4
    assert len(source.sha256) == 64
