"""What a campaign changed, as a document: the sentence, the checks, the numbers, and how each is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from data.sentence import Sentence
from data.store import Version
from pages.locale import figures
from pages.locale.reader import language, plain, words
from pages.parts.campaigns.told import drawn
from pages.parts.campaigns.told.after import EVERYONE, later_table, pulled_forward
from pages.parts.campaigns.told.checks import SEGMENT_ONLY, Check, checks_of, counted
from pages.parts.campaigns.told.effects import (
    NO_PART,
    SEVERAL,
    chances,
    lines_table,
    main_lines,
    notes,
    other_lines,
    other_notes,
    variants_table,
)
from pages.parts.campaigns.told.funnel import steps_table
from pages.parts.campaigns.told.guardrails import discount, guardrails_table
from pages.parts.campaigns.told.next import what_it_cost, what_next
from pages.parts.campaigns.told.uncontrolled import before_table, range_of, readings_table, reasons
from pages.parts.campaigns.words import arm_names, channel_of, name_of, part_name
from pages.parts.chance import curves_apart
from pages.reports.afterwards import arms_blocks, reached_blocks, won_blocks
from pages.reports.document import Block, Document, Heading, Paragraph, Rows, Tone, paragraphs, table
from pages.reports.method import method_page, report
from queries.audience import Audience
from queries.campaigns import CampaignEffect, Known, Terms, Uncontrolled
from queries.campaigns.by_arm import ByArm
from queries.campaigns.funnel import Funnel
from queries.campaigns.won import Won
from queries.catalog import Measure
from queries.stats.observational import Grade, WithoutControl
from queries.stats.several import confidence_of_each

METHOD = (
    "conversion",
    "campaign_difference",
    "net_per_person",
    "campaign_curve",
    "campaign_retention",
    "campaign_spent",
    "campaign_won",
)
SIGNS = {True: "✓", False: "⚠", None: "?"}


@dataclass(frozen=True)
class Result:
    """Everything asked about one campaign. `beside` only where nobody was kept back; `measure` told people apart."""

    known: Known
    effect: CampaignEffect
    terms: Terms
    audience: Audience
    version: Version
    written_at: datetime
    funnel: Funnel | None = None
    beside: Uncontrolled | None = None
    measure: Measure | None = None
    by_arm: ByArm | None = None
    won: Won | None = None


def campaign_document(result: Result) -> Document:
    """In the language of whoever reads."""
    return report(name_of(result.known), _blocks(result), result.version, written_at=result.written_at)


def _blocks(result: Result) -> Iterator[Block]:
    found = result.effect
    yield Paragraph(_about(result), Tone.QUIET)
    yield Paragraph(words(found.verdict), Tone.VERDICT)
    told = counted(found)
    yield from _notes([*([told] if told else []), *what_it_cost(found, result.terms), *found.limits])
    yield from _notes([SEGMENT_ONLY] if result.audience.segment else [])
    step = what_next(found)
    yield from [Paragraph(plain("Next: {step}", step=step))] if step else []
    yield Heading(plain("Checks"))
    yield Rows([_check(one) for one in checks_of(found)])
    yield from _groups(found)
    yield from _effects(result)
    yield from reached_blocks(found)
    yield from _afterwards(found)
    yield from arms_blocks(result.by_arm, found.gates, result.audience.as_of)
    yield from won_blocks(result.won)
    yield from _beside(result.beside)
    yield from _funnel(result)
    yield from method_page(METHOD, result.audience.as_of, result.version)


def _check(one: Check) -> tuple[str, str]:
    told = [one.text, one.help] if one.help else [one.text]
    return SIGNS[one.is_passed], " – ".join(map(words, told))


def _notes(sentences: list[Sentence]) -> list[Paragraph]:
    return paragraphs(map(words, sentences), Tone.QUIET)


def _about(result: Result) -> str:
    known = result.known
    return plain(
        "{channel}, begun on {start}, window of {days} days. As of {day}, written on {now}.",
        channel=channel_of(known),
        start=figures.day(known.start_date, language()) if known.start_date else "–",
        days=known.window_days,
        day=result.audience.as_of,
        now=result.written_at,
    )


def _groups(found: CampaignEffect) -> Iterator[Block]:
    yield Heading(plain("Who bought"))
    drawing = drawn.groups(found, "light")
    if drawing is not None:
        yield drawing.chart(plain("Conversion by group"))
    arms = found.people
    columns = {
        plain("Group"): [*arm_names(arms).values()],
        plain("People"): [figures.whole(people, language()) for people in arms.values()],
        plain("Bought"): [figures.whole(found.buyers[arm], language()) for arm in arms],
    }
    yield table(columns)


def _effects(result: Result) -> Iterator[Block]:
    found, effect = result.effect, result.effect.overall
    if effect is None or not effect.difference.is_known:
        return
    confidence = found.gates.confidence
    yield Heading(plain("What the campaign changed"))
    named = drawn.own_differences(found)
    yield drawn.differences(named, confidence, "light").chart(plain("Recipients less control group"))
    yield table(lines_table([*main_lines(effect, result.terms)], confidence))
    yield from _notes([*notes(effect)])
    yield Heading(plain("The same in other ways"))
    yield table(lines_table([*other_lines(effect)], confidence))
    yield from _notes([*other_notes(effect)])
    if len(found.variants) > 1:
        yield Heading(plain("Variants"))
        yield table(variants_table(found))
        yield from _notes([SEVERAL])
    if found.by_part:
        yield from _parts(result)
    if found.guardrails is not None:
        yield Heading(plain("What it may have cost: recipients less control group"))
        yield table(guardrails_table(found.guardrails))
        given = discount(found.guardrails)
        yield from _notes([given] if given else [])


def _parts(result: Result) -> Iterator[Block]:
    by_part = result.effect.by_part
    confidence = confidence_of_each(len(by_part), confidence=result.effect.gates.confidence)
    parts = [(part_name(result.measure, part), both) for part, both in by_part.items()]
    buyers = [(name, both[0]) for name, both in parts if both[0].is_known]
    money = [(name, both[1]) for name, both in parts if both[1].is_known]
    title = plain("Difference in buyers, part by part")
    yield Heading(title)
    if not buyers:
        yield from _notes([NO_PART])
        return
    yield drawn.differences(buyers, confidence, "light").chart(title)
    if money:
        title = plain("Difference in net revenue per person, part by part")
        yield Heading(title)
        yield drawn.differences(money, confidence, "light", is_money=True).chart(title)
    yield from _notes([chances(len(parts), confidence)])


def _afterwards(found: CampaignEffect) -> Iterator[Block]:
    after = found.afterwards
    if after is None:
        return
    curves = drawn.waits_drawn(after)
    if len(curves) > 1:
        title = plain("Time to the next order, by group")
        yield Heading(title)
        yield drawn.waits(curves, "light").chart(title)
        yield from _notes([curves_apart(None if after.log_rank is None else after.log_rank.p_value)])
    yield Heading(plain("What came afterwards: recipients less control group"))
    yield table(later_table(after))
    yield from _notes([pulled_forward(after), EVERYONE])


def _beside(found: Uncontrolled | None) -> Iterator[Block]:
    if found is None:
        return
    yield Heading(plain("Beside people who were not sent to: difference, not proven caused"))
    yield Paragraph(words(found.verdict))
    if found.grade is Grade.B:
        yield from _readings(found.buyers, found.buyers_before, is_money=False)
        yield from _readings(found.money, found.money_before, is_money=True)
    elif found.buyers_before.low is not None:
        yield table(before_table(found.buyers_before))
    yield from _notes([*reasons(found)])


def _readings(after: WithoutControl, before: WithoutControl, *, is_money: bool) -> Iterator[Block]:
    yield table(readings_table(after, before, is_money=is_money))
    reach = range_of(after, is_money=is_money)
    yield from _notes([reach] if reach else [])


def _funnel(result: Result) -> Iterator[Block]:
    found = result.funnel
    if found is None or found.whole is None:
        return
    yield Heading(plain("From assigned to bought"))
    yield table(steps_table(result.known, found, found.whole))
    yield from _notes([*found.remarks])
