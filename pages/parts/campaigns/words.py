"""Campaigns, their groups and their numbers in words: a value with its interval, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from data.contract import table as contract_table
from data.ledger import CONTROL
from data.sentence import Label
from pages.locale import figures
from pages.locale.reader import currency, language, plain
from queries.campaigns import CostFrom, Known
from queries.campaigns.result import ALL_ARMS
from queries.catalog import Measure
from queries.stats import Estimate, Status

KEPT_BACK = Label("Control group", "对照组", "對照組")
RECIPIENTS = Label("Recipients", "实验组", "實驗組")
CHANNELS = {choice.value: choice.label for choice in contract_table("campaigns").column("channel").choices}
SAID_BY = {
    CostFrom.BOOKED: Label("booked in the export", "导出数据入账", "匯出資料入帳"),
    CostFrom.PLANNED: Label("planned by its lists", "名单计划", "名單計畫"),
    CostFrom.ENTERED: Label("entered here", "此处填写", "此處填寫"),
}
Written = Callable[[float], str]
Columns = Mapping[str, Sequence[str]]  # texts in the reader's language, by header


def arm_name(arm: str) -> str:
    if arm == CONTROL:
        return KEPT_BACK.in_language(language())
    return RECIPIENTS.in_language(language()) if arm == ALL_ARMS else plain("Variant {name}", name=arm)


def arm_names(arms: Iterable[str]) -> Mapping[str, str]:
    """Groups by what they are: who was sent a campaign without variants is a recipient, not “Variant A”."""
    known = tuple(arms)
    is_alone = len({*known} - {CONTROL}) == 1
    return {arm: arm_name(ALL_ARMS if is_alone and arm != CONTROL else arm) for arm in known}


def recipients_first(arms: Iterable[str]) -> list[str]:
    """As charts draw them: the accent is for those sent to."""
    return sorted(arms, key=lambda arm: arm == CONTROL)


def name_of(known: Known) -> str:
    return known.name or known.campaign_id


def channel_of(known: Known) -> str:
    label = CHANNELS.get(known.channel or "")
    return label.in_language(language()) if label else known.channel or "–"


def window_of(known: Known) -> str:
    return plain("{days} day", plural="{days} days", count="days", days=known.window_days)


def part_name(measure: Measure | None, part: str) -> str:
    """In the reader's words."""
    labels = {str(choice.value): choice.label for choice in measure.choices} if measure else {}
    return labels[part].in_language(language()) if part in labels else part


def share(value: float) -> str:
    return figures.share(value, language())


def points(value: float) -> str:
    return figures.points(value, language())


def relative(value: float) -> str:
    return figures.change(value, language())


def money(cents: float) -> str:
    """With its sign: a difference."""
    return ("+" if cents > 0 else "") + figures.money(round(cents), currency(), language())


def short_money(cents: float) -> str:
    return ("+" if cents > 0 else "") + figures.short_money(round(cents), currency(), language())


def people(value: float) -> str:
    return ("+" if value > 0 else "") + figures.whole(round(value), language())


def days(value: float) -> str:
    return ("+" if value > 0 else "") + figures.whole(value, language(), 1)


def value_text(found: Estimate, written: Written) -> str:
    """The value, or in two words why there is none."""
    return written(found.value) if found.value is not None else why_unknown(found.status)


def interval_text(found: Estimate, written: Written) -> str:
    if found.value is None or found.ci_low is None or found.ci_high is None:
        return "–"
    return plain("{low} to {high}", low=written(found.ci_low), high=written(found.ci_high))


def why_unknown(status: Status) -> str:
    match status:
        case Status.TOO_SMALL:
            return plain("too few to judge")
        case Status.INCOMPLETE:
            return plain("not yet observed")
        case Status.ZERO_VARIANCE:
            return plain("nobody differs")
        case Status.NOT_RANDOMISED:
            return plain("no fair control group")
        case Status.NO_BASE:
            return plain("nothing to divide by")
        case Status.CONTRADICTED:
            return plain("the counts contradict each other")
        case _:
            return plain("not in the data")


def confidence_text(confidence: float) -> str:
    """95%, 99.9%, 98.3%."""
    return figures.share(confidence, language(), 0 if round(confidence * 1000) % 10 == 0 else 1)
