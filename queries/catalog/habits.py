"""Whether people start, keep up, drop or take up again what an event counts: one measure an event."""

from __future__ import annotations

from data.contract import Choice
from data.sentence import Label
from queries.catalog.declare import Aggregate, Event, ValueType
from queries.catalog.events import (
    CLICKS,
    INTERACTIONS,
    ITEMS,
    OPENS,
    ORDERS,
    REFERRALS,
    SURVEYS,
)
from queries.catalog.row import Row

HABIT_CHOICES = (
    Choice("started", Label("started", "新开始", "新開始")),
    Choice("kept", Label("kept up", "持续", "持續")),
    Choice("restarted", Label("restarted", "重新开始", "重新開始")),
    Choice("stopped", Label("stopped", "停止", "停止")),
    Choice("gone", Label("long gone", "早已停止", "早已停止")),
)
_DESCRIPTION = Label(
    "In the window (30 days unless another is chosen): started for the first time, kept up from the equally long "
    "span before, restarted after a pause of at least that span; stopped since that span, or long gone. "
    "Nobody who never did has a value",
    "看所选时间段（默认近30天）：首次出现为新开始，前一等长时段也有为持续，前一等长时段没有但更早有过为重新开始；"
    "本段没有而前一段有为停止，两段都没有为早已停止；从未有过的人没有此值",
    "看所選時間段（預設近30天）：首次出現為新開始，前一等長時段也有為持續，前一等長時段沒有但更早有過為重新開始；"
    "本段沒有而前一段有為停止，兩段都沒有為早已停止；從未有過的人沒有此值",
)
_LABELS: tuple[tuple[Event, Label], ...] = (
    (ORDERS, Label("Habit of buying", "购买习惯", "購買習慣")),
    (ITEMS, Label("Habit of buying such products", "购买指定商品的习惯", "購買指定商品的習慣")),
    (INTERACTIONS, Label("Habit of interacting", "互动习惯", "互動習慣")),
    (OPENS, Label("Habit of opening messages", "打开触达的习惯", "開啟觸達的習慣")),
    (CLICKS, Label("Habit of clicking messages", "点击触达的习惯", "點擊觸達的習慣")),
    (SURVEYS, Label("Habit of answering surveys", "回答问卷的习惯", "回答問卷的習慣")),
    (REFERRALS, Label("Habit of inviting", "邀请习惯", "邀請習慣")),
)
HABITS = tuple(Row("habit", event, Aggregate.HABIT, ValueType.TEXT, label, _DESCRIPTION) for event, label in _LABELS)
