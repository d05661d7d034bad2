"""Layer measures: where each person stands by the frozen schemes, as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.contract import Choice
from data.schemes import Schemes
from data.sentence import Label
from data.store.manifest import Manifest
from queries.catalog.declare import Layer, LayerPart, Measure, ValueType

TOPIC = Label("Layers", "分层", "分層")
TEXT, NUMBER, MONEY = ValueType.TEXT, ValueType.NUMBER, ValueType.MONEY
_ORDERS = ("orders", "orders.user_id")


@dataclass(frozen=True)
class LayerRow:
    """One layer measure: what it is called, and what it needs of the export."""

    part: LayerPart
    type: ValueType
    label: Label
    description: Label
    choices: tuple[Choice, ...] = ()
    otherwise: str | None = None
    unit: str | None = None


def layers(manifest: Manifest, schemes: Schemes) -> Iterator[Measure]:
    missing = tuple(need for need in _ORDERS if not manifest.delivers(*need.split(".")))
    for row in (*rfm_layers(schemes), *lifecycle_layers(schemes)):
        yield Measure(
            key=f"layers.{row.part}",
            type=row.type,
            label=row.label,
            description=row.description,
            topic=TOPIC,
            layer=Layer(row.part, schemes, row.otherwise),
            unit=row.unit,
            choices=row.choices,
            missing=missing,
        )


RFM_TYPES = (
    Choice("important_value", Label("Important valuable", "重要价值", "重要價值")),
    Choice("important_keep", Label("Important to keep", "重要保持", "重要保持")),
    Choice("important_develop", Label("Important to develop", "重要发展", "重要發展")),
    Choice("important_win_back", Label("Important to win back", "重要挽留", "重要挽留")),
    Choice("general_value", Label("General valuable", "一般价值", "一般價值")),
    Choice("general_keep", Label("General to keep", "一般保持", "一般保持")),
    Choice("general_develop", Label("General to develop", "一般发展", "一般發展")),
    Choice("general_win_back", Label("General to win back", "一般挽留", "一般挽留")),
)


def rfm_layers(schemes: Schemes) -> tuple[LayerRow, ...]:
    days = schemes.rfm.lookback_days
    nobody = Label(
        f"nobody without an order in {days} days has one",
        f"近{days}天没有订单的人没有此值",
        f"近{days}天沒有訂單的人沒有此值",
    )
    return (
        LayerRow(
            LayerPart.RFM_TYPE,
            TEXT,
            Label("RFM type", "RFM类型", "RFM類型"),
            _then(
                Label(
                    "One of eight by recency, frequency and spend, each high or low by the frozen cuts",
                    "按最近购买、购买频次、消费金额各自的高低分为八类，分界线固定",
                    "依最近購買、購買頻次、消費金額各自的高低分為八類，分界線固定",
                ),
                nobody,
            ),
            RFM_TYPES,
        ),
        _score(
            LayerPart.RFM_RECENCY,
            Label("RFM recency score", "RFM最近购买得分（R）", "RFM最近購買分數（R）"),
            schemes.rfm.recency_days,
            nobody,
        ),
        _score(
            LayerPart.RFM_FREQUENCY,
            Label("RFM frequency score", "RFM购买频次得分（F）", "RFM購買頻次分數（F）"),
            schemes.rfm.purchase_days,
            nobody,
        ),
        _score(
            LayerPart.RFM_MONETARY,
            Label("RFM spend score", "RFM消费金额得分（M）", "RFM消費金額分數（M）"),
            tuple(cents / 100 for cents in schemes.rfm.spend_cents),
            nobody,
        ),
        *_values_behind(days, nobody),
    )


def _values_behind(days: int, nobody: Label) -> tuple[LayerRow, ...]:
    return (
        LayerRow(
            LayerPart.RFM_RECENCY_DAYS,
            NUMBER,
            Label("RFM days since last purchase", "RFM距最近购买天数", "RFM距最近購買天數"),
            _then(Label("0 is a purchase on the day itself", "当天购买为0", "當天購買為0"), nobody),
            unit="days",
        ),
        LayerRow(
            LayerPart.RFM_PURCHASE_DAYS,
            NUMBER,
            Label("RFM purchase days", "RFM购买天数", "RFM購買天數"),
            _then(
                Label(
                    f"Different days with an order in the last {days} days",
                    f"近{days}天内有订单的不同天数",
                    f"近{days}天內有訂單的不同天數",
                ),
                nobody,
            ),
            unit="days",
        ),
        LayerRow(
            LayerPart.RFM_SPEND,
            MONEY,
            Label("RFM net spend", "RFM净消费金额", "RFM淨消費金額"),
            _then(
                Label(
                    f"What they paid in the last {days} days, less refunds known by the day",
                    f"近{days}天实付金额减去截至当日的退款",
                    f"近{days}天實付金額減去截至當日的退款",
                ),
                nobody,
            ),
        ),
    )


def _score(part: LayerPart, label: Label, cuts: tuple[float, ...], nobody: Label) -> LayerRow:
    """The cuts are part of what the score means, so they are written where it is explained."""
    listed, best = " / ".join(f"{cut:,g}" for cut in cuts), len(cuts) + 1
    described = Label(
        f"1 to {best}, {best} is best; cuts at {listed}",
        f"1至{best}分，{best}分最好；分界点 {listed}",
        f"1至{best}分，{best}分最好；分界點 {listed}",
    )
    return LayerRow(part, NUMBER, label, _then(described, nobody), unit="points")


STATES = (
    Choice("new", Label("New", "新客", "新客")),
    Choice("active", Label("Active", "活跃", "活躍")),
    Choice("returned", Label("Returned", "回流", "回流")),
    Choice("dormant", Label("Dormant", "沉睡", "沉睡")),
    Choice("lost", Label("Lost", "流失", "流失")),
    Choice("never_bought", Label("Never bought", "从未购买", "從未購買")),
)


def lifecycle_layers(schemes: Schemes) -> tuple[LayerRow, ...]:
    cuts = schemes.lifecycle
    described = Label(
        f"New: one purchase day so far. Returned: bought in the last {cuts.returned_days} days after a silence of more "
        f"than {cuts.dormant_days}. Dormant: silent for more than {cuts.dormant_days} days, lost: more than "
        f"{cuts.lost_days}.",
        f"新客：至今仅一个购买日；回流：沉默超过{cuts.dormant_days}天后，近{cuts.returned_days}天内再次购买；"
        f"沉睡：超过{cuts.dormant_days}天未购买；流失：超过{cuts.lost_days}天未购买",
        f"新客：至今僅一個購買日；回流：沉默超過{cuts.dormant_days}天後，近{cuts.returned_days}天內再次購買；"
        f"沉睡：超過{cuts.dormant_days}天未購買；流失：超過{cuts.lost_days}天未購買",
    )
    return (
        LayerRow(
            LayerPart.LIFECYCLE,
            TEXT,
            Label("Lifecycle state", "生命周期阶段", "生命週期階段"),
            described,
            STATES,
            otherwise="never_bought",
        ),
    )


def _then(first: Label, second: Label) -> Label:
    return Label(f"{first.en}; {second.en}", f"{first.zh_CN}；{second.zh_CN}", f"{first.zh_TW}；{second.zh_TW}")
