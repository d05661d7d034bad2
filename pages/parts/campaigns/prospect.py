"""Before a list is drawn: which rise could be seen with these people, by their own history."""

from __future__ import annotations

import streamlit as st

from data.sentence import Share
from pages.locale import figures
from pages.parts.asking import ask, judged
from pages.parts.controls import one_of
from pages.parts.session import currency, in_a_row, language, plain, say
from pages.parts.states import failures_in_words
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns.planning import CONTROL_SHARE, Prospect, prospect

DAYS = (7, 14, 30, 60)
KEPT_BACK = (5, 10, 20, 50)  # percent
FOLDED_KEY = "prospect"


def show_prospect(audience: Audience, *, control_share: float | None = None, variants: int = 1, days: int = 7) -> None:
    """Folded, and asked only when opened. Without a share of a plan the reader chooses one, and the days."""
    folded = st.expander(
        say("What could be seen with these people"), icon=":material/query_stats:", key=FOLDED_KEY, bind="query-params"
    )
    if not folded.open:
        return
    with folded, failures_in_words():
        if control_share is None:
            days, control_share = _asked()
        if not 0 < control_share < 1:
            st.caption(say("Without a control group nothing a list changes can be seen."))
            return
        found = _prospect(audience, days, control_share, variants)
        _show(found, audience)


def _asked() -> tuple[int, float]:
    days = one_of("prospect_days", {n: say("{days} days", days=n) for n in DAYS}, DAYS[0], label=say("Window"))
    labels = {n: say("{share} kept back", share=Share(n / 100, 0)) for n in KEPT_BACK}
    share = one_of("prospect_control", labels, round(100 * CONTROL_SHARE), label=say("Control group"))
    return days, share / 100


def _prospect(audience: Audience, days: int, control_share: float, variants: int) -> Prospect:
    given = {"window_days": days, "control_share": control_share, "variants": variants}
    return judged(
        "prospect",
        lambda: prospect(
            ask(),
            audience.segment,
            as_of=audience.as_of,
            window_days=days,
            control_share=control_share,
            variants=variants,
        ),
        audience,
        **given,
    )


def _show(found: Prospect, audience: Audience) -> None:
    st.markdown(_told(found, audience))
    plain_table(
        {
            plain("To see a rise of"): [figures.share(one.rise, language(), 0) for one in found.needed],
            plain("People it takes: buyers"): [_people(one.people) for one in found.needed],
            plain("People it takes: net revenue"): [_people(one.people_for_money) for one in found.needed],
        },
        download=plain("What could be seen"),
    )
    st.caption(in_a_row(found.remarks))
    st.caption(
        say(
            "People of all groups together, found in four of five such campaigns, two-sided at 5%. From the {days} "
            "days up to {day}: whom the rule selected before them, and what they bought.",
            days=found.days,
            day=audience.as_of,
        )
    )


def _told(found: Prospect, audience: Audience) -> str:
    told = say(
        "{people} people are selected on {as_of}. Of {then} selected on {day}, {buyers} bought in the {days} days "
        "after it.",
        people=found.people,
        as_of=audience.as_of,
        then=found.base.denominator,
        day=found.day,
        buyers=found.base.n,
        days=found.days,
    )
    return f"{told} {_seen(found)}" if found.detectable is not None and found.base.value is not None else told


def _seen(found: Prospect) -> str:
    base, rise = found.base.value or 0.0, found.detectable or 0.0
    told = say(
        "With these people and {share} kept back, a rise from {base} to {raised} would be found in four of five such "
        "campaigns; a smaller one would likely be missed.",
        share=Share(found.control_share, 0),
        base=Share(base, 2),
        raised=Share(base + rise, 2),
    )
    if found.detectable_cents is None:
        return told
    money = say(
        "Of net revenue it takes {money} more a person at least: a few large orders hide a smaller rise.",
        money=figures.money(round(found.detectable_cents), currency(), language()),
    )
    return f"{told} {money}"


def _people(found: int | None) -> str:
    return "–" if found is None else figures.whole(found, language())
