"""The effect on those reached, in words and a table, with what it supposes."""

from __future__ import annotations

from collections.abc import Iterator

from data.sentence import Sentence
from pages.locale.reader import plain
from pages.parts.campaigns.words import Columns, confidence_text, interval_text, money, points, share, value_text
from queries.campaigns.reached import Reached
from queries.stats.reached import FIELLER

SUPPOSES = Sentence(
    "Everyone assigned is compared as assigned, and the difference is spread over those a message was delivered to: "
    "the control group is never cut to people who would have been reached. It supposes that a message that was not "
    "delivered changes nothing."
)
UNCERTAIN = Sentence(
    "Under half were reached, so the interval takes that share as found, not as known (Fieller), and is wider."
)


def reached_table(found: Reached, confidence: float) -> Columns:
    reading = (
        (plain("Share who bought, of those reached"), found.buyers, points),
        (plain("Net revenue per person reached"), found.money, money),
    )
    return {
        plain("Measure"): [name for name, _, _ in reading],
        plain("Difference"): [value_text(one, written) for _, one, written in reading],
        plain("Interval, {confidence}", confidence=confidence_text(confidence)): [
            interval_text(one, written) for _, one, written in reading
        ],
    }


def reached_told(found: Reached) -> Iterator[Sentence]:
    yield Sentence(
        "A message was delivered to {reached} of {people} recipients and to {control} of {kept_back} in the control "
        "group.",
        {
            "reached": value_text(found.recipients, share),
            "people": found.recipients.denominator,
            "control": value_text(found.control, share),
            "kept_back": found.control.denominator,
        },
    )
    yield SUPPOSES
    if found.buyers.method == FIELLER:
        yield UNCERTAIN
