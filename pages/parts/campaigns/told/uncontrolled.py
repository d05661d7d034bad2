"""Without a control group: several careful comparisons as a range, their check on the time before, and their grade."""

from __future__ import annotations

from collections.abc import Iterator

from data.sentence import Sentence, Share
from pages.locale.reader import plain
from pages.parts.campaigns.words import Columns, interval_text, money, points, value_text
from queries.campaigns import Uncontrolled
from queries.stats.observational import WithoutControl


def readings_name(*, is_money: bool) -> str:
    if is_money:
        return plain("Net revenue per person: difference, not proven caused")
    return plain("Share who bought: difference, not proven caused")


def readings_table(after: WithoutControl, before: WithoutControl, *, is_money: bool) -> Columns:
    """Every way with its interval, beside the same of a time when the campaign had done nothing."""
    written = money if is_money else points
    return {
        readings_name(is_money=is_money): _names(),
        plain("After"): [value_text(one, written) for one in after.estimates],
        plain("Interval, 95%"): [interval_text(one, written) for one in after.estimates],
        plain("Time before, as a check"): [value_text(one, written) for one in before.estimates],
        plain("Its interval, 95%"): [interval_text(one, written) for one in before.estimates],
    }


def range_of(after: WithoutControl, *, is_money: bool) -> Sentence | None:
    """None where no way could say anything."""
    if after.low is None or after.high is None:
        return None
    written = money if is_money else points
    return Sentence(
        "All ways together: {low} to {high}. What they leave out lies beyond the range too.",
        {"low": written(after.low), "high": written(after.high)},
    )


def before_table(before: WithoutControl) -> Columns:
    """All that grade C shows: the check that failed."""
    return {
        plain("Share who bought in the time before, as a check"): _names(),
        plain("Difference"): [value_text(one, points) for one in before.estimates],
        plain("Interval, 95%"): [interval_text(one, points) for one in before.estimates],
    }


def _names() -> list[str]:
    return [
        plain("Plain difference"),
        plain("Like with like"),
        plain("Weighted by the chance to be chosen"),
        plain("Difference in differences"),
    ]


def reasons(found: Uncontrolled) -> Iterator[Sentence]:
    """Why the grade, and how alike the people are that stand beside each other."""
    yield Sentence(
        "Grade {grade}. {recipients} people sent to, beside {others} of the {could} who could have been. A check "
        "that differs from zero before anything was sent shows how people were chosen, not what it did.",
        {"grade": found.grade.value, "recipients": found.recipients, "others": found.others, "could": found.could},
    )
    after = found.buyers
    if after.matched_share is None or after.imbalance is None or after.imbalance_before is None:
        return
    yield Sentence(
        "{matched} of those sent to have somebody like them in recency, frequency and spending; the others count "
        "as {effective} people. The largest imbalance is {before} before weighting and {after} after it; below "
        "0.1 is alike.",
        {
            "matched": Share(after.matched_share),
            "effective": round(after.effective_people or 0),
            "before": f"{after.imbalance_before:.2f}",
            "after": f"{after.imbalance:.2f}",
        },
    )
