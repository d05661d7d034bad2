"""The words of what a condition asks over time. Each gets its parts in words and is a full pattern itself."""

from __future__ import annotations

from collections.abc import Callable

from data.sentence import Gap, Sentence
from queries.segments.bound import BoundFilter, BoundThen, BoundWithout
from queries.segments.tree import How, Streak, Unit

Filters = Callable[[tuple[BoundFilter, ...]], Sentence]

PER: dict[tuple[Unit, Streak | None], Sentence] = {
    (Unit.DAY, None): Sentence("the number of days with {measure} of at least {value}"),
    (Unit.WEEK, None): Sentence("the number of weeks with {measure} of at least {value}"),
    (Unit.MONTH, None): Sentence("the number of months with {measure} of at least {value}"),
    (Unit.QUARTER, None): Sentence("the number of quarters with {measure} of at least {value}"),
    (Unit.DAY, Streak.LONGEST): Sentence("the longest run of consecutive days with {measure} of at least {value}"),
    (Unit.WEEK, Streak.LONGEST): Sentence("the longest run of consecutive weeks with {measure} of at least {value}"),
    (Unit.MONTH, Streak.LONGEST): Sentence("the longest run of consecutive months with {measure} of at least {value}"),
    (Unit.QUARTER, Streak.LONGEST): Sentence(
        "the longest run of consecutive quarters with {measure} of at least {value}"
    ),
    (Unit.DAY, Streak.CURRENT): Sentence(
        "the current run of consecutive days with {measure} of at least {value} (today may still be open)"
    ),
    (Unit.WEEK, Streak.CURRENT): Sentence(
        "the current run of consecutive weeks with {measure} of at least {value} (this week may still be open)"
    ),
    (Unit.MONTH, Streak.CURRENT): Sentence(
        "the current run of consecutive months with {measure} of at least {value} (this month may still be open)"
    ),
    (Unit.QUARTER, Streak.CURRENT): Sentence(
        "the current run of consecutive quarters with {measure} of at least {value} (this quarter may still be open)"
    ),
}


def per_words(unit: Unit, streak: Streak | None, measure: Gap, at_least: Gap) -> Sentence:
    return Sentence(PER[unit, streak].text, {"measure": measure, "value": at_least})


def compared_words(how: How, measure: Gap, other: Gap, *, is_days: bool) -> Sentence:
    gaps = {"measure": measure, "other": other}
    if is_days:
        return Sentence("the number of days from {other} to {measure}", gaps)
    match how:
        case How.DIFFERENCE:
            return Sentence("{measure} minus {other}", gaps)
        case How.RATIO:
            return Sentence("{measure} divided by {other}", gaps)
        case How.CHANGE:
            return Sentence("the change of {measure} against {other}", gaps)


def then_words(then: BoundThen, measure: Gap, filters: Filters) -> Sentence:
    """What is counted, and what has to follow it or must not."""
    gaps: dict[str, Gap] = {"measure": measure, "after": _follower(then, filters), "days": then.within_days}
    if then.negated and then.within_days is not None:
        return Sentence(
            "{measure} not followed within {days} day by {after} (judged once that day is over)",
            gaps,
            plural="{measure} not followed within {days} days by {after} (judged once these days are over)",
            count="days",
        )
    if then.negated:
        return Sentence("{measure} not followed by {after} until that day", gaps)
    if then.within_days == 0:
        return Sentence("{measure} followed on the same day by {after}", gaps)
    if then.within_days is not None:
        return Sentence(
            "{measure} followed within {days} day by {after}",
            gaps,
            plural="{measure} followed within {days} days by {after}",
            count="days",
        )
    return Sentence("{measure} followed by {after}", gaps)


def _follower(then: BoundThen, filters: Filters) -> Gap:
    words = event_words(then.event.label, then.where, filters)
    if then.same is not None:
        words = Sentence("{event} with the same {column}", {"event": words, "column": then.same[1].label})
    if then.without is not None:
        words = Sentence(
            "{event} with no {between} in between", {"event": words, "between": _between(then.without, filters)}
        )
    return words if then.then is None else Sentence("({steps})", {"steps": then_words(then.then, words, filters)})


def _between(without: BoundWithout, filters: Filters) -> Gap:
    words = event_words(without.event.label, without.where, filters)
    if without.same is None:
        return words
    return Sentence("{event} with the same {column}", {"event": words, "column": without.same.label})


def event_words(label: Gap, where: tuple[BoundFilter, ...], filters: Filters) -> Gap:
    if not where:
        return label
    return Sentence("{event} (only where {filters})", {"event": label, "filters": filters(where)})
