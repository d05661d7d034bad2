"""Without a control group: several careful comparisons as a range, their check on the time before, and their grade."""

from __future__ import annotations

import streamlit as st

from pages.parts.campaigns.words import interval_text, money, points, share, value_text
from pages.parts.drawing import chart_card
from pages.parts.session import plain, say, spoken
from pages.parts.tables import plain_table
from queries.campaigns import Uncontrolled
from queries.stats.observational import Grade, WithoutControl


def show_uncontrolled(found: Uncontrolled) -> None:
    """Grade C shows only why nothing can be said: the same comparison of a time when the campaign had done nothing."""
    with chart_card("campaign_uncontrolled", say("Beside people who were not sent to: difference, not proven caused")):
        st.markdown(spoken(found.verdict))
        if found.grade is Grade.B:
            _readings(found.buyers, found.buyers_before, is_money=False)
            _readings(found.money, found.money_before, is_money=True)
        elif found.buyers_before.low is not None:
            _before(found.buyers_before)
        _why(found)


def _readings(after: WithoutControl, before: WithoutControl, *, is_money: bool) -> None:
    written = money if is_money else points
    measure = (
        plain("Net revenue per person: difference, not proven caused")
        if is_money
        else (plain("Share who bought: difference, not proven caused"))
    )
    plain_table(
        {
            measure: _names(),
            plain("After"): [value_text(one, written) for one in after.estimates],
            plain("Interval, 95%"): [interval_text(one, written) for one in after.estimates],
            plain("Time before, as a check"): [value_text(one, written) for one in before.estimates],
            plain("Its interval, 95%"): [interval_text(one, written) for one in before.estimates],
        },
        download=measure,
    )
    if after.low is not None and after.high is not None:
        st.caption(
            say(
                "All ways together: {low} to {high}. What they leave out lies beyond the range too.",
                low=written(after.low),
                high=written(after.high),
            )
        )


def _before(before: WithoutControl) -> None:
    plain_table(
        {
            plain("Share who bought in the time before, as a check"): _names(),
            plain("Difference"): [value_text(one, points) for one in before.estimates],
            plain("Interval, 95%"): [interval_text(one, points) for one in before.estimates],
        }
    )


def _names() -> list[str]:
    return [
        plain("Plain difference"),
        plain("Like with like"),
        plain("Weighted by the chance to be chosen"),
        plain("Difference in differences"),
    ]


def _why(found: Uncontrolled) -> None:
    st.caption(
        say(
            "Grade {grade}. {recipients} people sent to, beside {others} of the {could} who could have been. A check "
            "that differs from zero before anything was sent shows how people were chosen, not what it did.",
            grade=found.grade.value,
            recipients=found.recipients,
            others=found.others,
            could=found.could,
        )
    )
    after = found.buyers
    if after.matched_share is None or after.imbalance is None or after.imbalance_before is None:
        return
    st.caption(
        say(
            "{matched} of those sent to have somebody like them in recency, frequency and spending; the others count "
            "as {effective} people. The largest imbalance is {before} before weighting and {after} after it; below "
            "0.1 is alike.",
            matched=share(after.matched_share),
            effective=round(after.effective_people or 0),
            before=f"{after.imbalance_before:.2f}",
            after=f"{after.imbalance:.2f}",
        )
    )
