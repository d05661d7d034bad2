"""Short names for what a study lets one choose."""

from __future__ import annotations

from data.sentence import Label
from queries.retention.study import Cohorting, Measure, Period, RelativeTo, Weekday
from queries.segments.periods import WEEKDAYS

COHORTINGS: dict[Cohorting, Label] = {
    Cohorting.FIRST_TIME: Label("the first start of each person", "每人首次", "每人首次"),
    Cohorting.FIRST_EVER: Label(
        "the first of all, if it passes the filters", "历史首次且符合筛选", "歷史首次且符合篩選"
    ),
    Cohorting.RECURRING: Label("every period with a start", "每个有发生的周期", "每個有發生的週期"),
}

PERIODS: dict[Period, Label] = {
    Period.DAY: Label("by day", "按日", "按日"),
    Period.WEEK: Label("by week", "按周", "按週"),
    Period.MONTH: Label("by month", "按月", "按月"),
    Period.QUARTER: Label("by quarter", "按季度", "按季"),
    Period.ROLLING_DAY: Label("by 24 hours from the start", "按起始后每24小时", "按起始後每24小時"),
}

MEASURES: dict[Measure, Label] = {
    Measure.ON: Label("came back in the period", "当期返回", "當期返回"),
    Measure.ON_OR_AFTER: Label("came back in it or later", "当期或之后返回", "當期或之後返回"),
    Measure.BRACKETS: Label("came back in brackets of my own", "自定义区间内返回", "自訂區間內返回"),
    Measure.AT_LEAST: Label("came back at least … times", "当期至少返回…次", "當期至少返回…次"),
    Measure.CHURNED: Label("did not come back", "当期未返回（流失）", "當期未返回（流失）"),
    Measure.STREAK: Label("came back in every period so far", "连续每期返回", "連續每期返回"),
    Measure.VALUE: Label("net revenue per person, added up", "人均累计净收入", "人均累計淨收入"),
}

RELATIVES: dict[RelativeTo, Label] = {
    RelativeTo.INITIAL: Label("of everybody who started", "占起始人数", "占起始人數"),
    RelativeTo.PREVIOUS: Label("of those of the period before", "占上一期人数", "占上一期人數"),
}

WEEK_STARTS: dict[Weekday, Label] = dict(zip(Weekday, WEEKDAYS.values(), strict=True))

# As a part of sentences about the first one after the start.
UNITS: dict[Period, Label] = {
    Period.DAY: Label("day", "日", "日"),
    Period.WEEK: Label("week", "周", "週"),
    Period.MONTH: Label("month", "个月", "個月"),
    Period.QUARTER: Label("quarter", "个季度", "季"),
    Period.ROLLING_DAY: Label("24 hours", "个24小时", "個24小時"),
}

# What stands over the numbers of the columns.
COLUMNS: dict[Period, Label] = {
    Period.DAY: Label("Days since", "距起始天数", "距起始天數"),
    Period.WEEK: Label("Weeks since", "距起始周数", "距起始週數"),
    Period.MONTH: Label("Months since", "距起始月数", "距起始月數"),
    Period.QUARTER: Label("Quarters since", "距起始季度数", "距起始季數"),
    Period.ROLLING_DAY: Label("Spans of 24 hours since", "距起始24小时数", "距起始24小時數"),
}

# What stands over the values.
RATES: dict[Measure, Label] = {
    Measure.ON: Label("Came back", "返回比例", "返回比例"),
    Measure.ON_OR_AFTER: Label("Came back then or later", "当期或之后返回比例", "當期或之後返回比例"),
    Measure.BRACKETS: Label("Came back", "返回比例", "返回比例"),
    Measure.AT_LEAST: Label("Came back so often", "达到次数的比例", "達到次數的比例"),
    Measure.CHURNED: Label("Did not come back", "未返回比例", "未返回比例"),
    Measure.STREAK: Label("Came back every time", "连续返回比例", "連續返回比例"),
    Measure.VALUE: Label("Net revenue per person", "人均净收入", "人均淨收入"),
}


def bracket_name(first: int, last: int) -> str:
    """As it stands over its column."""
    return str(first) if first == last else f"{first}–{last}"
