"""Ready rules to start from: each a document like any other, offered where the export brings what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.errors import SegmentError
from data.sentence import Label
from queries.catalog import Catalog
from queries.layers import sized_layers
from queries.segments import Segment, bind, parse_segment

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Template:
    key: str
    name: Label
    reason: Label
    rule: Document

    @property
    def segment(self) -> Segment:
        return parse_segment({"version": 1, **self.rule})


def _all(*conditions: Document) -> Document:
    return {"match": "all", "conditions": list(conditions)}


def _orders(days: int, operator: str, value: int) -> Document:
    return {
        "measure": "orders.count",
        "window": {"kind": "last_days", "days": days},
        "operator": operator,
        "value": value,
    }


def _condition(measure: str, operator: str, value: Any) -> Document:
    return {"measure": measure, "operator": operator, "value": value}


TEMPLATES = (
    Template(
        "second_order",
        Label("Due for a second order", "待二单新客", "待二單新客"),
        Label(
            "Bought once, 15 to 45 days ago: the usual time to come back",
            "只买过一次，且首单在15至45天前，正是复购窗口",
            "只買過一次，且首單在15至45天前，正是複購窗口",
        ),
        _all(
            _condition("orders.count", "equals", 1),
            _condition("orders.days_since_last", "between", [15, 45]),
        ),
    ),
    Template(
        "highly_active",
        Label("Highly active and valuable", "高活跃价值群", "高活躍價值群"),
        Label(
            "At least three orders in half a year, the last within 60 days",
            "近半年至少3单，最近一单在60天内",
            "近半年至少3單，最近一單在60天內",
        ),
        _all(_orders(180, "at_least", 3), _condition("orders.days_since_last", "at_most", 60)),
    ),
    Template(
        "promising",
        Label("Promising to engage", "潜力互动群", "潛力互動群"),
        Label(
            "Active in the last 30 days, without an order in the last 60",
            "近30天有互动，近60天没有下单",
            "近30天有互動，近60天沒有下單",
        ),
        _all(
            {
                "measure": "interactions.count",
                "window": {"kind": "last_days", "days": 30},
                "operator": "at_least",
                "value": 1,
            },
            _orders(60, "equals", 0),
        ),
    ),
    Template(
        "to_be_woken",
        Label("To be woken", "待唤醒群", "待喚醒群"),
        Label(
            "Bought at least twice, and nothing for 90 to 365 days",
            "买过至少2次，已有90至365天未下单",
            "買過至少2次，已有90至365天未下單",
        ),
        _all(
            _condition("orders.count", "at_least", 2),
            _condition("orders.days_since_last", "between", [90, 365]),
        ),
    ),
    Template(
        "birthday",
        Label("Birthday this week", "本周生日", "本週生日"),
        Label("The birthday falls in the next seven days", "未来7天内过生日的会员", "未來7天內過生日的會員"),
        _all(_condition("users.birth_date", "anniversary_in_next_days", 7)),
    ),
    Template(
        "points",
        Label("Points about to expire", "积分即将到期", "點數即將到期"),
        Label(
            "Has points, and they expire within 30 days", "有积分且30天内到期", "有點數且30天內到期"
        ),
        _all(
            _condition("users.points", "more_than", 0),
            _condition("users.points_expiry_date", "in_next_days", 30),
        ),
    ),
    Template(
        "new_without_order",
        Label("New without an order", "新客未下单", "新客未下單"),
        Label(
            "Joined in the last 30 days and has not bought yet",
            "近30天入会，尚未下单",
            "近30天入會，尚未下單",
        ),
        _all(
            _condition("users.joined_at", "in_last_days", 30),
            _condition("orders.count", "equals", 0),
        ),
    ),
)  # fmt: skip


def usable_templates(catalog: Catalog) -> tuple[Template, ...]:
    """Those whose measures the export brings."""
    return tuple(template for template in TEMPLATES if _fits(template, catalog))


def layer_templates(catalog: Catalog) -> dict[str, tuple[Template, ...]]:
    """The layers that can be asked for, by the key of their measure: one ready rule for each of their names."""
    return {
        measure.key: tuple(
            Template(
                f"{measure.key}.{choice.value}",
                choice.label,
                measure.description,
                _all(_condition(measure.key, "equals", choice.value)),
            )
            for choice in measure.choices
        )
        for measure in sized_layers(catalog)
        if measure.is_available
    }


def _fits(template: Template, catalog: Catalog) -> bool:
    try:
        bind(template.segment, catalog)
    except SegmentError:
        return False
    return True
