"""Short names for what the segment editor lets one choose: joins, operators, windows, types."""

from __future__ import annotations

from data.sentence import Label
from queries.catalog import ValueType
from queries.segments import Match
from queries.segments.tree import How, Streak, Unit

MATCHES: dict[Match, Label] = {
    Match.ALL: Label("all of these", "满足全部", "滿足全部"),
    Match.ANY: Label("any of these", "满足任一", "滿足任一"),
    Match.NONE: Label("none of these", "全部排除", "全部排除"),
    Match.AT_LEAST: Label("at least … of these", "至少满足几项", "至少滿足幾項"),
}

TYPES: dict[ValueType, Label] = {
    ValueType.TEXT: Label("text", "文本", "文字"),
    ValueType.NUMBER: Label("number", "数值", "數值"),
    ValueType.MONEY: Label("amount", "金额", "金額"),
    ValueType.SHARE: Label("share", "比例", "比例"),
    ValueType.BOOLEAN: Label("yes or no", "是/否", "是/否"),
    ValueType.DATE: Label("day", "日期", "日期"),
    ValueType.DRAW: Label("random", "随机", "隨機"),
    ValueType.SEGMENT: Label("segment", "分群", "分群"),
    ValueType.LIST: Label("list", "名单", "名單"),
    ValueType.QUERY: Label("SQL", "SQL", "SQL"),
    ValueType.TAGS: Label("several values", "多值", "多值"),
}

WINDOW_NAMES: dict[str, Label] = {
    "all_time": Label("at any time", "全部时间", "全部時間"),
    "last_days": Label("last … days", "最近…天", "最近…天"),
    "last_hours": Label("last … hours of that day", "截至当日结束的最近…小时", "截至當日結束的最近…小時"),
    "last_days_before_today": Label("… days before that day", "此前…天（不含当日）", "此前…天（不含當日）"),
    "days_back": Label("… to … days back", "前…天至前…天", "前…天至前…天"),
    "calendar": Label("calendar period", "自然周期", "日曆週期"),
    "last_weeks": Label("last … whole weeks", "最近…个完整周", "最近…個完整週"),
    "last_months": Label("last … whole months", "最近…个完整月", "最近…個完整月"),
    "last_quarters": Label("last … whole quarters", "最近…个完整季度", "最近…個完整季"),
    "dates": Label("fixed days", "固定日期", "固定日期"),
}

HOWS: dict[How, Label] = {
    How.DIFFERENCE: Label("differs from it by", "与之相差", "與之相差"),
    How.RATIO: Label("as a multiple of it", "是它的几倍", "是它的幾倍"),
    How.CHANGE: Label("has changed against it by", "较它变化的百分比", "較它變化的百分比"),
}

PERIOD_UNITS: dict[Unit, Label] = {
    Unit.DAY: Label("day", "每天", "每天"),
    Unit.WEEK: Label("week", "每周", "每週"),
    Unit.MONTH: Label("month", "每月", "每月"),
    Unit.QUARTER: Label("quarter", "每季度", "每季"),
}

STREAKS: dict[Streak | None, Label] = {
    None: Label("how many such periods", "达到的周期数", "達到的週期數"),
    Streak.LONGEST: Label("the longest run of them", "最长连续周期数", "最長連續週期數"),
    Streak.CURRENT: Label("the run until now", "至今连续周期数", "至今連續週期數"),
}

