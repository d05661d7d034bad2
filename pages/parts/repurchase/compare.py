"""Repurchase of groups: their curves, whether they differ at all, and by how much within so many days."""

from __future__ import annotations

import streamlit as st

from pages.locale import figures
from pages.parts.asking import ask, judged
from pages.parts.chance import curves_apart, p_text
from pages.parts.compare_choice import group_names, groups_of_people
from pages.parts.drawing import chart_card
from pages.parts.repurchase.curve import show_curve
from pages.parts.session import language, plain, say, spoken
from pages.parts.states import failures_in_words
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.retention import CurvesApart, ShareApart, compare_repurchase
from queries.stats import Estimate

WITHIN_DAYS = 90


def show_compared(chosen: str, audience: Audience) -> None:
    """In place of the one curve of everybody; groups that share people are refused with the reason."""
    with failures_in_words():
        groups = groups_of_people("repurchase", chosen, audience)
        if len(groups) < 2:
            st.info(say("There are not two groups to compare."))
            return
        names = group_names(groups, chosen)
        people = [group.audience for group in groups]
        found = judged(
            "repurchase/compared",
            lambda: compare_repurchase(ask(), people, days=WITHIN_DAYS),
            audience,
            groups=[one.key for one in people],
        )
        show_curve(dict(zip(names, found.curves, strict=True)), audience, by=str([one.key for one in people]))
        with chart_card("repurchase_groups", say("Groups beside each other")):
            _whether(found)
            _differences(found, names)
            st.caption(
                say(
                    "Groups are compared as they are on the day asked about, not by chance: a difference says nothing "
                    "of its cause, and layers that follow from purchases explain themselves."
                )
            )


def _whether(found: CurvesApart) -> None:
    if found.log_rank is None:
        st.caption(spoken(curves_apart(None)))
    else:
        st.markdown(spoken(curves_apart(found.log_rank.p_value)))


def _differences(found: CurvesApart, names: tuple[str, ...]) -> None:
    known = [one for one in found.shares_apart if one.difference.is_known]
    if known:
        plain_table(
            {
                plain("Group"): [names[one.group] for one in known],
                plain("Within days"): [str(one.within_days) for one in known],
                plain("Difference from “{base}”, 95%", base=names[0]): [_share(one) for one in known],
                plain("p (Holm)"): [p_text(one.p_value) for one in known],
            },
            download=plain("Differences in repurchase"),
        )
    for name, apart in zip(names[1:], found.mean_days_apart, strict=True):
        if apart.is_known:
            st.caption(_days(name, names[0], apart))


def _share(one: ShareApart) -> str:
    value, low, high = (
        "–" if end is None else figures.points(end, language())
        for end in (one.difference.value, one.difference.ci_low, one.difference.ci_high)
    )
    return plain("{difference} ({low} to {high})", difference=value, low=low, high=high)


def _days(name: str, base: str, apart: Estimate) -> str:
    days, low, high = (figures.whole(end or 0.0, language(), 1) for end in (apart.value, apart.ci_low, apart.ci_high))
    return say(
        "Of the first {within} days, {group} waits {days} days more than {base} (95% {low} to {high}); less than zero "
        "is sooner.",
        within=WITHIN_DAYS,
        group=name,
        base=base,
        days=days,
        low=low,
        high=high,
    )
