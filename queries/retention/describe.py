"""A study in words: who started by what, of whom, what a cell counts, and as of which day and zone that is known."""

from __future__ import annotations

from data.sentence import Gap, Label, Sentence
from queries.audience import Audience
from queries.catalog import Catalog
from queries.retention.bind import PURCHASES, BoundHappening, BoundStudy, bind_study
from queries.retention.study import JOINED, Cohorting, Measure, Period, RelativeTo, Study, Weekday
from queries.segments.describe import describe_rule, filter_words
from queries.segments.describe_over_time import event_words
from queries.segments.periods import WEEKDAYS

UNIT_LABELS = {
    Period.DAY: Label("day", "日", "日"),
    Period.MONTH: Label("month", "月", "月"),
    Period.QUARTER: Label("quarter", "季度", "季"),
    Period.ROLLING_DAY: Label("day", "日", "日"),
}
SPAN_OF_24_HOURS = Label("span of 24 hours", "个24小时", "個24小時")  # 第 N 个24小时, 上一个24小时
COHORTS = {
    Cohorting.FIRST_TIME: Sentence("People are grouped by the {unit} of the first of their {event}."),
    Cohorting.FIRST_EVER: Sentence(
        "People are grouped by the {unit} of the very first of their {event}; "
        "only those for whom it was this: {filtered}."
    ),
    Cohorting.RECURRING: Sentence("Each {unit} is a group of all people with {event} in it; a person may be in many."),
}
ENTERING = {
    True: Sentence("People are grouped by each {unit} at whose end the segment “{name}” held them anew."),
    False: Sentence("People are grouped by the first {unit} at whose end the segment “{name}” held them."),
}
MEASURES = {
    Measure.ON: Sentence("Each cell counts those with {event} in the Nth {unit} after the start."),
    Measure.ON_OR_AFTER: Sentence(
        "Each cell counts those with {event} in the Nth {unit} after the start or later, "
        "up to {days} days after its end."
    ),
    Measure.BRACKETS: Sentence("Each cell counts those with {event} in any {unit} of {brackets} after the start."),
    Measure.CHURNED: Sentence("Each cell counts those without {event} in the Nth {unit} after the start."),
    Measure.STREAK: Sentence("Each cell counts those with {event} in every {unit} up to the Nth after the start."),
    Measure.VALUE: Sentence(
        "Each cell is the net revenue from {event} per person who started, from the start to the end of the Nth {unit} "
        "after it."
    ),
}
AT_LEAST = {
    True: Sentence("Each cell counts those with {event} on at least {times} days of the Nth {unit} after the start."),
    False: Sentence("Each cell counts those with {event} at least {times} times in the Nth {unit} after the start."),
}


def describe_study(study: Study, audience: Audience, *, catalog: Catalog, timezone: str) -> tuple[Sentence, ...]:
    """Whole sentences, in this order: the start, the people, what is counted, of whom, and what is known.

    Raises `BadParameter` and `NotDelivered`.
    """
    bound = bind_study(study, catalog)
    people = _people(study, audience, catalog)
    known = Sentence(
        "Known as of {day}, in days of {zone}; a cell stays blank until the last of its people was observed for all "
        "of it.",
        {"day": audience.as_of, "zone": timezone},
    )
    return (_start(bound, audience), *people, _counted(bound, audience), *_of_whom(study), known)


def unit_words(study: Study) -> Gap:
    """The period of the cohorts."""
    if study.period is not Period.WEEK:
        return UNIT_LABELS[study.period]
    first = WEEKDAYS[list(Weekday).index(study.week_starts) + 1]
    return Sentence("week from {weekday}", {"weekday": first})


def _span_words(study: Study) -> Gap:
    return SPAN_OF_24_HOURS if study.period is Period.ROLLING_DAY else unit_words(study)


def _start(bound: BoundStudy, audience: Audience) -> Sentence:
    study, unit = bound.study, unit_words(bound.study)
    if bound.start.entered is not None:
        words = ENTERING[study.cohort is Cohorting.RECURRING]
        return Sentence(words.text, {"unit": unit, "name": study.start.segment})
    if study.start.event == JOINED:
        return Sentence("People are grouped by the {unit} in which they joined.", {"unit": unit})
    event = bound.start.event
    assert event is not None
    whole, filtered = event.label, _event(bound.start, audience)
    if study.cohort is Cohorting.FIRST_EVER and bound.start.where:
        return Sentence(COHORTS[study.cohort].text, {"unit": unit, "event": whole, "filtered": filtered})
    kind = Cohorting.RECURRING if study.cohort is Cohorting.RECURRING else Cohorting.FIRST_TIME
    return Sentence(COHORTS[kind].text, {"unit": unit, "event": filtered})


def _event(happening: BoundHappening, audience: Audience) -> Gap:
    assert happening.event is not None
    as_of = audience.as_of
    return event_words(happening.event.label, happening.where, lambda where: filter_words(where, as_of))


def _people(study: Study, audience: Audience, catalog: Catalog) -> list[Sentence]:
    said = []
    if audience.segment is not None:
        rule = describe_rule(audience.segment, catalog=catalog, as_of=audience.as_of)
        said.append(Sentence("Only people for whom, as of {day}, {rule}.", {"day": audience.as_of, "rule": rule}))
    if study.segment is not None:
        rule = describe_rule(study.segment, catalog=catalog, as_of=audience.as_of)
        said.append(
            Sentence(
                "Only people for whom this held at the end of the {unit} of their start (days named in it are those of "
                "{day}): {rule}.",
                {"unit": unit_words(study), "day": audience.as_of, "rule": rule},
            )
        )
    until = study.until or audience.as_of
    if study.since is not None and study.since > until:
        said.append(
            Sentence(
                "Only starts from {since} on, and these are days after the last one that is known.",
                {"since": study.since},
            )
        )
    elif study.since is not None:
        said.append(Sentence("Only starts from {since} to {until}.", {"since": study.since, "until": until}))
    elif study.until is not None:
        said.append(Sentence("Only starts up to {until}.", {"until": until}))
    return said


def _counted(bound: BoundStudy, audience: Audience) -> Sentence:
    study = bound.study
    gaps: dict[str, Gap] = {"unit": _span_words(study), "event": _event(bound.returning, audience)}
    gaps |= {"days": study.horizon_days, "times": study.times, "brackets": _brackets(study)}
    words = (
        AT_LEAST[study.returning.event in PURCHASES] if study.measure is Measure.AT_LEAST else MEASURES[study.measure]
    )
    return Sentence(words.text, gaps)


def _brackets(study: Study) -> str:
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in study.brackets)


def _of_whom(study: Study) -> list[Sentence]:
    if study.measure is Measure.VALUE:
        return []
    if study.relative_to is RelativeTo.INITIAL:
        return [Sentence("Shares are of everybody who started.")]
    return [
        Sentence(
            "Shares are of those who did so in the {unit} before; in the first, of everybody who started.",
            {"unit": _span_words(study)},
        )
    ]
