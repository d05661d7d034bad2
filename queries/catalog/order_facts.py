"""Refunds, coupons and discounts, one row per measure."""

from __future__ import annotations

from data.sentence import Label
from queries.catalog.declare import Aggregate, ValueType
from queries.catalog.events import ORDERS, PAID_ORDERS, REFUNDS
from queries.catalog.row import Row

NUMBER, MONEY, SHARE, TAGS = ValueType.NUMBER, ValueType.MONEY, ValueType.SHARE, ValueType.TAGS

ORDER_FACTS: tuple[Row, ...] = (
    Row(
        "count",
        PAID_ORDERS,
        Aggregate.COUNT,
        NUMBER,
        Label("Number of orders before refunds", "购买次数（含全额退款）", "購買次數（含全額退款）"),
        Label(
            "Paid orders, those fully refunded too",
            "已付款订单数，含已全额退款的订单",
            "已付款訂單數，含已全額退款的訂單",
        ),
        unit="orders",
    ),
    Row(
        "paid",
        PAID_ORDERS,
        Aggregate.SUM,
        MONEY,
        Label("Paid before refunds", "实付金额（退款前）", "實付金額（退款前）"),
        Label("What they paid, with nothing taken off for refunds", "实付金额合计，未扣退款", "實付金額合計，未扣退款"),
        column="paid_cents",
    ),
    Row(
        "refunded_share",
        PAID_ORDERS,
        Aggregate.RATIO,
        SHARE,
        Label("Refunded share", "退款金额占比", "退款金額占比"),
        Label(
            "What had gone back by the day, out of what they paid; nobody who paid nothing has one",
            "截至当日退款金额占实付金额的比例，没有实付的人没有此值",
            "截至當日退款金額占實付金額的比例，沒有實付的人沒有此值",
        ),
        column="returned_cents",
        out_of="paid_cents",
        needs=("orders.refunded_amount",),
    ),
    Row(
        "count",
        REFUNDS,
        Aggregate.COUNT,
        NUMBER,
        Label("Number of refunds", "退款次数", "退款次數"),
        Label(
            "Orders of which something went back, on the day of the refund",
            "发生退款的订单数，按退款日计",
            "發生退款的訂單數，按退款日計",
        ),
        unit="times",
    ),
    Row(
        "amount",
        REFUNDS,
        Aggregate.SUM,
        MONEY,
        Label("Refunded amount", "退款金额", "退款金額"),
        Label(
            "What went back, on the day of the refund; never more than was paid",
            "退款金额合计，按退款日计，不超过实付",
            "退款金額合計，按退款日計，不超過實付",
        ),
        column="returned_cents",
    ),
    Row(
        "days_since_last",
        REFUNDS,
        Aggregate.DAYS_SINCE_LAST,
        NUMBER,
        Label("Days since last refund", "距最近一次退款天数", "距最近一次退款天數"),
        Label(
            "0 is a refund on the day itself; nobody without one has a value",
            "当天退款为 0，没有退款的人没有此值",
            "當天退款為 0，沒有退款的人沒有此值",
        ),
        unit="days",
    ),
    Row(
        "coupon_orders",
        ORDERS,
        Aggregate.COUNT_KNOWN,
        NUMBER,
        Label("Number of orders with a coupon", "用券订单数", "用券訂單數"),
        Label("Orders that name a coupon", "使用了优惠券的订单数", "使用了優惠券的訂單數"),
        column="coupon_id",
        unit="orders",
        needs=("orders.coupon_id",),
    ),
    Row(
        "coupon_share",
        ORDERS,
        Aggregate.SHARE_KNOWN,
        SHARE,
        Label("Share of orders with a coupon", "用券订单占比", "用券訂單占比"),
        Label(
            "Orders that name a coupon, out of all of theirs; nobody without an order has one",
            "使用优惠券的订单占全部订单的比例，没有订单的人没有此值",
            "使用優惠券的訂單占全部訂單的比例，沒有訂單的人沒有此值",
        ),
        column="coupon_id",
        needs=("orders.coupon_id",),
    ),
    Row(
        "coupons",
        ORDERS,
        Aggregate.SET,
        TAGS,
        Label("Used coupon", "用过的优惠券", "用過的優惠券"),
        Label("Coupons that their orders name", "订单使用过的优惠券", "訂單使用過的優惠券"),
        column="coupon_id",
        needs=("orders.coupon_id",),
    ),
    Row(
        "discount",
        ORDERS,
        Aggregate.SUM,
        MONEY,
        Label("Discounts received", "优惠金额合计", "優惠金額合計"),
        Label("Discounts of their orders", "订单优惠金额合计", "訂單優惠金額合計"),
        column="discount_cents",
        needs=("orders.discount_amount",),
    ),
    Row(
        "discount_depth",
        ORDERS,
        Aggregate.RATIO,
        SHARE,
        Label("Discount depth", "优惠力度", "優惠力度"),
        Label(
            "Discounts out of gross amounts, over the orders whose gross amount is known",
            "优惠金额占订单金额的比例，仅计已知订单金额的订单",
            "優惠金額占訂單金額的比例，僅計已知訂單金額的訂單",
        ),
        column="discount_cents",
        out_of="gross_cents",
        needs=("orders.discount_amount", "orders.gross_amount"),
    ),
)
