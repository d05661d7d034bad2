"""What each group did after the assignment: who bought in each period, and what they had spent by each day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pyarrow as pa

from data.sentence import Gap, Label, Money, Sentence
from pages.charts.curves import curves
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.locale.reader import currency, language, plain
from pages.parts.campaigns.told.drawn import DAYS_SINCE, POINTS, Drawing
from pages.parts.campaigns.words import (
    Columns,
    arm_names,
    confidence_text,
    interval_text,
    points,
    recipients_first,
    share,
    value_text,
)
from pages.parts.chance import p_text
from queries.campaigns.by_arm import MONTH, WEEK, ByArm, Period, Spent
from queries.stats import Estimate, Status
from queries.stats.money import Finding

PERIOD_NAMES = {WEEK: Label("Week", "周", "週"), MONTH: Label("30 days", "30天", "30天")}
PERIOD_NUMBERS = {
    WEEK: Label("Week after the assignment", "分配后第几周", "分配後第幾週"),
    MONTH: Label("30 days after the assignment, number", "分配后第几个30天", "分配後第幾個30天"),
}
BOUGHT_IN_IT = Label("Bought in it", "当期购买率", "當期購買率")
SPENT_BY_THEN = Label("Net revenue per person", "人均累计净收入", "人均累計淨收入")
AS_ASSIGNED = Sentence(
    "Everyone assigned whose period is over, buyers or not; who bought in one period may buy in the next again. "
    "Intervals and p-values of the differences hold for all periods together (Bonferroni, Holm)."
)
SAME_PEOPLE = Sentence("The same people on every day of the curve, buyers or not: those who were followed to its end.")
UNCOMPARED = Sentence("There is no fair control group, so this says what people did and not what the campaign changed.")


def drawn_periods(found: ByArm, length: int) -> Sequence[Period]:
    """Those of which a share is known for one group or more."""
    return [one for one in found.periods[length] if any(share.is_known for share in one.shares.values())]


def retention(shown: Sequence[Period], length: int, theme: str) -> Drawing:
    """Share of each group that bought in each period."""
    names = arm_names(shown[0].shares)
    x, y = (label.in_language(language()) for label in (PERIOD_NUMBERS[length], BOUGHT_IN_IT))
    rows = [
        {
            "group": names[arm],
            "since": number,
            **_band(found, 1),
            "since_text": _days_text(one),
            "rate_text": share(found.value or 0.0),
            "evidence": plain("{buyers} of {people} people", buyers=found.n, people=found.denominator),
        }
        for arm in recipients_first(names)
        for number, one in enumerate(shown, start=1)
        for found in [one.shares[arm]]
        if found.is_known
    ]
    chart = curves(
        Words(language(), x=x, y=y, unit=Unit.SHARE),
        theme,
        evidence=plain("Rests on"),
        last=len(shown),
        groups=_groups(rows),
    )
    return Drawing(chart, pa.Table.from_pylist(rows, schema=POINTS))


def _band(found: Estimate, scale: int) -> Mapping[str, float | None]:
    value = None if found.value is None else found.value / scale
    ends = (value if end is None else end / scale for end in (found.ci_low, found.ci_high))
    return dict(zip(("rate", "low", "high"), (value, *ends), strict=True))


def _groups(rows: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(row["group"]) for row in rows))


def _days_text(one: Period) -> str:
    return plain("days {first}–{last}", first=one.first, last=one.last)


def periods_table(found: ByArm, length: int, *, confidence: float) -> Columns:
    """A period that is over for nobody yet is blank, with the day on which it will be known."""
    periods = found.periods[length]
    names = arm_names(periods[0].shares) if periods else {}
    is_compared = any(one.difference.status is not Status.NOT_RANDOMISED for one in periods)
    columns: dict[str, Sequence[str]] = {
        plain("Days after the assignment"): [f"{one.first}–{one.last}" for one in periods],
        **{names[arm]: [_share_text(one, arm) for one in periods] for arm in recipients_first(names)},
    }
    if is_compared:
        columns[plain("Difference")] = [value_text(one.difference, points) for one in periods]
        header = plain("Interval, {confidence}", confidence=confidence_text(confidence))
        columns[header] = [interval_text(one.difference, points) for one in periods]
        columns[plain("p (Holm)")] = [p_text(one.adjusted_p) for one in periods]
    return columns


def _share_text(one: Period, arm: str) -> str:
    found = one.shares[arm]
    if found.status is Status.INCOMPLETE:
        return plain("known from {day}", day=one.begins_on)
    if found.value is None:
        return plain("{buyers} of {people}", buyers=found.n, people=found.denominator)
    return plain(
        "{share} of {people} ({interval})",
        share=share(found.value),
        people=found.denominator,
        interval=interval_text(found, share),
    )


def still_open(found: ByArm, length: int, as_of: date) -> Sentence | None:
    """From which day the last period is known of everybody; None once it is."""
    last = max((one.complete_on for one in found.periods[length]), default=as_of)
    if last <= as_of:
        return None
    return Sentence("What is not over yet is blank. The last period is known for everybody from {day}.", {"day": last})


def spending(spent: Spent, theme: str) -> Drawing | None:
    """What a person of each group had spent by the end of each day; None where every group has under 30 people."""
    names = arm_names(spent.cents)
    rows = [
        {
            "group": names[arm],
            "since": day,
            **_band(found, 100),
            "since_text": figures.whole(day, language()),
            "rate_text": figures.money(round(found.value or 0), currency(), language()),
            "evidence": plain("{people} people", people=found.n),
        }
        for arm in recipients_first(names)
        for day, found in enumerate(spent.cents[arm])
        if found.is_known
    ]
    if not rows:
        return None
    x, y = (label.in_language(language()) for label in (DAYS_SINCE, SPENT_BY_THEN))
    sign = figures.currency_sign(currency(), language())
    chart = curves(
        Words(language(), x=x, y=y, unit=Unit.MONEY, sign=sign),
        theme,
        evidence=plain("Rests on"),
        first=0,
        last=spent.days,
        groups=_groups(rows),
        is_step=True,
    )
    return Drawing(chart, pa.Table.from_pylist(rows, schema=POINTS))


def spending_told(spent: Spent, as_of: date) -> Iterator[Sentence]:
    """The difference at the end of the curve, or why there is none; then how firm that reading is."""
    if spent.complete_on > as_of:
        yield Sentence(
            "Followed for {days} days so far: {people}. Everybody will have been on {day}.",
            {"days": spent.days, "people": sum(spent.people.values()), "day": spent.complete_on},
        )
    if spent.difference is None:
        yield UNCOMPARED
        return
    yield _difference_told(spent)
    if spent.confidence > 0.95 and spent.difference.difference.is_known:
        yield Sentence(
            "A look before the end: so that looking often finds nothing by chance, the interval is wider "
            "({confidence}). A day fixed beforehand is read at 95% once everybody has reached it.",
            {"confidence": confidence_text(spent.confidence)},
        )


def _difference_told(spent: Spent) -> Sentence:
    assert spent.difference is not None
    found = spent.difference.difference
    if spent.difference.finding is Finding.TOO_FEW_BUYERS:
        return Sentence("Too few people bought to judge money: 100 buyers are needed in each group.")
    if found.value is None or found.ci_low is None or found.ci_high is None:
        return Sentence("Nobody differs in what they spent, so there is nothing to compare.")
    gaps: Mapping[str, Gap] = {
        "days": spent.days,
        "value": Money(round(abs(found.value))),
        "low": Money(round(found.ci_low)),
        "high": Money(round(found.ci_high)),
    }
    match spent.difference.finding:
        case Finding.RAISED:
            return Sentence(
                "By day {days} a recipient had brought in {value} more than somebody of the control group "
                "({low} to {high}).",
                gaps,
            )
        case Finding.LOWERED:
            return Sentence(
                "By day {days} a recipient had brought in {value} less than somebody of the control group "
                "({low} to {high}).",
                gaps,
            )
        case Finding.INCONCLUSIVE:
            return Sentence(
                "The interval of net revenue and its test contradict each other: a few large orders decide."
            )
    return Sentence(
        "No difference in net revenue was found by day {days}: it lies between {low} and {high} a person.", gaps
    )
