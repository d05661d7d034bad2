"""What came after a campaign, as blocks of its report: the effect on the reached, group by group, and whom it won."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from data.sentence import Sentence
from pages.locale.reader import plain, words
from pages.parts.campaigns.told import arms, won
from pages.parts.campaigns.told.reached import reached_table, reached_told
from pages.reports.document import Block, Heading, Paragraph, Tone, paragraphs, table
from queries.campaigns import CampaignEffect, Gates
from queries.campaigns.by_arm import COMPARED, WEEK, ByArm
from queries.campaigns.won import Won
from queries.stats.several import confidence_of_each


def reached_blocks(found: CampaignEffect) -> Iterator[Block]:
    if found.reached is None:
        return
    yield Heading(plain("The effect on those who were reached"))
    yield table(reached_table(found.reached, found.gates.confidence))
    yield from _quiet(reached_told(found.reached))


def arms_blocks(found: ByArm | None, gates: Gates, as_of: date) -> Iterator[Block]:
    """Week by week; money as far as everybody was followed."""
    if found is None or not found.periods[WEEK]:
        return
    title = plain("Who bought, period by period after the assignment")
    yield Heading(title)
    shown = arms.drawn_periods(found, WEEK)
    if shown:
        yield arms.retention(shown, WEEK, "light").chart(title)
    confidence = confidence_of_each(len(found.periods[WEEK]), confidence=gates.confidence)
    yield table(arms.periods_table(found, WEEK, confidence=confidence))
    still_open = arms.still_open(found, WEEK, as_of)
    unfair = [] if gates.standing in COMPARED else [arms.UNCOMPARED]
    yield from _quiet([*unfair, arms.AS_ASSIGNED, *([still_open] if still_open else [])])
    yield from _spent(found, as_of)


def _spent(found: ByArm, as_of: date) -> Iterator[Block]:
    if found.spent is None:
        return
    title = plain("Net revenue per person assigned, added up")
    yield Heading(title)
    drawing = arms.spending(found.spent, "light")
    yield from [drawing.chart(title)] if drawing else []
    yield from (Paragraph(words(sentence)) for sentence in arms.spending_told(found.spent, as_of))
    yield from _quiet([arms.SAME_PEOPLE] if drawing else [])


def won_blocks(found: Won | None) -> Iterator[Block]:
    if found is None:
        return
    title = plain("New customers won, beside others of the same month")
    yield Heading(title)
    if not found.cohorts:
        yield Paragraph(words(won.NOBODY))
        return
    yield Paragraph(words(won.NOT_AN_EFFECT))
    yield table(won.newcomers_table(found))
    drawn = won.waits_of(found)
    if drawn:
        yield won.waits_drawn(drawn, "light").chart(title)
    yield from _quiet([won.WHO])


def _quiet(sentences: Iterable[Sentence]) -> list[Paragraph]:
    return paragraphs(map(words, sentences), Tone.QUIET)
