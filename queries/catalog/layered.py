"""Layer measures: where each person stands by the frozen schemes, as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.contract import Choice, table
from data.schemes import Schemes
from data.schemes.declare import SIDES
from data.sentence import Label
from data.store.manifest import Manifest
from queries.catalog.declare import Aggregate, Behaviour, Layer, LayerPart, Measure, ValueType
from queries.catalog.events import SNAPSHOTS
from queries.catalog.fields import contract_field

TOPIC = Label("Layers", "分层", "分層")
TEXT, NUMBER, MONEY = ValueType.TEXT, ValueType.NUMBER, ValueType.MONEY
_ORDERS = ("orders", "orders.user_id")
_MARKS = {"orders": "user_id", "interactions": None, "surveys": "score"}  # what the stages of AIPL are read from


@dataclass(frozen=True)
class LayerRow:
    """One layer measure: what it is called, and what it needs of the export."""

    part: LayerPart
    type: ValueType
    label: Label
    description: Label
    choices: tuple[Choice, ...] = ()
    otherwise: str | None = None
    unplaced: Label | None = None
    unit: str | None = None


def layers(manifest: Manifest, schemes: Schemes) -> Iterator[Measure]:
    missing = tuple(need for need in _ORDERS if not _delivers(manifest, need))
    reads = tuple(name for name, column in _MARKS.items() if manifest.delivers(name, column))
    rows = (
        *rfm_layers(schemes),
        *quintile_layers(schemes),
        *lifecycle_layers(schemes),
        *aipl_layers(schemes, knows_contacts="interactions" in reads),
    )
    for row in rows:
        yield Measure(
            key=f"layers.{row.part}",
            type=row.type,
            label=row.label,
            description=row.description,
            topic=TOPIC,
            layer=Layer(row.part, schemes, manifest.data_start, reads, row.otherwise, row.unplaced),
            unit=row.unit,
            choices=row.choices,
            missing=missing,
        )
    yield _tier(manifest)


def _delivers(manifest: Manifest, need: str) -> bool:
    name, _, column = need.partition(".")
    return manifest.delivers(name, column or None)


def _tier(manifest: Manifest) -> Measure:
    """The snapshot's of the day where snapshots are delivered, else the member table's of today."""
    label = Label("Tier", "会员等级", "會員等級")
    users = table("users")
    if manifest.delivers("user_snapshots", "tier"):
        described = Label(
            "The tier in the newest snapshot by the day; unknown before the first",
            "截至当日最近一次快照中的会员等级，首次快照之前未知",
            "截至當日最近一次快照中的會員等級，首次快照之前未知",
        )
        latest = Behaviour(SNAPSHOTS, Aggregate.LATEST, "tier")
        return Measure("layers.tier", TEXT, label, described, TOPIC, behaviour=latest)
    field = contract_field(users, users.column("tier"))
    described = Label(
        "The tier of today: without snapshots it is not known what it was on a past day",
        "当前会员等级：没有快照数据，无法得知过去某天的等级",
        "目前會員等級：沒有快照資料，無法得知過去某天的等級",
    )
    missing = () if manifest.delivers("users", "tier") else ("users.tier",)
    return Measure("layers.tier", TEXT, label, described, TOPIC, attribute=field, missing=missing)


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
    recency, often, cents = schemes.rfm.high_cuts
    spent = cents / 100
    nobody = Label(
        f"nobody without an order in {_days(days)} has one",
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
                    f"One of eight: bought in the last {_days(recency)} or not, on more than {_days(often)} or not, "
                    f"for more than {spent:,.2f} or not",
                    f"八类之一：距最近购买是否在{recency}天内、购买天数是否超过{often}天、净消费是否超过{spent:,.2f}",
                    f"八類之一：距最近購買是否在{recency}天內、購買天數是否超過{often}天、淨消費是否超過{spent:,.2f}",
                ),
                nobody,
            ),
            RFM_TYPES,
            unplaced=_no_order_in(days),
        ),
        _score(
            LayerPart.RFM_RECENCY,
            Label("RFM recency score", "RFM最近购买得分", "RFM最近購買分數"),
            "R",
            schemes.rfm.recency_days,
            nobody,
        ),
        _score(
            LayerPart.RFM_FREQUENCY,
            Label("RFM frequency score", "RFM购买频次得分", "RFM購買頻次分數"),
            "F",
            schemes.rfm.purchase_days,
            nobody,
        ),
        _score(
            LayerPart.RFM_MONETARY,
            Label("RFM spend score", "RFM消费金额得分", "RFM消費金額分數"),
            "M",
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
                    f"Different days with an order in the last {_days(days)}",
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


def _out_of(best: int, score: Label, letter: str) -> Label:
    """4 says nothing while it is not known out of how many."""
    return Label(
        f"{score.en} out of {best}",
        f"{score.zh_CN}（{letter}，满分{best}分）",
        f"{score.zh_TW}（{letter}，滿分{best}分）",
    )


def _score(part: LayerPart, label: Label, letter: str, cuts: tuple[float, ...], nobody: Label) -> LayerRow:
    """The cuts are part of what the score means, so they are written where it is explained."""
    listed, best = " / ".join(f"{cut:,g}" for cut in cuts), len(cuts) + 1
    described = Label(
        f"1 to {best}, {best} is best; cuts at {listed}",
        f"1至{best}分，{best}分最好；分界点 {listed}",
        f"1至{best}分，{best}分最好；分界點 {listed}",
    )
    return LayerRow(part, NUMBER, _out_of(best, label, letter), _then(described, nobody), unit="score")


RFM_GROUPS = (
    Choice("champions", Label("Champions", "冠军会员", "冠軍會員")),
    Choice("loyal", Label("Loyal", "忠诚会员", "忠誠會員")),
    Choice("active", Label("Active", "活跃会员", "活躍會員")),
    Choice("new", Label("New", "新客", "新客")),
    Choice("promising", Label("Promising", "潜力会员", "潛力會員")),
    Choice("needs_attention", Label("Needs attention", "需关注", "需關注")),
    Choice("at_risk", Label("At risk", "有流失风险", "有流失風險")),
    Choice("previously_loyal", Label("Previously loyal", "曾经忠诚", "曾經忠誠")),
    Choice("almost_lost", Label("Almost lost", "濒临流失", "瀕臨流失")),
    Choice("lost", Label("Lost", "已流失", "已流失")),
)


def quintile_layers(schemes: Schemes) -> tuple[LayerRow, ...]:
    scheme = schemes.quintiles
    unless = Label(
        f"unknown for everyone while there are fewer than {scheme.least_buyers:,} buyers in "
        f"{_days(scheme.lookback_days)} or fewer than {_days(scheme.least_history_days)} of data",
        f"近{scheme.lookback_days}天买家不足{scheme.least_buyers:,}人或数据不足{scheme.least_history_days}天时，所有人均为未知",
        f"近{scheme.lookback_days}天買家不足{scheme.least_buyers:,}人或資料不足{scheme.least_history_days}天時，所有人均為未知",
    )
    fifth = Label(
        "1 to 5 by fifths of the day’s buyers, 5 is best; equal values score alike, so the classes differ in size",
        "按当日买家五等分计1至5分，5分最好；相同数值得分相同，因此各档人数不等",
        "依當日買家五等分計1至5分，5分最好；相同數值分數相同，因此各檔人數不等",
    )
    group = Label(
        "Our own grid over the scores by fifths: recency against the mean of frequency and spend, rounded up",
        "按五等分得分划分的自有网格：R分对照F、M均值（向上取整）",
        "依五等分分數劃分的自有網格：R分對照F、M平均值（無條件進位）",
    )
    return (
        LayerRow(
            LayerPart.QUINTILE_RECENCY,
            NUMBER,
            _out_of(SIDES, Label("Recency score by fifths", "最近购买五等分得分", "最近購買五等分分數"), "R"),
            _then(fifth, unless),
            unit="score",
        ),
        LayerRow(
            LayerPart.QUINTILE_FREQUENCY,
            NUMBER,
            _out_of(SIDES, Label("Frequency score by fifths", "购买频次五等分得分", "購買頻次五等分分數"), "F"),
            _then(fifth, unless),
            unit="score",
        ),
        LayerRow(
            LayerPart.QUINTILE_MONETARY,
            NUMBER,
            _out_of(SIDES, Label("Spend score by fifths", "消费金额五等分得分", "消費金額五等分分數"), "M"),
            _then(fifth, unless),
            unit="score",
        ),
        LayerRow(
            LayerPart.RFM_GROUP,
            TEXT,
            Label("RFM group of our grid", "RFM网格分组", "RFM網格分組"),
            _then(group, unless),
            RFM_GROUPS,
            unplaced=_no_order_in(scheme.lookback_days),
        ),
    )


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
        f"New: one purchase day so far. Returned: bought in the last {_days(cuts.returned_days)} after a silence of "
        f"more than {cuts.dormant_days}. Dormant: silent for more than {_days(cuts.dormant_days)}, lost: more than "
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


CONTACT_STAGES = (
    Choice("none", Label("In no stage", "不在任何阶段", "不在任何階段")),
    Choice("awareness", Label("Awareness (A)", "认知（A）", "認知（A）")),
    Choice("interest", Label("Interest (I)", "兴趣（I）", "興趣（I）")),
)
PURCHASE_STAGES = (
    Choice("purchase", Label("Purchase (P)", "购买（P）", "購買（P）")),
    Choice("loyalty", Label("Loyalty (L)", "忠诚（L）", "忠誠（L）")),
)


def aipl_layers(schemes: Schemes, *, knows_contacts: bool) -> tuple[LayerRow, ...]:
    """Without interactions nobody can be seen in awareness or interest, so the others are unknown, not in no stage."""
    cuts = schemes.aipl
    bought = Label(
        f"P: bought in the last {_days(cuts.purchase_days)}; L: on at least {_days(cuts.loyal_purchases)}, or a survey "
        f"score of at least {cuts.review_score:g} in {cuts.review_days}",
        f"P：近{cuts.purchase_days}天有购买；L：至少{cuts.loyal_purchases}个购买日，或近{cuts.review_days}天评分不低于"
        f"{cuts.review_score:g}",
        f"P：近{cuts.purchase_days}天有購買；L：至少{cuts.loyal_purchases}個購買日，或近{cuts.review_days}天評分不低於"
        f"{cuts.review_score:g}",
    )
    contacted = Label(
        f"A: an interaction in the last {_days(cuts.contact_days)}; I: on at least {_days(cuts.interest_days)}, or of "
        "a kind that shows interest",
        f"A：近{cuts.contact_days}天有互动；I：至少{cuts.interest_days}天有互动，或有表达兴趣的互动类型",
        f"A：近{cuts.contact_days}天有互動；I：至少{cuts.interest_days}天有互動，或有表達興趣的互動類型",
    )
    unseen = Label(
        "A and I are unavailable, because the export brings no interactions",
        "未提供互动数据，无法判断A与I",
        "未提供互動資料，無法判斷A與I",
    )
    return (
        LayerRow(
            LayerPart.AIPL,
            TEXT,
            Label("AIPL stage", "AIPL阶段", "AIPL階段"),
            _then(contacted, bought) if knows_contacts else _then(bought, unseen),
            (*CONTACT_STAGES, *PURCHASE_STAGES) if knows_contacts else PURCHASE_STAGES,
            otherwise="none" if knows_contacts else None,
            unplaced=None if knows_contacts else _then(_no_order_in(cuts.purchase_days), unseen),
        ),
    )


def _no_order_in(days: int) -> Label:
    return Label(f"no order in the last {_days(days)}", f"近{days}天没有订单", f"近{days}天沒有訂單")


def _days(count: int) -> str:
    return f"{count:,} day" if count == 1 else f"{count:,} days"


def _then(first: Label, second: Label) -> Label:
    return Label(f"{first.en}; {second.en}", f"{first.zh_CN}；{second.zh_CN}", f"{first.zh_TW}；{second.zh_TW}")
