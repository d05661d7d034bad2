"""A study against one store version: events and filters found, the measure's terms checked, or every fault in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from data.errors import BadParameter, NotDelivered, SegmentError
from data.sentence import Label, Sentence
from queries.catalog import Catalog, Event
from queries.catalog.declare import OfferedEvent
from queries.retention.study import (
    ENTERED,
    JOINED,
    Cohorting,
    Happening,
    Measure,
    Period,
    RelativeTo,
    Study,
)
from queries.retention.words import COHORTINGS, MEASURES, PARTS, labels_of, named
from queries.segments import Condition, Group, Match, Segment, bind
from queries.segments.bind import BoundFilter, BoundGroup, nearest
from queries.segments.bind_parts import bound_filters, undelivered
from queries.segments.tree import shown

JOINING = Event("joined", "users", "joined_date", Label("Joining", "入会", "入會"), at="joined_at")
PURCHASES = frozenset({"orders", "paid_orders", "items"})
STEPWISE = frozenset({Measure.ON, Measure.AT_LEAST, Measure.CHURNED})


@dataclass(frozen=True)
class BoundHappening:
    """Rows of an event that pass the filters, or entering the people of `entered`, a rule. Exactly one is there."""

    event: Event | None
    where: tuple[BoundFilter, ...] = ()
    entered: BoundGroup | None = None


@dataclass(frozen=True)
class BoundStudy:
    study: Study
    start: BoundHappening
    returning: BoundHappening
    segment: BoundGroup | None

    @property
    def is_repurchase(self) -> bool:
        """What was bought on one day was bought on one occasion."""
        return {self.study.start.event, self.study.returning.event} <= PURCHASES


def bind_study(study: Study, catalog: Catalog) -> BoundStudy:
    """Raises `BadParameter` with every fault at once; `NotDelivered` when nothing else is wrong than the export."""
    lacking: list[Sentence] = []
    faults = list(faults_of_terms(study))
    start = _bound(study.start, "start", study, catalog, faults, lacking)
    returning = _bound(study.returning, "return", study, catalog, faults, lacking)
    segment = _segment(study.segment, catalog, faults)
    if faults:
        raise BadParameter(*faults, *lacking)
    if lacking or start is None or returning is None:
        raise NotDelivered(*lacking)
    return BoundStudy(study, start, returning, segment)


def faults_of(study: Study, catalog: Catalog) -> list[Sentence]:
    """What `bind_study` would raise."""
    try:
        bind_study(study, catalog)
    except (BadParameter, NotDelivered) as error:
        return list(error.faults)
    return []


def _segment(segment: Segment | None, catalog: Catalog, faults: list[Sentence]) -> BoundGroup | None:
    try:
        return None if segment is None else bind(segment, catalog)
    except SegmentError as error:
        faults += error.faults
        return None


def _bound(
    happening: Happening,
    place: str,
    study: Study,
    catalog: Catalog,
    faults: list[Sentence],
    lacking: list[Sentence],
) -> BoundHappening | None:
    if happening.event == ENTERED:
        return _entered(happening, place, study, catalog, faults)
    offered = _offered(catalog).get(happening.event)
    if offered is None:
        faults.append(_unknown_event(happening.event, place, catalog))
        return None
    if offered.missing:
        lacking.append(undelivered(offered.event.label, offered.missing, PARTS[place]))
        return None
    if study.period is Period.ROLLING_DAY and offered.event.at is None:
        faults.append(
            Sentence(
                "The study's {part}: {event} has no time of day, so 24 hours cannot be counted from it or to it. "
                "Choose days of the calendar.",
                {"part": PARTS[place], "event": offered.event.label},
            )
        )
    where = tuple(bound_filters(happening.where, offered.filters, offered.event.label, PARTS[place], faults))
    return BoundHappening(offered.event, where)


def _unknown_event(event: str, place: str, catalog: Catalog) -> Sentence:
    offered = _offered(catalog)
    close = nearest(event, [*offered, *([ENTERED] if place == "start" else [])])
    return Sentence(
        "The study's {part}: there is no event {event}. The nearest is {nearest}.",
        {
            "part": PARTS[place],
            "event": shown(event),
            "nearest": named(offered[close].event.label, close) if close in offered else close,
        },
    )


def _offered(catalog: Catalog) -> dict[str, OfferedEvent]:
    """What people do, and joining."""
    joined = catalog.measures.get("users.joined_at")
    missing = () if joined is None else joined.missing
    return {**catalog.events, JOINED: OfferedEvent(JOINING, {}, missing)}


def _entered(
    happening: Happening, place: str, study: Study, catalog: Catalog, faults: list[Sentence]
) -> BoundHappening | None:
    if place != "start" or happening.where or study.period is Period.ROLLING_DAY:
        faults.append(
            Sentence(
                "The study's {part}: entering a segment can only be a start, without filters, and by periods of the "
                "calendar.",
                {"part": PARTS[place]},
            )
        )
        return None
    condition = Condition("people.segment", "in_segment", (happening.segment,))
    root = _segment(Segment(Group(Match.ALL, (condition,)), study.beside), catalog, faults)
    return None if root is None else BoundHappening(None, entered=root)


def faults_of_terms(study: Study) -> Iterator[Sentence]:
    """What contradicts itself whatever the export brings."""
    if study.since and study.until and study.since > study.until:
        yield Sentence(
            "The study starts from {since} to {until}; the first day must not be later.",
            {"since": study.since, "until": study.until},
        )
    if study.start.event == study.returning.event == JOINED:
        yield Sentence("Everybody joins once, so nobody who joined can come back by joining; choose another event.")
    if study.relative_to is RelativeTo.PREVIOUS and study.measure not in STEPWISE:
        yield Sentence(
            "Out of those of the period before, a study can count {known}; it counts “{found}”.",
            {"known": labels_of(MEASURES, STEPWISE), "found": MEASURES[study.measure]},
        )
    if study.measure is Measure.VALUE:
        yield from _faults_of_money(study)
    if study.measure is Measure.BRACKETS:
        yield from _faults_of_brackets(study.brackets)


def _faults_of_money(study: Study) -> Iterator[Sentence]:
    if study.returning.event != "orders":
        yield Sentence("Net revenue comes from orders, so those who come back must come back by orders.")
    if study.cohort is Cohorting.RECURRING:
        once = labels_of(COHORTINGS, (Cohorting.FIRST_TIME, Cohorting.FIRST_EVER))
        yield Sentence(
            "Net revenue per original member counts each person from one start: choose one of {known}.", {"known": once}
        )


def _faults_of_brackets(brackets: tuple[tuple[int, int], ...]) -> Iterator[Sentence]:
    if not brackets:
        yield Sentence("A study by brackets needs at least one, as {example}.", {"example": "1–7, 8–30"})
    for first, last in brackets:
        if first < 1 or last < first:
            yield Sentence(
                "The bracket {first}–{last} is none: it begins at 1 or later and does not end before it begins.",
                {"first": first, "last": last},
            )
    for (_, before), (first, last) in pairwise(brackets):
        if first <= before:
            yield Sentence(
                "The bracket {first}–{last} begins before the one in front of it has ended, at {before}. "
                "Brackets ascend and share no period.",
                {"first": first, "last": last, "before": before},
            )
