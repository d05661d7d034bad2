"""Words for what relates people to others: saved segments, earlier days, places among equals, limits; and lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from data.sentence import Gap, Sentence
from data.uploaded import MATCH_LABELS
from queries.segments.bound import BoundCondition, BoundLimit, BoundList, BoundLook, BoundQuery
from queries.segments.tree import Order

SHOWN_VALUES = 12
Pair = Callable[[Sentence, Sentence], Sentence]


def joined(parts: Sequence[Sentence], pair: Pair) -> Sentence:
    """Halves of halves, so that a long list nests as deep as its logarithm."""
    if len(parts) == 1:
        return parts[0]
    middle = (len(parts) + 1) // 2
    return pair(joined(parts[:middle], pair), joined(parts[middle:], pair))


def listed(shown: Sequence[Sentence]) -> Sentence:
    """The first of them, and how many more there are."""
    first = joined(
        shown[:SHOWN_VALUES], lambda first, rest: Sentence("{first}, {rest}", {"first": first, "rest": rest})
    )
    if len(shown) <= SHOWN_VALUES:
        return first
    return Sentence("{values} and {more} more", {"values": first, "more": len(shown) - SHOWN_VALUES})


def membership_words(condition: BoundCondition, day: date) -> Sentence:
    """Each name with the version of the rule that it stood for when the question was asked."""
    operator, value = condition.operator, condition.value
    names = list({_name(look): _named(look) for look in condition.looks}.values())
    gaps: dict[str, Gap] = {"value": listed(names), "low": names[0]}
    if operator.span is not None and isinstance(value, tuple):
        span = operator.span(value, day)
        gaps |= {"high": value[1], "start": span.start, "end": span.end}
    words = (operator.words_for_one if len(names) == 1 else None) or operator.words
    return Sentence(words.text, gaps, words.plural, words.count)


def _name(look: BoundLook | BoundList | BoundQuery) -> str:
    if isinstance(look, BoundQuery):
        return look.text
    return look.kept.name if isinstance(look, BoundList) else look.name


def _named(look: BoundLook | BoundList | BoundQuery) -> Sentence:
    if isinstance(look, BoundQuery):
        return Sentence("“{text}”", {"text": look.text})
    if isinstance(look, BoundLook):
        return Sentence("“{name}” (as saved, version {version})", {"name": look.name, "version": look.version})
    gaps: dict[str, Gap] = {"name": look.kept.name, "match": MATCH_LABELS[look.kept.match], "people": look.kept.people}
    return Sentence(
        "“{name}” ({people} name, matched on {match})",
        gaps,
        plural="“{name}” ({people} names, matched on {match})",
        count="people",
    )


def among_equals(words: Sentence, condition: BoundCondition) -> Sentence:
    if condition.within is None:
        return words
    return Sentence(
        "among people of the same {measure}, who are “everyone” here (those without one by themselves), {condition}",
        {"measure": condition.within.label, "condition": words},
    )


def on_earlier_day(words: Sentence, condition: BoundCondition, day: date) -> Sentence:
    gaps: dict[str, Gap] = {"days": condition.days_back, "day": day, "condition": words}
    if condition.includes_unknown or condition.operator.key in ("is_not_set", "is_unknown"):
        return Sentence(
            "({days} day before, on {day}, or not yet known then: {condition})",
            gaps,
            plural="({days} days before, on {day}, or not yet known then: {condition})",
            count="days",
        )
    return Sentence(
        "({days} day before, on {day}, and known by then: {condition})",
        gaps,
        plural="({days} days before, on {day}, and known by then: {condition})",
        count="days",
    )


def limit_words(limit: BoundLimit) -> Sentence:
    """Which of the people stay, and what decides between equals."""
    gaps: dict[str, Gap] = {"count": limit.count, "name": limit.name}
    if limit.by is None:
        words = Sentence("at most {count}, drawn by chance, always the same ones by the name “{name}”", gaps)
    elif limit.order is Order.TOP:
        words = Sentence(_HIGHEST.text, {**gaps, "measure": limit.by.label})
    else:
        words = Sentence(_LOWEST.text, {**gaps, "measure": limit.by.label})
    if limit.per is None:
        return words
    return Sentence(
        "for each {measure} by itself (people without one together) {limit}",
        {"measure": limit.per.label, "limit": words},
    )


_HIGHEST = Sentence(
    "at most {count} with the highest {measure} (people without a value last; equals by an unchanging draw)"
)
_LOWEST = Sentence(
    "at most {count} with the lowest {measure} (people without a value last; equals by an unchanging draw)"
)