OPERATOR_NAMES: dict[str, Label] = {
    "equals": Label("is", "等于", "等於"),
    "not_equals": Label("is not", "不等于", "不等於"),
    "in_list": Label("is one of", "属于", "屬於"),
    "not_in_list": Label("is none of", "不属于", "不屬於"),
    "contains": Label("contains", "包含文字", "包含文字"),
    "not_contains": Label("does not contain", "不包含文字", "不包含文字"),
    "contains_any": Label("contains one of", "包含任一文字", "包含任一文字"),
    "contains_none": Label("contains none of", "均不包含文字", "均不包含文字"),
    "not_starts_with": Label("does not start with", "开头不是", "開頭不是"),
    "not_ends_with": Label("does not end with", "结尾不是", "結尾不是"),
    "long_at_least": Label("at least … characters", "至少…个字", "至少…個字"),
    "long_at_most": Label("at most … characters", "至多…个字", "至多…個字"),
    "starts_with": Label("starts with", "开头是", "開頭是"),
    "ends_with": Label("ends with", "结尾是", "結尾是"),
    "at_least": Label("≥ at least", "≥ 至少", "≥ 至少"),
    "more_than": Label("> more than", "> 大于", "> 大於"),
    "at_most": Label("≤ at most", "≤ 至多", "≤ 至多"),
    "less_than": Label("< less than", "< 小于", "< 小於"),
    "between": Label("between", "介于", "介於"),
    "not_between": Label("not between", "不介于", "不介於"),
    "in_top": Label("the … highest of all", "全体最高的前…名", "全體最高的前…名"),
    "in_bottom": Label("the … lowest of all", "全体最低的后…名", "全體最低的後…名"),
    "in_top_percent": Label("top …%", "全体前…%", "全體前…%"),
    "in_bottom_percent": Label("bottom …%", "全体后…%", "全體後…%"),
    "percentile_between": Label("percentile between", "百分位介于", "百分位介於"),
    "above_mean": Label("above average", "高于平均值", "高於平均值"),
    "below_mean": Label("below average", "低于平均值", "低於平均值"),
    "above_median": Label("above the median", "高于中位数", "高於中位數"),
    "below_median": Label("below the median", "低于中位数", "低於中位數"),
    "is_true": Label("yes", "是", "是"),
    "is_false": Label("no", "否", "否"),
    "is_unknown": Label("unknown", "未知", "未知"),
    "on": Label("on", "等于", "等於"),
    "not_on": Label("not on", "不等于", "不等於"),
    "before": Label("before", "早于", "早於"),
    "after": Label("after", "晚于", "晚於"),
    "on_or_before": Label("on or before", "不晚于", "不晚於"),
    "on_or_after": Label("on or after", "不早于", "不早於"),
    "in_last_days": Label("in the last … days", "在最近…天内", "在最近…天內"),
    "not_in_last_days": Label("not in the last … days", "不在最近…天内", "不在最近…天內"),
    "in_next_days": Label("in the next … days", "在未来…天内", "在未來…天內"),
    "not_in_next_days": Label("not in the next … days", "不在未来…天内", "不在未來…天內"),
    "more_than_days_ahead": Label("more than … days ahead", "晚于…天后", "晚於…天後"),
    "in_period": Label("in calendar period", "在自然周期内", "在日曆週期內"),
    "not_in_period": Label("not in calendar period", "不在自然周期内", "不在日曆週期內"),
    "on_weekday": Label("on weekday", "星期几", "星期幾"),
    "in_months": Label("in months", "在某些月份", "在某些月份"),
    "more_than_days_ago": Label("more than … days ago", "早于…天前", "早於…天前"),
    "anniversary_in_next_days": Label("anniversary in the next … days", "周年在未来…天", "週年在未來…天"),
    "anniversary_in_last_days": Label("anniversary in the last … days", "周年在最近…天", "週年在最近…天"),
    "anniversary_in_month": Label("anniversary in month", "周年在某月", "週年在某月"),
    "anniversary_between": Label("anniversary between", "周年介于", "週年介於"),
    "in_draw": Label("in these parts of 10,000", "抽中一万份中的", "抽中一萬份中的"),
    "in_segment": Label("in", "属于", "屬於"),
    "not_in_segment": Label("not in", "不属于", "不屬於"),
    "entered_segment": Label("entered in the last … days", "近…天进入", "近…天進入"),
    "left_segment": Label("left in the last … days", "近…天离开", "近…天離開"),
    "stayed_in_segment": Label("in it on each of the last … days", "近…天每天都属于", "近…天每天都屬於"),
    "given_by_sql": Label("given by", "由其选出", "由其選出"),
    "not_given_by_sql": Label("not given by", "未被其选出", "未被其選出"),
    "on_list": Label("named by", "在名单中", "在名單中"),
    "not_on_list": Label("not named by", "不在名单中", "不在名單中"),
    "has_any": Label("any of", "含任一", "含任一"),
    "has_all": Label("all of", "含全部", "含全部"),
    "has_none": Label("none of", "均不含", "均不含"),
    "has_exactly": Label("exactly these", "恰好为", "恰好為"),
    "has_only": Label("only of", "仅含", "僅含"),
    "has_count": Label("exactly … different ones", "恰好…种", "恰好…種"),
    "has_at_least": Label("at least … different ones", "至少…种", "至少…種"),
    "has_at_most": Label("at most … different ones", "至多…种", "至多…種"),
    "is_empty": Label("none at all", "一个也没有", "一個也沒有"),
    "is_not_empty": Label("at least one", "至少有一个", "至少有一個"),
    "has_between": Label("between … and … different ones", "…至…种", "…至…種"),
    "equals_ignoring_case": Label("is (any case)", "等于（不分大小写）", "等於（不分大小寫）"),
    "not_equals_ignoring_case": Label("is not (any case)", "不等于（不分大小写）", "不等於（不分大小寫）"),
    "in_list_ignoring_case": Label("is one of (any case)", "属于（不分大小写）", "屬於（不分大小寫）"),
    "not_in_list_ignoring_case": Label("is none of (any case)", "不属于（不分大小写）", "不屬於（不分大小寫）"),
    "contains_ignoring_case": Label("contains (any case)", "包含（不分大小写）", "包含（不分大小寫）"),
    "not_contains_ignoring_case": Label("does not contain (any case)", "不包含（不分大小写）", "不包含（不分大小寫）"),
    "like": Label("is like (% and _)", "形如（% 和 _）", "形如（% 和 _）"),
    "not_like": Label("is not like (% and _)", "不形如（% 和 _）", "不形如（% 和 _）"),
    "matches": Label("matches a pattern", "符合正则", "符合正規表示式"),
    "not_matches": Label("does not match a pattern", "不符合正则", "不符合正規表示式"),
    "is_blank": Label("is blank", "为空白", "為空白"),
    "is_not_blank": Label("is not blank", "不为空白", "不為空白"),
    "on_first_day_of": Label("first day of a period", "是周期的第一天", "是週期的第一天"),
    "on_last_day_of": Label("last day of a period", "是周期的最后一天", "是週期的最後一天"),
    "anniversary_in_period": Label("anniversary in a period", "周年在自然周期内", "週年在日曆週期內"),
    "nth_anniversary_in_next_days": Label("numbered anniversary ahead", "第…至…周年在未来…天", "第…至…週年在未來…天"),
    "nth_anniversary_in_last_days": Label("numbered anniversary past", "第…至…周年在最近…天", "第…至…週年在最近…天"),
    "anniversary_in_next_days_mar_1": Label(
        "anniversary ahead (29 Feb on 1 Mar)", "周年在未来…天（2月29日按3月1日）", "週年在未來…天（2月29日按3月1日）"
    ),
    "anniversary_in_last_days_mar_1": Label(
        "anniversary past (29 Feb on 1 Mar)", "周年在最近…天（2月29日按3月1日）", "週年在最近…天（2月29日按3月1日）"
    ),
    "anniversary_in_period_mar_1": Label(
        "anniversary in a period (29 Feb on 1 Mar)",
        "周年在自然周期内（2月29日按3月1日）",
        "週年在日曆週期內（2月29日按3月1日）",
    ),
    "nth_anniversary_in_next_days_mar_1": Label(
        "numbered anniversary ahead (29 Feb on 1 Mar)",
        "第…至…周年在未来…天（2月29日按3月1日）",
        "第…至…週年在未來…天（2月29日按3月1日）",
    ),
    "nth_anniversary_in_last_days_mar_1": Label(
        "numbered anniversary past (29 Feb on 1 Mar)",
        "第…至…周年在最近…天（2月29日按3月1日）",
        "第…至…週年在最近…天（2月29日按3月1日）",
    ),
    "is_set": Label("is known", "有值", "有值"),
    "is_not_set": Label("is not known", "无值", "無值"),
}

UNITS: dict[str, Label] = {
    "orders": Label("orders", "单", "單"),
    "days": Label("days", "天", "天"),
    "quarters": Label("quarters", "个季度", "季"),
    "weeks": Label("weeks", "周", "週"),
    "months": Label("months", "个月", "個月"),
    "ratio": Label("times the usual", "倍", "倍"),
    "items": Label("pieces", "件", "件"),
    "categories": Label("categories", "类", "類"),
    "times": Label("times", "次", "次"),
    "points": Label("points", "分", "點"),
    "score": Label("points", "分", "分"),
    "people": Label("people", "人", "人"),
    "products": Label("products", "种", "種"),
    "brands": Label("brands", "个", "個"),
    "years": Label("years", "岁", "歲"),
    "hour": Label("o’clock", "点", "點"),
}


def operator_name(key: str) -> Label:
    """An operator that nobody has named yet goes by its key."""
    return OPERATOR_NAMES.get(key) or Label(key, key, key)
