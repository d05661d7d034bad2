"""Short names for what a study shows."""

from __future__ import annotations

from data.sentence import Label
from queries.retention.study import Measure, Period

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
