"""A real shop export: Chinese headers with stray spaces, GB18030, no buyer, amounts net of refunds."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import MappingError
from data.intake import CheckedExport, ExportMapping
from data.intake.mapping import OPEN
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


WITHOUT_GROSS = """订单编号,会员编号,买家实际支付金额,订单状态,订单创建时间,退款金额
1,M1,100.00,交易成功,2024-02-20 10:00:00,40.00
2,M1,-35.00,交易成功,2024-02-21 10:00:00,
3,M2,待定,"买家已付款，等待卖家发货",2024-02-22 10:00:00,
4,M2,80.00,"卖家已发货，等待买家确认",2024-02-23 10:00:00,
5,M2,70.00,等待买家付款,2024-02-24 10:00:00,
"""


@pytest.mark.parametrize(("basis", "paid", "net"), [("paid", 10000, 6000), ("net", 14000, 10000)])
def test_a_declared_basis_names_the_amounts_that_are_wrong_too(check: Check, basis: str, paid: int, net: int) -> None:
    files = {"orders.csv": WITHOUT_GROSS, "users.csv": "user_id\nM1\nM2\n"}
    export = check(files, ExportMapping(amount_basis=basis), failed_share_limit=1.0)
    first, *_ = good_rows(export, "orders")
    assert (first["paid_cents"], first["paid_cents"] - first["refunded_cents"]) == (paid, net)
    apart = {finding.rule: finding.examples[0] for finding in export.findings if finding.examples}
    assert apart["negative_amount"]["paid_amount"] == "-35.00"
    assert {"negative_amount", "unreadable_value:net_amount"} <= set(rules(export))


def test_an_answer_still_to_be_given_is_asked_again(check: Check) -> None:
    files = {"orders.csv": WITHOUT_GROSS, "users.csv": "user_id\nM1\nM2\n"}
    with pytest.raises(MappingError, match='amount_basis = "…"'):
        check(files, ExportMapping(amount_basis=OPEN))


def test_the_words_of_the_order_report_are_known(check: Check) -> None:
    files = {"orders.csv": WITHOUT_GROSS, "users.csv": "user_id\nM1\nM2\n"}
    export = check(files, ExportMapping(amount_basis="paid"), failed_share_limit=1.0)
    assert [row["status"] for row in good_rows(export, "orders")] == ["completed", "shipped", "unpaid"]


def test_a_missing_column_is_looked_for_among_the_headers_there_are(check: Check) -> None:
    files = {
        "orders.csv": "订单编号,会员编号,实付金额,付款时间\n1,M1,10,2024-02-20 10:00:00\n",
        "users.csv": "user_id\nM1\n",
    }
    with pytest.raises(MappingError, match="Its headers: 订单编号, 会员编号, 实付金额, 付款时间"):
        check(files)
