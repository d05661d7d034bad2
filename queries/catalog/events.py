"""Events that behaviour measures count: one row each."""

from __future__ import annotations

from data.sentence import Label
from queries.catalog.declare import Event, Keeps

ORDERS = Event(
    "orders",
    "orders",
    "ordered_date",
    Label("Orders", "订单", "訂單"),
    Keeps.COUNTED_ORDERS,
    needs=("orders", "orders.user_id"),
    last_by=("ordered_at", "order_id"),
    at="ordered_at",
)
PAID_ORDERS = Event(
    "paid_orders",
    "orders",
    "ordered_date",
    Label("Orders before refunds", "订单（退款前）", "訂單（退款前）"),
    Keeps.PAID_ORDERS,
    needs=("orders", "orders.user_id"),
    at="ordered_at",
)
REFUNDS = Event(
    "refunds",
    "orders",
    "refunded_date",
    Label("Refunds", "退款", "退款"),
    Keeps.PAID_ORDERS,
    needs=("orders", "orders.user_id", "orders.refunded_amount"),
)
ITEMS = Event(
    "items",
    "order_items",
    "ordered_date",
    Label("Products bought", "购买商品", "購買商品"),
    Keeps.COUNTED_ITEMS,
    needs=("order_items", "orders.user_id"),
    described_by=(("products", "product_id"),),
    last_by=("ordered_at", "order_id"),
    at="ordered_at",
)
INTERACTIONS = Event(
    "interactions",
    "interactions",
    "occurred_date",
    Label("Interactions", "互动", "互動"),
    needs=("interactions",),
    described_by=(("products", "product_id"),),
    last_by=("occurred_at", "interaction_kind"),
    at="occurred_at",
)
MESSAGES = Event(
    "messages",
    "touches",
    "assigned_date",
    Label("Messages received", "收到的触达", "收到的觸達"),
    Keeps.SENT,
    needs=("touches",),
    described_by=(("campaigns", "campaign_id"),),
    last_by=("assigned_at", "campaign_id"),
    at="assigned_at",
)
DELIVERIES = Event(
    "deliveries",
    "touches",
    "delivered_date",
    Label("Messages delivered", "送达的触达", "送達的觸達"),
    Keeps.SENT,
    needs=("touches", "touches.delivered_at"),
    described_by=(("campaigns", "campaign_id"),),
    at="delivered_at",
)
OPENS = Event(
    "opens",
    "touches",
    "opened_date",
    Label("Messages opened", "打开的触达", "開啟的觸達"),
    Keeps.OPENED_BY_PEOPLE,
    needs=("touches", "touches.opened_at"),
    described_by=(("campaigns", "campaign_id"),),
    at="opened_at",
)
CLICKS = Event(
    "clicks",
    "touches",
    "clicked_date",
    Label("Messages clicked", "点击的触达", "點擊的觸達"),
    Keeps.SENT,
    needs=("touches", "touches.clicked_at"),
    described_by=(("campaigns", "campaign_id"),),
    at="clicked_at",
)
REPLIES = Event(
    "replies",
    "touches",
    "replied_date",
    Label("Messages replied to", "回复的触达", "回覆的觸達"),
    Keeps.SENT,
    needs=("touches", "touches.replied_at"),
    described_by=(("campaigns", "campaign_id"),),
    at="replied_at",
)
BOUNCES = Event(
    "bounces",
    "touches",
    "bounced_date",
    Label("Messages bounced", "退回的触达", "退回的觸達"),
    Keeps.SENT,
    needs=("touches", "touches.bounced_at"),
    described_by=(("campaigns", "campaign_id"),),
    at="bounced_at",
)
COMPLAINTS = Event(
    "complaints",
    "touches",
    "complained_date",
    Label("Complaints", "投诉", "投訴"),
    Keeps.SENT,
    needs=("touches", "touches.complained_at"),
    described_by=(("campaigns", "campaign_id"),),
    at="complained_at",
)
UNSUBSCRIBES = Event(
    "unsubscribes",
    "touches",
    "unsubscribed_date",
    Label("Unsubscribes", "退订", "退訂"),
    Keeps.SENT,
    needs=("touches", "touches.unsubscribed_at"),
    described_by=(("campaigns", "campaign_id"),),
    at="unsubscribed_at",
)
SURVEYS = Event(
    "surveys",
    "surveys",
    "answered_date",
    Label("Survey answers", "问卷回答", "問卷回答"),
    needs=("surveys",),
    last_by=("answered_at", "survey_id", "question"),
    at="answered_at",
)
REFERRALS = Event(
    "referrals",
    "referrals",
    "invited_date",
    Label("Referrals", "裂变邀请", "裂變邀請"),
    needs=("referrals",),
    at="invited_at",
)
ACTIVATED_REFERRALS = Event(
    "activated_referrals",
    "referrals",
    "activated_date",
    Label("Successful referrals", "成功邀请", "成功邀請"),
    needs=("referrals", "referrals.activated_at"),
    at="activated_at",
)
SNAPSHOTS = Event(
    "snapshots",
    "user_snapshots",
    "snapshot_date",
    Label("Member snapshots", "会员快照", "會員快照"),
    needs=("user_snapshots",),
    last_by=("snapshot_date",),
)
