"""An invented shop report as Tmall gives it: GB18030, Chinese headers of which two end in a space, no buyer column."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

HEADERS = ("订单编号", "总金额", "买家实际支付金额", "收货地址 ", "订单创建时间", "订单付款时间 ", "退款金额")
PROVINCES = ("上海", "广东省", "江苏省", "浙江省", "北京", "内蒙古自治区")
FIRST_MINUTE = datetime(2026, 2, 1, 0, 14, 15)
DAYS = 28


@dataclass(frozen=True)
class ShopReport:
    """The file, and what a reader must find in it. Amounts are in cents."""

    path: Path
    orders: int
    paid_orders: int
    fully_refunded_orders: int
    net_cents: int
    refunded_cents: int


def write_shop_report(path: Path, *, orders: int = 400, seed: int = 11) -> ShopReport:
    """What the buyer paid is already after refunds: paid = total − refund in every paid order, 0 in the others."""
    draw = random.Random(seed)
    rows = [_row(draw, number, orders) for number in range(orders)]
    lines = [",".join(HEADERS), *(_line(number, row) for number, row in enumerate(rows, start=1))]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))
    paid = [row for row in rows if row.is_paid]
    return ShopReport(
        path=path,
        orders=orders,
        paid_orders=len(paid),
        fully_refunded_orders=sum(row.refund_cents == row.total_cents for row in paid),
        net_cents=sum(row.total_cents - row.refund_cents for row in paid),
        refunded_cents=sum(row.refund_cents for row in paid),
    )


@dataclass(frozen=True)
class _Row:
    total_cents: int
    refund_cents: int
    is_paid: bool
    province: str
    ordered_at: datetime
    paid_at: datetime


def _row(draw: random.Random, number: int, orders: int) -> _Row:
    total = draw.randrange(19_00, 480_00)
    is_paid = draw.random() < 0.86
    refund = draw.choices((0, total, total // 4), weights=(0.77, 0.21, 0.02))[0] if is_paid else 0
    ordered_at = FIRST_MINUTE + timedelta(days=DAYS) * number / orders
    return _Row(
        total,
        refund,
        is_paid,
        draw.choice(PROVINCES),
        ordered_at,
        ordered_at + timedelta(seconds=draw.randrange(3, 600)),
    )


def _line(number: int, row: _Row) -> str:
    return ",".join(
        (
            str(number),
            _yuan(row.total_cents),
            _yuan(row.total_cents - row.refund_cents if row.is_paid else 0),
            row.province,
            f"{row.ordered_at:%Y-%m-%d %H:%M:%S}",
            f"{row.paid_at:%Y-%m-%d %H:%M:%S}" if row.is_paid else "",
            _yuan(row.refund_cents),
        )
    )


def _yuan(cents: int) -> str:
    """As the report writes amounts: no more digits than needed."""
    return f"{cents / 100:.2f}".rstrip("0").rstrip(".")
