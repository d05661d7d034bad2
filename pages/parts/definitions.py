"""What each shown number means: one entry per number, the same text on hover, at the foot and on its own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.sentence import Label, Sentence
from data.store.manifest import Manifest


@dataclass(frozen=True)
class Definition:
    """`formula` says what is counted, `denominator` over whom, `window` in which time."""

    name: Label
    formula: Sentence
    window: Sentence
    denominator: Sentence | None = None
    remark: Sentence | None = None


SPAN = Sentence("The chosen days up to the last full day of the data, both ends included.")
DAY_OF_DATA = Sentence("As of the last full day of the data.")

DEFINITIONS = {
    "people": Definition(
        Label("People", "会员数", "會員數"),
        Sentence("Members known by then: joined or first ordered. Test accounts and deleted members are out."),
        DAY_OF_DATA,
    ),
    "buyers": Definition(
        Label("Buyers", "购买人数", "購買人數"),
        Sentence("Members with at least one counted order: paid, not a test, not fully refunded."),
        SPAN,
    ),
    "active": Definition(
        Label("Active", "活跃人数", "活躍人數"),
        Sentence("Members with an interaction or a counted order."),
        SPAN,
    ),
    "new": Definition(
        Label("New members", "新增会员", "新增會員"),
        Sentence("Members whose joining date lies in the span."),
        SPAN,
    ),
    "revenue": Definition(
        Label("Net revenue", "净收入", "淨收入"),
        Sentence("What counted orders paid, less the refunds known by then. A refund stands on the day of its order."),
        SPAN,
        remark=Sentence("Money of the last {days} days is provisional: refunds still arrive."),
    ),
    "repurchase": Definition(
        Label("90-day repurchase rate", "90日复购率", "90日複購率"),
        Sentence("First-time buyers with a second purchase day within 90 days of the first."),
        Sentence("First purchases whose 90 days ended within the chosen days."),
        denominator=Sentence("All first-time buyers of that time. Orders of one day count as one purchase."),
    ),
    "monthly_repurchase": Definition(
        Label("Monthly repurchase", "月度复购率", "月度複購率"),
        Sentence("Members of a month of first purchase who placed a counted order in a later calendar month."),
        Sentence("Whole calendar months only; a month that has not ended is shown apart and is in no average."),
        denominator=Sentence("All members whose first counted order lies in that month."),
    ),
    "n_day_repurchase": Definition(
        Label("Repurchase within N days, by purchase days", "N日复购率（按购买日）", "N日複購率（按購買日）"),
        Sentence("First-time buyers with a second purchase day in the days 1 to N; the first purchase is day 0."),
        Sentence("First purchases whose N days had ended by the day asked about."),
        denominator=Sentence("All first-time buyers of that time. Orders of one day count as one purchase."),
    ),
    "n_day_repurchase_by_orders": Definition(
        Label("Repurchase within N days, by single orders", "N日复购率（按订单）", "N日複購率（按訂單）"),
        Sentence("First-time buyers whose second order came within N times 24 hours, also on the same day."),
        Sentence("First orders that lie N times 24 hours before the last order of the data."),
        denominator=Sentence("All first-time buyers of that time. It reads higher than by purchase days."),
    ),
    "repurchase_curve": Definition(
        Label("Repurchase curve", "复购曲线", "複購曲線"),
        Sentence(
            "Share of first-time buyers with a second purchase day by so many days after the first, Kaplan–Meier."
        ),
        Sentence("All first purchases up to the day asked about; who has not bought again yet is followed until then."),
        denominator=Sentence("All first-time buyers. Orders of one day count as one purchase."),
    ),
    "ladder": Definition(
        Label("Ladder of purchases", "复购阶梯", "複購階梯"),
        Sentence("Of those who reached a purchase number, who bought once more within so many days."),
        Sentence("Purchases whose days had ended by the day asked about."),
        denominator=Sentence("Those who reached the number and were watched so long. Orders of one day are one."),
    ),
    "window_rates": Definition(
        Label("Repurchase rates of a window", "窗口复购率", "窗口複購率"),
        Sentence(
            "By users: buyers with two purchase days or more. By purchase days and by orders: those after a buyer’s "
            "first in the window."
        ),
        Sentence("The chosen days up to the day asked about, both ends included."),
        denominator=Sentence("The buyers, the purchase days or the orders of the window."),
    ),
    "gaps": Definition(
        Label("Days between purchases", "购买间隔", "購買間隔"),
        Sentence(
            "Days from one purchase day to the next. Dormant and lost are where a purchase in the next 90 days is less "
            "likely than 20% and 10%, gaps that still last included."
        ),
        Sentence("All purchases up to the day asked about."),
    ),
    "monthly_rates": Definition(
        Label("Repurchase by month", "月度回购率", "月度回購率"),
        Sentence("Members who placed a counted order in the month."),
        Sentence("Whole calendar months only."),
        denominator=Sentence(
            "The buyers of the month before; or those who bought recently enough, when the month began, not to be "
            "dormant."
        ),
    ),
    "lifecycle_accounts": Definition(
        Label("Lifecycle accounting", "生命周期核算", "生命週期核算"),
        Sentence(
            "New: first purchase ever. Retained: bought now and in the period before. Resurrected: bought now and "
            "earlier, not in the period before. Churned: bought in the period before, not now. Quick ratio: new and "
            "resurrected over churned."
        ),
        Sentence("Periods of the calendar; of the first one nothing but its buyers is known."),
        denominator=Sentence("Buyers of each period; buyers are those before, plus new and resurrected, less churned."),
    ),
    "quick_ratio": Definition(
        Label("Quick ratio", "速动比", "速動比"),
        Sentence("New and resurrected buyers of a period, for each one churned; above 1 the buyers grow."),
        Sentence("Whole periods of the calendar with a whole one before; none where nobody churned."),
        denominator=Sentence("Buyers of the period before who did not buy in this one."),
    ),
    "cohort_value": Definition(
        Label("Value per member", "人均价值", "人均價值"),
        Sentence(
            "Net revenue, or margin after cost of goods, from the first purchase to the end of a month, added up and "
            "divided by all members of the cohort."
        ),
        Sentence("Whole months only; cohorts by month of first purchase, pooled by their size."),
        denominator=Sentence("All members whose first counted order lies in the cohort’s month, buyers since or not."),
    ),
    "conversion": Definition(
        Label("Conversion", "转化率", "轉換率"),
        Sentence("Members assigned who placed a counted order after the assignment, as assigned and not as reached."),
        Sentence("From the assignment to the end of the last day of the campaign’s window."),
        denominator=Sentence("Members assigned whose window has ended. Who was in both groups is in neither."),
    ),
    "campaign_difference": Definition(
        Label("Difference in conversion", "转化率差异", "轉換率差異"),
        Sentence("Conversion of the recipients less that of the control group, with Newcombe’s 95% interval."),
        Sentence("The same window for both groups; only once it has ended for everyone."),
        denominator=Sentence("Only where people were kept back and the split came out as planned."),
    ),
    "campaign_curve": Definition(
        Label("Time to the next order", "距下一单的时间", "距下一單的時間"),
        Sentence(
            "Share of people assigned who have placed a counted order by so many days (Kaplan–Meier, 95% bands), "
            "recipients and control group as assigned."
        ),
        Sentence("From the assignment, up to 90 days; who was watched for less counts as long as they were watched."),
        denominator=Sentence("Members assigned, buyers or not. Who was in both groups is in neither."),
    ),
    "campaign_retention": Definition(
        Label("Bought in a period after the assignment", "分配后各期购买率", "分配後各期購買率"),
        Sentence("Members assigned with a counted order in the period, recipients and control group as assigned."),
        Sentence("Weeks or 30 days from the assignment; the day of the assignment belongs to the first one."),
        denominator=Sentence("Members assigned whose period has ended. Who was in both groups is in neither."),
    ),
    "campaign_spent": Definition(
        Label("Net revenue per person, added up", "人均累计净收入", "人均累計淨收入"),
        Sentence("What counted orders since the assignment paid, less refunds known by the day, added up day by day."),
        Sentence("From the assignment to the end of each day after it."),
        denominator=Sentence("Members assigned who were followed to the end of the curve, buyers or not."),
    ),
    "campaign_won": Definition(
        Label("New customers won", "活动带来的新客", "活動帶來的新客"),
        Sentence(
            "Share with another purchase day by so many days after the first order (Kaplan–Meier, 95% bands): members "
            "sent the campaign whose first order fell into its window, and others of the same calendar month."
        ),
        Sentence("From the first order, up to 90 days; who was watched for less counts as long as they were watched."),
        denominator=Sentence("First-time buyers of those months, those won and those not sent the campaign."),
    ),
    "programme": Definition(
        Label("What all lists together changed", "全部名单合计带来的变化", "全部名單合計帶來的變化"),
        Sentence(
            "Share of members with a counted order in the quarter: everybody else less the global control group, with "
            "Newcombe’s 95% interval."
        ),
        Sentence("Whole calendar quarters in which a list left that spared the global control group."),
        denominator=Sentence("Members known on the eve of the quarter, by the group they were drawn into."),
    ),
    "rfm_type": Definition(
        Label("RFM type", "RFM类型", "RFM類型"),
        Sentence(
            "Days since the last purchase, purchase days and net spend, each high or low by frozen cuts: eight types."
        ),
        Sentence("The days looked back that the cuts name, up to the day asked about."),
        denominator=Sentence("Members who bought in that time; the others have no type."),
    ),
    "rfm_group": Definition(
        Label("RFM group of our grid", "RFM网格分组", "RFM網格分組"),
        Sentence(
            "Scores of 1 to 5 by the fifths of the day’s buyers; recency against the mean of the other two gives a "
            "group. The grid is ours: groups of the same name elsewhere are drawn otherwise."
        ),
        Sentence("The days looked back that the cuts name, up to the day asked about."),
        denominator=Sentence("Members who bought in that time, from 500 buyers and 180 days of data on."),
    ),
    "lifecycle": Definition(
        Label("Lifecycle state", "生命周期阶段", "生命週期階段"),
        Sentence("By the days of silence since the last purchase day, against the cuts for dormant and lost."),
        Sentence("All purchases up to the day asked about."),
        denominator=Sentence("All members; who never bought has a state of their own."),
    ),
    "aipl": Definition(
        Label("AIPL stage", "AIPL阶段", "AIPL階段"),
        Sentence("Awareness, interest, purchase, loyalty: the highest stage that anything in the data shows."),
        Sentence("Each stage in the days that the cuts name, up to the day asked about."),
        denominator=Sentence("All members. Without interactions nobody is known to be aware or interested."),
    ),
    "net_per_person": Definition(
        Label("Net revenue per person assigned", "人均净收入（按分配人数）", "人均淨收入（按分配人數）"),
        Sentence("What counted orders of the window paid, less refunds known by the day, by all members assigned."),
        Sentence("From the assignment to the end of the last day of the campaign’s window."),
        denominator=Sentence("Buyers and non-buyers alike. Judged only from 100 buyers in each group."),
    ),
}


def counting_sentences(key: str) -> tuple[Sentence, ...]:
    """Formula, denominator and window."""
    known = DEFINITIONS[key]
    over = (Sentence("Denominator: {what}", {"what": known.denominator}),) if known.denominator else ()
    return known.formula, *over, Sentence("Time: {when}", {"when": known.window})


def definition_sentences(key: str, as_of: date, manifest: Manifest) -> tuple[Sentence, ...]:
    """The same, and up to when the numbers reach."""
    reach = Sentence(
        "As of {as_of}, days in the time zone {zone}, data to {last}.",
        {"as_of": as_of, "zone": manifest.timezone, "last": manifest.data_end},
    )
    return *counting_sentences(key), reach
