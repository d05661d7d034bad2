"""The first and the last day of what an event counts. With filters: of the first and the last that passes them."""

from __future__ import annotations

from collections.abc import Iterator

from data.sentence import Label
from queries.catalog.declare import Aggregate, Event, ValueType
from queries.catalog.events import (
    ACTIVATED_REFERRALS,
    BOUNCES,
    CLICKS,
    COMPLAINTS,
    DELIVERIES,
    ITEMS,
    MESSAGES,
    OPENS,
    REFERRALS,
    REFUNDS,
    REPLIES,
    SURVEYS,
    UNSUBSCRIBES,
)
from queries.catalog.row import Row

_LABELS: tuple[tuple[Event, Label, Label], ...] = (
    (
        ITEMS,
        Label("Day such products were first bought", "首次购买指定商品日期", "首次購買指定商品日期"),
        Label("Day such products were last bought", "最近一次购买指定商品日期", "最近一次購買指定商品日期"),
    ),
    (
        REFUNDS,
        Label("Day of first refund", "首次退款日期", "首次退款日期"),
        Label("Day of last refund", "最近一次退款日期", "最近一次退款日期"),
    ),
    (
        MESSAGES,
        Label("Day of first message", "首次触达日期", "首次觸達日期"),
        Label("Day of last message", "最近一次触达日期", "最近一次觸達日期"),
    ),
    (
        DELIVERIES,
        Label("Day of first delivery", "首次送达日期", "首次送達日期"),
        Label("Day of last delivery", "最近一次送达日期", "最近一次送達日期"),
    ),
    (
        OPENS,
        Label("Day of first open", "首次打开触达日期", "首次開啟觸達日期"),
        Label("Day of last open", "最近一次打开触达日期", "最近一次開啟觸達日期"),
    ),
    (
        CLICKS,
        Label("Day of first click", "首次点击触达日期", "首次點擊觸達日期"),
        Label("Day of last click", "最近一次点击触达日期", "最近一次點擊觸達日期"),
    ),
    (
        REPLIES,
        Label("Day of first reply", "首次回复日期", "首次回覆日期"),
        Label("Day of last reply", "最近一次回复日期", "最近一次回覆日期"),
    ),
    (
        BOUNCES,
        Label("Day of first bounce", "首次退回日期", "首次退回日期"),
        Label("Day of last bounce", "最近一次退回日期", "最近一次退回日期"),
    ),
    (
        COMPLAINTS,
        Label("Day of first complaint", "首次投诉日期", "首次投訴日期"),
        Label("Day of last complaint", "最近一次投诉日期", "最近一次投訴日期"),
    ),
    (
        UNSUBSCRIBES,
        Label("Day of first unsubscribing", "首次退订日期", "首次退訂日期"),
        Label("Day of last unsubscribing", "最近一次退订日期", "最近一次退訂日期"),
    ),
    (
        SURVEYS,
        Label("Day of first survey answer", "首次回答问卷日期", "首次回答問卷日期"),
        Label("Day of last survey answer", "最近一次回答问卷日期", "最近一次回答問卷日期"),
    ),
    (
        REFERRALS,
        Label("Day of first invitation", "首次邀请日期", "首次邀請日期"),
        Label("Day of last invitation", "最近一次邀请日期", "最近一次邀請日期"),
    ),
    (
        ACTIVATED_REFERRALS,
        Label("Day of first successful referral", "首次成功邀请日期", "首次成功邀請日期"),
        Label("Day of last successful referral", "最近一次成功邀请日期", "最近一次成功邀請日期"),
    ),
)
_FIRST = Label(
    "Of all until the day, or of those that pass the filters, the first; nobody without any has one",
    "截至当日全部记录中（或符合筛选的记录中）的第一次，没有记录的人没有此值",
    "截至當日全部紀錄中（或符合篩選的紀錄中）的第一次，沒有紀錄的人沒有此值",
)
_LAST = Label(
    "Of all until the day, or of those that pass the filters, the newest; nobody without any has one",
    "截至当日全部记录中（或符合筛选的记录中）的最近一次，没有记录的人没有此值",
    "截至當日全部紀錄中（或符合篩選的紀錄中）的最近一次，沒有紀錄的人沒有此值",
)


def _rows() -> Iterator[Row]:
    for event, first, last in _LABELS:
        yield Row("first_date", event, Aggregate.FIRST_DAY, ValueType.DATE, first, _FIRST)
        yield Row("last_date", event, Aggregate.LAST_DAY, ValueType.DATE, last, _LAST)


FIRST_AND_LAST = tuple(_rows())
