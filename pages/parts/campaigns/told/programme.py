"""What all lists together changed, quarter by quarter, against the global control group: a table and its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.sentence import Sentence
from pages.locale import figures
from pages.locale.reader import language, plain, words
from pages.parts.campaigns.words import Columns, interval_text, money, points, value_text
from pages.parts.chance import p_text
from queries.campaigns.programme import Quarter
from queries.stats import Estimate, Status, unknown
from queries.stats.money import Finding

AS_DRAWN = Sentence(
    "Everybody known on the eve of the quarter, as drawn into the global control group or not, whether a list reached "
    "them or not: what all lists together changed. Quarters are several chances to be lucky, so look at them together."
)
NO_GROUP = Sentence("No list left that spared a global control group (setting “global_control_share”).")


def named(quarters: Sequence[Quarter]) -> list[tuple[str, Estimate]]:
    """Differences of buyers that are known, by the name of their quarter."""
    return [(_name(one), one.difference) for one in quarters if one.difference and one.difference.is_known]


def _name(one: Quarter) -> str:
    return plain("{year} Q{quarter}", year=str(one.first.year), quarter=str((one.first.month + 2) // 3))


def programme_table(quarters: Sequence[Quarter]) -> Columns:
    spent = [_money_of(one) for one in quarters]
    return {
        plain("Quarter"): [_name(one) for one in quarters],
        plain("Lists"): [str(one.lists) for one in quarters],
        plain("Could be written to"): [_count(one.people) for one in quarters],
        plain("Global control group"): [_count(one.held_back) for one in quarters],
        plain("Difference in buyers"): [
            "–" if one.difference is None else value_text(one.difference, points) for one in quarters
        ],
        plain("Interval, 95%"): [
            "–" if one.difference is None else interval_text(one.difference, points) for one in quarters
        ],
        plain("Net revenue per person"): ["–" if one is None else value_text(one, money) for one in spent],
        plain("Its interval"): ["–" if one is None else interval_text(one, money) for one in spent],
        plain("Its p"): [p_text(_p(one)) for one in quarters],
        plain("Remark"): [_remark(one) for one in quarters],
    }


def _count(people: int | None) -> str:
    return "–" if people is None else figures.whole(people, language())


def _money_of(one: Quarter) -> Estimate | None:
    """No money from under 100 buyers in a group (METRICS §6.3)."""
    if one.money is None:
        return None
    found = one.money.difference
    if one.money.finding is Finding.TOO_FEW_BUYERS:
        return unknown(Status.TOO_SMALL, n=found.n, denominator=found.denominator)
    return found


def _p(one: Quarter) -> float | None:
    if one.money is None or one.money.finding is Finding.TOO_FEW_BUYERS:
        return None
    return one.money.significance.p_value


def _remark(one: Quarter) -> str:
    if one.remark is not None:
        return words(one.remark)
    if one.money is not None and one.money.finding is Finding.INCONCLUSIVE:
        return plain("The interval of money and its test contradict each other: a few large orders decide.")
    return "–"


def doubts(quarters: Sequence[Quarter]) -> Iterator[Sentence]:
    """What a reader must know before they believe a quarter."""
    past_it = sum(one.past_it for one in quarters)
    if past_it:
        yield Sentence(
            "{lists} list was allowed to write to the group all the same: what lists changed reads too small then.",
            {"lists": past_it},
            plural="{lists} lists were allowed to write to the group all the same: what lists changed reads too small "
            "then.",
            count="lists",
        )
    if any(len(one.shares) > 1 for one in quarters):
        yield Sentence("Where the share of the group changed within a quarter, who was in it for a part is left out.")
    if any(one.sample_ratio.is_doubtful for one in quarters):
        yield Sentence("The sizes of the groups are unusual: chance alone gives them less than once in 100 campaigns.")
