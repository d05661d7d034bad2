"""What a chart must know of language: how axes write counts, money, shares and days, as Vega expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

Spec: TypeAlias = dict[str, Any]


class Unit(StrEnum):
    """What an axis measures."""

    COUNT = "count"
    MONEY = "money"  # whole units of the currency, not minor ones
    SHARE = "share"
    POINTS = "points"  # a difference of shares


@dataclass(frozen=True)
class Words:
    """The texts of one chart in one language; equal words share one kept specification."""

    language: str
    x: str = ""
    y: str = ""
    unit: Unit = Unit.COUNT
    sign: str = ""  # of the currency
    not_observed: str = ""


# d3's "K M G" are nobody's words for money: thousands and millions in English, 万 and 亿 in Chinese.
_STEPS: Mapping[str, tuple[tuple[float, str], ...]] = {
    "zh_CN": ((1e8, "亿"), (1e4, "万")),
    "zh_TW": ((1e8, "億"), (1e4, "萬")),
    "en": ((1e9, "B"), (1e6, "M"), (1e3, "K")),
}
_DAYS = {"zh_CN": "%-m月%-d日", "zh_TW": "%-m月%-d日", "en": "%-d %b"}
_MONTHS = {"zh_CN": "%Y年%-m月", "zh_TW": "%Y年%-m月", "en": "%b %Y"}


def number_labels(words: Words) -> str:
    """A Vega expression that writes an axis value in the words' unit and language."""
    match words.unit:
        case Unit.SHARE:
            return "format(datum.value, '.1~%')"
        case Unit.POINTS:
            return "(datum.value == 0 ? '0' : format(datum.value * 100, '+.1~f'))"
        case _:
            return _stepped(words)


def _stepped(words: Words) -> str:
    expression = "format(datum.value, ',.1~f')"
    for step, name in reversed(_STEPS[words.language]):
        scaled = f"format(datum.value / {step:.0f}, ',.1~f') + '{name}'"
        expression = f"(abs(datum.value) >= {step:.0f} ? {scaled} : {expression})"
    return f"'{words.sign}' + {expression}" if words.unit is Unit.MONEY else expression


def day_labels(language: str, *, by_month: bool) -> str:
    """Days are drawn in UTC, because a date has no zone and the browser's would move it."""
    return f"utcFormat(datum.value, '{(_MONTHS if by_month else _DAYS)[language]}')"
