"""From assigned to bought: people once and messages all, each share with its denominator by name; and by part."""

from __future__ import annotations

import streamlit as st

from pages.parts.campaigns.asked import asked_funnel
from pages.parts.campaigns.told.funnel import OVERLAPPING, parts_table, steps_table
from pages.parts.controls import one_of
from pages.parts.drawing import chart_card
from pages.parts.people import people_door
from pages.parts.session import in_a_row, language, plain, say, spoken
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns import Known
from queries.campaigns.funnel import PART_LABELS, Part
from queries.lists.assignments import EXPORT
from queries.segments import Condition, Group, Match, Segment

OFFERED = (Part.CHANNEL, Part.VARIANT, Part.OWNER, Part.HOUR)


def show_funnel(known: Known, audience: Audience) -> None:
    """What became of the messages of one campaign."""
    with chart_card("campaign_funnel", say("From assigned to bought")):
        labels = {part.value: PART_LABELS[part].in_language(language()) for part in OFFERED}
        by = Part(one_of("camp_funnel_by", labels, Part.CHANNEL.value, label=say("Tell messages apart")))
        found = asked_funnel(known, audience, by)
        if found.whole is not None:
            plain_table(steps_table(known, found, found.whole), download=plain("Campaign funnel"))
            if len(found.parts) > 1:
                plain_table(parts_table(found, by), download=plain("Campaign funnel by part"))
                st.caption(spoken(OVERLAPPING))
        st.caption(in_a_row(found.remarks))
        if EXPORT in known.sources and len(known.sources) == 1 and not any(arm.in_two_arms for arm in known.arms):
            recipients = recipients_of(known.campaign_id, audience)
            people_door("campaign_recipients", say("Recipients"), recipients, known.recipients)


def recipients_of(campaign: str, audience: Audience) -> Audience:
    """The people addressed, by the rule that segments know. Somebody in both groups would be among them."""
    conditions: list[Condition | Group] = [Condition("messages.campaigns", "has_any", (campaign,))]
    if audience.segment is not None:
        conditions.append(audience.segment.root)
    return Audience(audience.as_of, Segment(Group(Match.ALL, tuple(conditions))))
