"""First-time buyers a campaign won beside others of the same month: in words, a table and a curve."""

from __future__ import annotations

from collections.abc import Mapping

from data.sentence import Label, Sentence
from pages.locale import figures
from pages.locale.reader import currency, language, plain
from pages.parts.campaigns.told.drawn import Drawing, waits
from pages.parts.campaigns.words import Columns, interval_text, share
from queries.campaigns.won import AGAIN_DAYS, Newcomers, Won
from queries.stats import Estimate, Status, Survival

WON = Label("Won by the campaign", "活动带来的新客", "活動帶來的新客")
OTHERS = Label("Others of that month", "同月其他新客", "同月其他新客")
SINCE_FIRST = Label("Days since the first order", "距首单天数", "距首單天數")
CAME_AGAIN = Label("Bought again by then", "累计复购率", "累計複購率")
NOT_AN_EFFECT = Sentence(
    "A comparison, not an effect. The campaign chose whom it was sent to, and some of those it won would have come "
    "anyway: that they stay longer or shorter does not show that the campaign made them."
)
WHO = Sentence(
    "Won: sent the campaign, and the first order ever within its window. Others: not sent it, first order in the same "
    "calendar month. Data that begin late make old buyers look new."
)
NOBODY = Sentence("Nobody who was sent this campaign placed a first order within its window.")


def side_name(is_won: bool) -> str:
    return (WON if is_won else OTHERS).in_language(language())


def newcomers_table(found: Won) -> Columns:
    """Months with their two groups; days that are not over for anybody say when they will be."""
    cohorts = found.cohorts
    return {
        plain("Month"): [figures.month(one.month, language()) for one in cohorts],
        plain("Group"): [side_name(one.is_won) for one in cohorts],
        plain("People"): [figures.whole(one.people, language()) for one in cohorts],
        **{
            plain("Bought again within {days} days", days=days): [_again(one, days) for one in cohorts]
            for days in AGAIN_DAYS
        },
        plain("Spent in the 90 days after"): [_value(one) for one in cohorts],
    }


def _again(one: Newcomers, days: int) -> str:
    found = one.again[days]
    if found.status is Status.INCOMPLETE:
        return _known_from(one, days)
    if found.value is None:
        return plain("{buyers} of {people}", buyers=found.n, people=found.denominator)
    return plain(
        "{share} of {people} ({interval})",
        share=share(found.value),
        people=found.denominator,
        interval=interval_text(found, share),
    )


def _value(one: Newcomers) -> str:
    found = one.value
    if found.status is Status.INCOMPLETE:
        return _known_from(one, max(AGAIN_DAYS))
    if found.value is None:
        return plain("too few to judge")
    return plain("{value} ({interval})", value=_money(found.value), interval=interval_text(found, _money))


def _money(cents: float) -> str:
    return figures.money(round(cents), currency(), language())


def _known_from(one: Newcomers, days: int) -> str:
    return plain("for all from {day}", day=one.complete_on[days])


def waits_of(found: Won) -> Mapping[str, Survival]:
    """The curves that can be drawn, by the group's name; empty unless both can."""
    drawn = {side_name(side): curve for side, curve in found.waits.items() if _first(curve).is_known}
    return drawn if len(drawn) == len(found.waits) else {}


def _first(curve: Survival) -> Estimate:
    return curve.ended_by(0)


def waits_drawn(drawn: Mapping[str, Survival], theme: str) -> Drawing:
    return waits(drawn, theme, since=SINCE_FIRST, ended=CAME_AGAIN)
