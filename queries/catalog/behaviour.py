"""Behaviour measures: what people did and what reached them, one row per measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.contract import Choice, table
from data.sentence import Label
from data.store.manifest import Manifest
from queries.catalog.declare import Aggregate, Behaviour, Event, Field, Measure, ValueType
from queries.catalog.events import (
    ACTIVATED_REFERRALS,
    CLICKS,
    INTERACTIONS,
    ITEMS,
    MESSAGES,
    OPENS,
    ORDERS,
    REFERRALS,
    SNAPSHOTS,
    SURVEYS,
    UNSUBSCRIBES,
)
from queries.catalog.fields import event_fields


@dataclass(frozen=True)
class Row:
    """`column` is a stored column of the event or, as `products.category`, of a table that describes it."""

    name: str
    event: Event
    aggregate: Aggregate
    type: ValueType
    label: Label
    description: Label
    column: str | None = None
    unit: str | None = None
    needs: tuple[str, ...] = ()


NUMBER, MONEY, DATE, TAGS, TEXT = (
    ValueType.NUMBER,
    ValueType.MONEY,
    ValueType.DATE,
    ValueType.TAGS,
    ValueType.TEXT,
)

ROWS: tuple[Row, ...] = (
    Row(
        "count",
        ORDERS,
        Aggregate.COUNT,
        NUMBER,
        Label("Number of orders", "购买次数", "購買次數"),
        Label(
            "Paid orders, without those fully refunded by the day",
            "已付款订单数，不含截至当日已全额退款的订单",
            "已付款訂單數，不含截至當日已全額退款的訂單",
        ),
        unit="orders",
    ),
    Row(
        "days",
        ORDERS,
        Aggregate.COUNT_DISTINCT,
        NUMBER,
        Label("Number of purchase days", "购买天数", "購買天數"),
        Label(
            "Different days with an order; several orders of one day count once",
            "有订单的不同天数，同一天多单只计一次",
            "有訂單的不同天數，同一天多單只計一次",
        ),
        column="ordered_date",
        unit="days",
    ),
    Row(
        "net_revenue",
        ORDERS,
        Aggregate.SUM,
        MONEY,
        Label("Net revenue", "净收入", "淨收入"),
        Label(
            "What they paid, less what was refunded by the day",
            "实付金额减去截至当日的退款",
            "實付金額減去截至當日的退款",
        ),
        column="net_cents",
    ),
    Row(
        "average_value",
        ORDERS,
        Aggregate.MEAN,
        MONEY,
        Label("Average order value", "客单价", "客單價"),
        Label(
            "Net revenue per order; nobody without an order has one",
            "净收入除以订单数，没有订单的人没有此值",
            "淨收入除以訂單數，沒有訂單的人沒有此值",
        ),
        column="net_cents",
    ),
    Row(
        "days_since_last",
        ORDERS,
        Aggregate.DAYS_SINCE_LAST,
        NUMBER,
        Label("Days since last order", "距最近一次购买天数", "距最近一次購買天數"),
        Label(
            "0 is an order on the day itself; nobody without an order has one",
            "当天购买为 0，没有订单的人没有此值",
            "當天購買為 0，沒有訂單的人沒有此值",
        ),
        unit="days",
    ),
    Row(
        "days_since_first",
        ORDERS,
        Aggregate.DAYS_SINCE_FIRST,
        NUMBER,
        Label("Days since first order", "距首单天数", "距首單天數"),
        Label(
            "0 is a first order on the day itself; nobody without an order has one",
            "当天首购为 0，没有订单的人没有此值",
            "當天首購為 0，沒有訂單的人沒有此值",
        ),
        unit="days",
    ),
    Row(
        "first_date",
        ORDERS,
        Aggregate.FIRST_DAY,
        DATE,
        Label("Day of first order", "首单日期", "首單日期"),
        Label("The day of the first paid order", "第一笔已付款订单的日期", "第一筆已付款訂單的日期"),
    ),
    Row(
        "last_date",
        ORDERS,
        Aggregate.LAST_DAY,
        DATE,
        Label("Day of last order", "最近一次购买日期", "最近一次購買日期"),
        Label("The day of the newest paid order", "最近一笔已付款订单的日期", "最近一筆已付款訂單的日期"),
    ),
    Row(
        "channels",
        ORDERS,
        Aggregate.SET,
        TAGS,
        Label("Bought in channel", "购买过的渠道", "購買過的通路"),
        Label("Sales channels of their orders", "订单所在的销售渠道", "訂單所在的銷售通路"),
        column="channel",
        needs=("orders.channel",),
    ),
    Row(
        "quantity",
        ITEMS,
        Aggregate.SUM,
        NUMBER,
        Label("Items bought", "购买件数", "購買件數"),
        Label("Pieces in paid orders", "已付款订单中的商品件数", "已付款訂單中的商品件數"),
        column="quantity",
        unit="items",
        needs=("order_items.quantity",),
    ),
    Row(
        "orders",
        ITEMS,
        Aggregate.COUNT_DISTINCT,
        NUMBER,
        Label("Number of orders with such products", "购买指定商品的次数", "購買指定商品的次數"),
        Label(
            "Different orders with at least one product line that passes the filters",
            "至少含一件符合筛选的商品的订单数",
            "至少含一件符合篩選的商品的訂單數",
        ),
        column="order_id",
        unit="orders",
    ),
    Row(
        "categories_count",
        ITEMS,
        Aggregate.COUNT_DISTINCT,
        NUMBER,
        Label("Number of categories bought", "购买品类数", "購買品類數"),
        Label("Different categories in their orders", "订单涉及的不同品类数", "訂單涉及的不同品類數"),
        column="products.category",
        unit="categories",
        needs=("products.category",),
    ),
    Row(
        "categories",
        ITEMS,
        Aggregate.SET,
        TAGS,
        Label("Bought category", "购买过的品类", "購買過的品類"),
        Label("Categories in their paid orders", "已付款订单中的品类", "已付款訂單中的品類"),
        column="products.category",
        needs=("products.category",),
    ),
    Row(
        "brands",
        ITEMS,
        Aggregate.SET,
        TAGS,
        Label("Bought brand", "购买过的品牌", "購買過的品牌"),
        Label("Brands in their paid orders", "已付款订单中的品牌", "已付款訂單中的品牌"),
        column="products.brand",
        needs=("products.brand",),
    ),
    Row(
        "products",
        ITEMS,
        Aggregate.SET,
        TAGS,
        Label("Bought product", "购买过的商品", "購買過的商品"),
        Label("Products, by their ID, in their paid orders", "已付款订单中的商品编号", "已付款訂單中的商品編號"),
        column="product_id",
    ),
    Row(
        "count",
        INTERACTIONS,
        Aggregate.COUNT,
        NUMBER,
        Label("Number of interactions", "互动次数", "互動次數"),
        Label("Things they did that are not orders", "除下单以外的行为次数", "除下單以外的行為次數"),
        unit="times",
    ),
    Row(
        "days",
        INTERACTIONS,
        Aggregate.COUNT_DISTINCT,
        NUMBER,
        Label("Number of active days", "活跃天数", "活躍天數"),
        Label("Different days with an interaction", "有互动的不同天数", "有互動的不同天數"),
        column="occurred_date",
        unit="days",
    ),
    Row(
        "days_since_last",
        INTERACTIONS,
        Aggregate.DAYS_SINCE_LAST,
        NUMBER,
        Label("Days since last interaction", "距最近一次互动天数", "距最近一次互動天數"),
        Label(
            "0 is an interaction on the day itself; nobody without one has a value",
            "当天互动为 0，没有互动的人没有此值",
            "當天互動為 0，沒有互動的人沒有此值",
        ),
        unit="days",
    ),
    Row(
        "kinds",
        INTERACTIONS,
        Aggregate.SET,
        TAGS,
        Label("Kinds of interaction", "互动过的类型", "互動過的類型"),
        Label("What they did", "发生过的互动类型", "發生過的互動類型"),
        column="interaction_kind",
    ),
    Row(
        "count",
        MESSAGES,
        Aggregate.COUNT,
        NUMBER,
        Label("Messages received", "收到触达次数", "收到觸達次數"),
        Label(
            "Messages sent to them; a place in a control group is not a message",
            "向其发送的触达次数，作为对照组不算触达",
            "向其發送的觸達次數，作為對照組不算觸達",
        ),
        unit="times",
    ),
    Row(
        "days_since_last",
        MESSAGES,
        Aggregate.DAYS_SINCE_LAST,
        NUMBER,
        Label("Days since last message", "距最近一次触达天数", "距最近一次觸達天數"),
        Label(
            "0 is a message on the day itself; nobody without one has a value",
            "当天触达为 0，没有触达的人没有此值",
            "當天觸達為 0，沒有觸達的人沒有此值",
        ),
        unit="days",
    ),
    Row(
        "campaigns",
        MESSAGES,
        Aggregate.SET,
        TAGS,
        Label("Reached by campaign", "收到过的活动", "收到過的活動"),
        Label("Campaigns, by their ID, whose messages they received", "触达过其的活动编号", "觸達過其的活動編號"),
        column="campaign_id",
    ),
    Row(
        "count",
        OPENS,
        Aggregate.COUNT,
        NUMBER,
        Label("Messages opened", "打开触达次数", "開啟觸達次數"),
        Label(
            "Counted on the day of opening; opens by machines are left out",
            "按打开日期计，不含机器打开",
            "按開啟日期計，不含機器開啟",
        ),
        unit="times",
    ),
    Row(
        "days_since_last",
        OPENS,
        Aggregate.DAYS_SINCE_LAST,
        NUMBER,
        Label("Days since last open", "距最近一次打开天数", "距最近一次開啟天數"),
        Label(
            "0 is an open on the day itself; nobody without one has a value",
            "当天打开为 0，没有打开的人没有此值",
            "當天開啟為 0，沒有開啟的人沒有此值",
        ),
        unit="days",
    ),
    Row(
        "count",
        CLICKS,
        Aggregate.COUNT,
        NUMBER,
        Label("Messages clicked", "点击触达次数", "點擊觸達次數"),
        Label("Counted on the day of the click", "按点击日期计", "按點擊日期計"),
        unit="times",
    ),
    Row(
        "count",
        UNSUBSCRIBES,
        Aggregate.COUNT,
        NUMBER,
        Label("Unsubscribes", "退订次数", "退訂次數"),
        Label("Counted on the day of unsubscribing", "按退订日期计", "按退訂日期計"),
        unit="times",
    ),
    Row(
        "last_score",
        SURVEYS,
        Aggregate.LATEST,
        NUMBER,
        Label("Last survey score", "最近一次评分", "最近一次評分"),
        Label(
            "The newest answer that has a score; of several at one moment the highest",
            "最近一次有评分的回答，同一时刻多个取最高",
            "最近一次有評分的回答，同一時刻多個取最高",
        ),
        column="score",
        unit="points",
        needs=("surveys.score",),
    ),
    Row(
        "count",
        SURVEYS,
        Aggregate.COUNT,
        NUMBER,
        Label("Survey answers", "问卷回答数", "問卷回答數"),
        Label("Answers they gave", "回答过的题数", "回答過的題數"),
        unit="times",
    ),
    Row(
        "count",
        REFERRALS,
        Aggregate.COUNT,
        NUMBER,
        Label("Referrals made", "邀请人数", "邀請人數"),
        Label("People they invited", "邀请过的人数", "邀請過的人數"),
        unit="people",
    ),
    Row(
        "count",
        ACTIVATED_REFERRALS,
        Aggregate.COUNT,
        NUMBER,
        Label("Successful referrals", "成功邀请人数", "成功邀請人數"),
        Label(
            "Invited people who became active by the day", "截至当日已激活的被邀请人数", "截至當日已啟用的被邀請人數"
        ),
        unit="people",
    ),
    Row(
        "tier",
        SNAPSHOTS,
        Aggregate.LATEST,
        TEXT,
        Label("Tier on that day", "当日会员等级", "當日會員等級"),
        Label(
            "The tier in the newest snapshot by the day",
            "截至当日最近一次快照中的会员等级",
            "截至當日最近一次快照中的會員等級",
        ),
        column="tier",
        needs=("user_snapshots.tier",),
    ),
    Row(
        "points",
        SNAPSHOTS,
        Aggregate.LATEST,
        NUMBER,
        Label("Points on that day", "当日积分", "當日點數"),
        Label(
            "The points in the newest snapshot by the day",
            "截至当日最近一次快照中的积分",
            "截至當日最近一次快照中的點數",
        ),
        column="points",
        unit="points",
        needs=("user_snapshots.points",),
    ),
)


def behaviours(manifest: Manifest) -> Iterator[Measure]:
    fields = {row.event: event_fields(row.event, manifest) for row in ROWS}
    for row in ROWS:
        yield Measure(
            key=f"{row.event.key}.{row.name}",
            type=row.type,
            label=row.label,
            description=row.description,
            topic=row.event.label,
            behaviour=Behaviour(row.event, row.aggregate, row.column),
            filters=_filters(row, fields[row.event]),
            unit=row.unit,
            choices=_choices(row),
            missing=tuple(need for need in (*row.event.needs, *row.needs) if not _delivered(manifest, need)),
        )


def _filters(row: Row, fields: dict[str, Field]) -> dict[str, Field]:
    """A set is what a condition names already: filtering it by itself would say the same twice."""
    own = (row.column or "").removeprefix("products.")
    return {key: field for key, field in fields.items() if row.aggregate is not Aggregate.SET or key != own}


def _choices(row: Row) -> tuple[Choice, ...]:
    if row.column is None:
        return ()
    table_name, _, column = row.column.rpartition(".")
    declared = table(table_name or row.event.table)
    return declared.column(column).choices if declared.has(column) else ()


def _delivered(manifest: Manifest, need: str) -> bool:
    table_name, _, column = need.partition(".")
    return manifest.delivers(table_name, column or None)
