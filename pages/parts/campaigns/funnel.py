"""From assigned to bought: people once and messages all, each share with its denominator by name; and by part."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from data.sentence import Label
from pages.locale import figures
from pages.parts.campaigns.asked import asked_funnel
from pages.parts.campaigns.words import interval_text, share, value_text
from pages.parts.controls import one_of
from pages.parts.drawing import chart_card
from pages.parts.people import people_door
from pages.parts.session import in_a_row, language, plain, say
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns import Known
from queries.campaigns.funnel import PART_LABELS, Counted, Funnel, Messages, Part
from queries.lists.assignments import EXPORT
from queries.segments import Condition, Group, Match, Segment
from queries.stats import Estimate

STAGES = {
    "delivered": Label("Delivered", "送达", "送達"),
    "opened": Label("Opened by people", "真人打开", "真人開啟"),
    "machine_opened": Label("Opened by machines", "机器打开", "機器開啟"),
    "clicked": Label("Clicked", "点击", "點擊"),
    "unsubscribed": Label("Unsubscribed", "退订", "退訂"),
    "complained": Label("Complained", "投诉", "投訴"),
}
BASES = {
    "delivered": Label("of those delivered to", "占送达人数", "占送達人數"),
    "sent": Label("of those sent to", "占发送人数", "占發送人數"),
    "recipients": Label("of recipients", "占实验组人数", "占實驗組人數"),
}
OFFERED = (Part.CHANNEL, Part.VARIANT, Part.OWNER, Part.HOUR)


def show_funnel(known: Known, audience: Audience) -> None:
    """What became of the messages of one campaign."""
    with chart_card("campaign_funnel", say("From assigned to bought")):
        labels = {part.value: PART_LABELS[part].in_language(language()) for part in OFFERED}
        by = Part(one_of("camp_funnel_by", labels, Part.CHANNEL.value, label=say("Tell messages apart")))
        found = asked_funnel(known, audience, by)
        if found.whole is not None:
            _whole(known, found, found.whole)
            _parts(found, by)
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


def _whole(known: Known, found: Funnel, whole: Messages) -> None:
    rows = list(_steps(known, found, whole))
    names = (
        plain("Step"),
        plain("People (unique)"),
        plain("Messages (total)"),
        plain("Share of people"),
        plain("Interval, 95%"),
        plain("Share of whom"),
    )
    plain_table(
        {name: [row[place] for row in rows] for place, name in enumerate(names)}, download=plain("Campaign funnel")
    )


Step = tuple[str, str, str, str, str, str]


def _steps(known: Known, found: Funnel, whole: Messages) -> Iterator[Step]:
    assigned = sum(arm.people for arm in found.assigned if not arm.is_control)
    yield (plain("Assigned"), _number(assigned), "–", "–", "–", "–")
    yield (plain("Sent, older than 72 hours"), *_counted(whole.sent), "–", "–", "–")
    rates = whole.rates
    base = BASES[rates.reached_of].in_language(language())
    judged: dict[str, Estimate] = {
        name: getattr(rates, name) for name in ("opened", "clicked", "unsubscribed", "complained")
    }
    for stage, label in STAGES.items():
        rate = judged.get(stage)
        shares = ("–", "–", "–") if rate is None else (value_text(rate, share), interval_text(rate, share), base)
        yield (label.in_language(language()), *_counted(whole.stages[stage]), *shares)
        if stage == "clicked":
            of_opened = rates.clicked_of_opened
            texts = value_text(of_opened, share), interval_text(of_opened, share)
            yield (plain("Clicked of those who opened"), "–", "–", *texts, plain("of those who opened"))
    bought = plain("Bought within {days} days of the message", days=known.window_days)
    texts = value_text(rates.converted, share), interval_text(rates.converted, share)
    yield (bought, _number(rates.converted.n), "–", *texts, plain("of those whose days have ended"))


def _counted(found: Counted | None) -> tuple[str, str]:
    if found is None:
        return plain("not in this export"), "–"
    return _number(found.people), _number(found.messages)


def _number(count: int) -> str:
    return figures.whole(count, language())


def _parts(found: Funnel, by: Part) -> None:
    if len(found.parts) < 2:
        return
    parts = sorted(
        found.parts, key=lambda one: (int(one.part) if by is Part.HOUR and one.part else 0, -one.sent.people)
    )
    plain_table(
        {
            PART_LABELS[by].in_language(language()): [_part(one.part, by) for one in parts],
            plain("Sent to"): [_number(one.sent.people) for one in parts],
            plain("Opened"): [value_text(one.rates.opened, share) for one in parts],
            plain("Clicked"): [value_text(one.rates.clicked, share) for one in parts],
            plain("Unsubscribed"): [value_text(one.rates.unsubscribed, share) for one in parts],
            plain("Bought"): [value_text(one.rates.converted, share) for one in parts],
            plain("Bought, 95%"): [interval_text(one.rates.converted, share) for one in parts],
        },
        download=plain("Campaign funnel by part"),
    )
    st.caption(say("Who is in several of these parts counts in each, so they do not add up to the whole."))


def _part(part: str, by: Part) -> str:
    if not part:
        return plain("not known")
    return f"{int(part):02}:00" if by is Part.HOUR else part
