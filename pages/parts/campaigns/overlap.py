"""Campaigns to the same people in the same days, and whether one works differently on the people of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.locale import figures
from pages.parts.asking import computed
from pages.parts.campaigns.asked import ledger_state
from pages.parts.campaigns.told.overlap import INSIDE_AND_OUTSIDE, interaction_told
from pages.parts.campaigns.words import interval_text, name_of, points, share, value_text
from pages.parts.chance import p_text
from pages.parts.drawing import chart_card
from pages.parts.session import language, plain, say, settings, spoken
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns import Known
from queries.campaigns.assignments import listed
from queries.campaigns.funnel import Scope
from queries.campaigns.interacting import interactions
from queries.campaigns.overlap import Overlap, overlaps
from queries.stats.interaction import Interaction

MOST_COMPARED = 5


def show_overlap(known: Known, campaigns: Sequence[Known], audience: Audience, *, is_fair: bool) -> None:
    """Nothing where no other campaign shares more than 5% of the people. `is_fair`: the campaign's own groups may be
    compared."""
    house, scope = settings(), Scope(campaign=known.campaign_id, window_days=known.window_days)
    found: tuple[Overlap, ...] = computed(
        "campaign_overlap",
        lambda cursor: overlaps(cursor, audience, listed(cursor, house), scope=scope),
        audience,
        campaign=known.campaign_id,
        ledger=ledger_state(),
    )
    if not found:
        return
    names = {one.campaign_id: name_of(one) for one in campaigns}
    with chart_card("campaign_overlap", say("Other campaigns to the same people in the same days")):
        others = [_other(one, known) for one in found]
        plain_table(
            {
                plain("Campaign"): [names.get(other, other) for other in others],
                plain("People in common"): [figures.whole(one.in_common, language()) for one in found],
                plain("Share of the smaller one"): [share(one.share) for one in found],
                plain("Both kept a control group"): [
                    plain("yes") if one.is_each_randomised else plain("no") for one in found
                ],
            },
            download=plain("Campaigns in common"),
        )
        for one in found:
            st.caption(spoken(one.remark))
        fair = [_other(one, known) for one in found if one.is_each_randomised and is_fair][:MOST_COMPARED]
        if fair:
            _show_interactions(_asked(known, fair, audience), names)


def _other(one: Overlap, known: Known) -> str:
    return one.other_id if one.campaign_id == known.campaign_id else one.campaign_id


def _asked(known: Known, others: Sequence[str], audience: Audience) -> Mapping[str, Interaction]:
    house = settings()
    return computed(
        "campaign_interactions",
        lambda cursor: interactions(cursor, house, known.campaign_id, others, audience, window_days=known.window_days),
        audience,
        campaign=known.campaign_id,
        others=others,
        ledger=ledger_state(),
    )


def _show_interactions(found: Mapping[str, Interaction], names: Mapping[str, str]) -> None:
    plain_table(
        {
            plain("Other campaign"): [names.get(other, other) for other in found],
            plain("People sent it too"): [figures.whole(one.difference.n, language()) for one in found.values()],
            plain("All others"): [figures.whole(one.difference.denominator, language()) for one in found.values()],
            plain("Effect on the first less on the others"): [
                value_text(one.difference, points) for one in found.values()
            ],
            plain("Interval, 95%"): [interval_text(one.difference, points) for one in found.values()],
            plain("z"): ["–" if one.z is None else figures.whole(one.z, language(), 2) for one in found.values()],
            plain("p"): [p_text(one.significance.p_value) for one in found.values()],
        },
        download=plain("Campaigns that meet"),
    )
    for other, one in found.items():
        st.caption(spoken(interaction_told(one, names.get(other, other))))
    st.caption(spoken(INSIDE_AND_OUTSIDE))
