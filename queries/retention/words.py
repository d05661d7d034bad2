"""What a study's parts and choices are called: on its page, in its sentences, and in what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from data.sentence import Label, Sentence
from queries.retention.study import Cohorting, Measure, Period, RelativeTo, Weekday
from queries.segments.describe_related import listed
from queries.segments.periods import WEEKDAYS

Choice = TypeVar("Choice", bound=StrEnum)

# By the key of its document.
PARTS: Mapping[str, Label] = {
    "key": Label("key", "字段", "欄位"),
    "version": Label("version", "版本", "版本"),
    "start": Label("start", "起始", "起始"),
    "return": Label("coming back", "返回", "返回"),
    "cohort": Label("grouping of people", "分组方式", "分組方式"),
    "period": Label("period", "周期", "週期"),
    "week_starts": Label("first day of the week", "每周起始日", "每週起始日"),
    "measure": Label("what is counted", "统计方式", "統計方式"),
    "horizon_days": Label("days after it that count", "之后计入天数", "之後計入天數"),
    "brackets": Label("brackets", "自定义区间", "自訂區間"),
    "times": Label("times", "次数", "次數"),
    "relative_to": Label("out of whom", "分母", "分母"),
    "periods": Label("periods shown", "显示期数", "顯示期數"),
    "since": Label("first day of start", "最早起始日", "最早起始日"),
    "until": Label("last day of start", "最晚起始日", "最晚起始日"),
    "segment": Label("segment at the start", "起始时所在分群", "起始時所在分群"),
}

COHORTINGS: Mapping[Cohorting, Label] = {
    Cohorting.FIRST_TIME: Label("the first start of each person", "每人首次", "每人首次"),
    Cohorting.FIRST_EVER: Label(
        "the first of all, if it passes the filters", "历史首次且符合筛选", "歷史首次且符合篩選"
    ),
    Cohorting.RECURRING: Label("every period with a start", "每个有发生的周期", "每個有發生的週期"),
}

PERIODS: Mapping[Period, Label] = {
    Period.DAY: Label("by day", "按日", "按日"),
    Period.WEEK: Label("by week", "按周", "按週"),
    Period.MONTH: Label("by month", "按月", "按月"),
    Period.QUARTER: Label("by quarter", "按季度", "按季"),
    Period.ROLLING_DAY: Label("by 24 hours from the start", "按起始后每24小时", "按起始後每24小時"),
}

MEASURES: Mapping[Measure, Label] = {
    Measure.ON: Label("came back in the period", "当期返回", "當期返回"),
    Measure.ON_OR_AFTER: Label("came back in it or later", "当期或之后返回", "當期或之後返回"),
    Measure.BRACKETS: Label("came back in brackets of my own", "自定义区间内返回", "自訂區間內返回"),
    Measure.AT_LEAST: Label("came back at least … times", "当期至少返回…次", "當期至少返回…次"),
    Measure.CHURNED: Label("did not come back", "当期未返回（流失）", "當期未返回（流失）"),
    Measure.STREAK: Label("came back in every period so far", "连续每期返回", "連續每期返回"),
    Measure.VALUE: Label("net revenue per person, added up", "人均累计净收入", "人均累計淨收入"),
}

RELATIVES: Mapping[RelativeTo, Label] = {
    RelativeTo.INITIAL: Label("of everybody who started", "占起始人数", "占起始人數"),
    RelativeTo.PREVIOUS: Label("of those of the period before", "占上一期人数", "占上一期人數"),
}

WEEK_STARTS: Mapping[Weekday, Label] = dict(zip(Weekday, WEEKDAYS.values(), strict=True))


def named(label: Label, key: str) -> Sentence:
    """With the word that stands for it in a document, for whoever writes one."""
    return Sentence("{name} (“{key}”)", {"name": label, "key": key})


def choices_named(labels: Mapping[Choice, Label]) -> Sentence:
    """All that can be chosen, for whoever writes a document."""
    return listed([named(label, choice.value) for choice, label in labels.items()])


def labels_of(labels: Mapping[Choice, Label], chosen: Iterable[Choice]) -> Sentence:
    """Some of the choices, in the order in which they are offered."""
    among = set(chosen)
    return listed([Sentence("“{name}”", {"name": label}) for choice, label in labels.items() if choice in among])
