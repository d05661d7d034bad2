"""After the window: how soon people came back, and whether purchases were only pulled forward."""

from __future__ import annotations

from data.sentence import Sentence
from pages.locale.reader import plain
from pages.parts.campaigns.words import Columns, days, interval_text, money, points, value_text
from queries.campaigns.afterwards import Afterwards
from queries.stats import Estimate

EVERYONE = Sentence(
    "All people assigned, buyers or not. Repurchase among buyers alone would compare different people, so "
    "it is not shown as an effect."
)


def later_table(found: Afterwards) -> Columns:
    lines = _lines(found)
    return {
        plain("Measure"): [name for name, _, _ in lines],
        plain("Difference"): [value for _, value, _ in lines],
        plain("Interval, 95%"): [interval for _, _, interval in lines],
    }


def _lines(found: Afterwards) -> list[tuple[str, str, str]]:
    """Measure, difference and interval."""
    told: list[tuple[str, Estimate]] = [
        (plain("Days sooner to the next order, of the first {days}", days=horizon), one)
        for horizon, one in found.days_saved.items()
    ]
    lines = [(name, value_text(one, days), interval_text(one, days)) for name, one in told]
    early, late, twice = found.early, found.late, found.second_order
    return [
        *lines,
        (plain("Net revenue per person, days 0–7"), value_text(early, money), interval_text(early, money)),
        (plain("Net revenue per person, days 8–90"), value_text(late, money), interval_text(late, money)),
        (plain("Bought on two days or more within 90 days"), value_text(twice, points), interval_text(twice, points)),
    ]


def pulled_forward(found: Afterwards) -> Sentence:
    """Whether what was bought at first was only bought earlier."""
    early, late = found.early, found.late
    if early.ci_low is None or late.ci_high is None or late.ci_low is None:
        return Sentence("Whether purchases were only pulled forward is known once 90 days have passed for everyone.")
    if early.ci_low > 0 and late.ci_high < 0:
        return Sentence("More was spent in the first days and less after them: purchases were pulled forward.")
    if early.ci_low > 0 and late.ci_low > 0:
        return Sentence("More was spent in the first days and also after them: purchases were not only pulled forward.")
    return Sentence("The days after the first week show no clear difference, so nothing says that purchases moved.")
