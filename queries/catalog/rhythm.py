"""How often people buy, one row per measure. Orders of one day are one purchase."""

from __future__ import annotations

from data.sentence import Label
from queries.catalog.declare import Aggregate, ValueType
from queries.catalog.events import ORDERS
from queries.catalog.row import Row

NUMBER = ValueType.NUMBER

RHYTHM: tuple[Row, ...] = (
    Row(
        "days_first_to_second",
        ORDERS,
        Aggregate.DAYS_FIRST_TO_SECOND,
        NUMBER,
        Label("Days from first to second purchase", "首购到二购天数", "首購到二購天數"),
        Label(
            "Orders of one day are one purchase; nobody with fewer than two purchase days has one",
            "同一天的订单算一次购买，不足两个购买日的人没有此值",
            "同一天的訂單算一次購買，不足兩個購買日的人沒有此值",
        ),
        unit="days",
    ),
    Row(
        "mean_gap",
        ORDERS,
        Aggregate.MEAN_GAP,
        NUMBER,
        Label("Average days between purchases", "平均购买间隔天数", "平均購買間隔天數"),
        Label(
            "Days from first to last purchase, divided by the purchase days after the first; "
            "nobody with fewer than two has one",
            "首末两次购买相隔天数除以首购之后的购买日数，不足两个购买日的人没有此值",
            "首末兩次購買相隔天數除以首購之後的購買日數，不足兩個購買日的人沒有此值",
        ),
        unit="days",
    ),
    Row(
        "median_gap",
        ORDERS,
        Aggregate.MEDIAN_GAP,
        NUMBER,
        Label("Median days between purchases", "购买间隔天数中位数", "購買間隔天數中位數"),
        Label(
            "The middle one of their gaps between purchase days, or the mean of the two in the middle; "
            "nobody with fewer than two purchase days has one",
            "购买日之间间隔的中位数，偶数个取中间两个的平均，不足两个购买日的人没有此值",
            "購買日之間間隔的中位數，偶數個取中間兩個的平均，不足兩個購買日的人沒有此值",
        ),
        unit="days",
    ),
    Row(
        "overdue",
        ORDERS,
        Aggregate.OVERDUE,
        NUMBER,
        Label("Overdue ratio", "逾期倍数", "逾期倍數"),
        Label(
            "Days since the last purchase, divided by their own median days between purchases; "
            "2 is twice as long as usual",
            "距最近一次购买天数除以本人购买间隔天数的中位数，2 表示已达平时的两倍",
            "距最近一次購買天數除以本人購買間隔天數的中位數，2 表示已達平時的兩倍",
        ),
        unit="ratio",
    ),
)
