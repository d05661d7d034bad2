"""Before a list is drawn: how many people it takes to see a rise, from the segment's own history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from data.errors import BadParameter
from data.sentence import Sentence
from queries.audience import Audience
from queries.question import Ask, Row
from queries.segments import Segment
from queries.stats import Estimate, Sums, rate
from queries.stats.money import ENOUGH_BUYERS
from queries.stats.power import detectable_difference, detectable_money, people_needed, people_needed_for_money

QUESTION = "insight/bought"
CONTROL_SHARE = 0.1
RISES = (0.05, 0.1, 0.2)  # relative. The median of 663 randomised ad campaigns was 5 % (METRICS §0.4)


@dataclass(frozen=True)
class Needed:
    """People of all groups together who would show the relative `rise` in four of five campaigns; None where the
    segment's history has no base to rise from."""

    rise: float
    people: int | None
    people_for_money: int | None


@dataclass(frozen=True)
class Prospect:
    """`base`: of the people whom the rule selected on `day`, those who bought in the `days` after it;
    `cents_per_person` is what all of them spent on average. `people` are selected now; with them `detectable` (in
    shares) and `detectable_cents` (per person) are the smallest rises that four of five campaigns would show."""

    day: date
    days: int
    people: int
    control_share: float
    variants: int
    base: Estimate
    cents_per_person: float | None
    needed: tuple[Needed, ...]
    detectable: float | None
    detectable_cents: float | None
    remarks: tuple[Sentence, ...]


def prospect(
    ask: Ask,
    segment: Segment | None,
    *,
    as_of: date,
    window_days: int,
    control_share: float = CONTROL_SHARE,
    variants: int = 1,
) -> Prospect:
    """Of the last so many days, for the people the rule selected before them. Nothing of today's people is assumed but
    their number. Raises `BadParameter`, `SegmentError`, `NotDelivered`, and what asking raises."""
    day = as_of - timedelta(days=window_days)
    _check(ask, day, window_days, control_share, variants)
    (then,) = ask(QUESTION, Audience(day, segment), days=window_days, days_before=0).rows
    (now,) = ask(QUESTION, Audience(as_of, segment), days=1, days_before=1).rows
    base = rate(then["buyers"], then["people"])
    people = int(now["people"])
    control = round(people * control_share)
    treated = (people - control) // variants
    spread = _deviation(then) if base.is_known else None
    mean = then["net_cents"] / then["people"] if base.is_known else None
    return Prospect(
        day=day,
        days=window_days,
        people=people,
        control_share=control_share,
        variants=variants,
        base=base,
        cents_per_person=mean,
        needed=tuple(_needed(rise, base, mean, spread, control_share, variants) for rise in RISES),
        detectable=None if not _has_base(base) else _seen(base, treated, control, variants),
        detectable_cents=None if not spread else detectable_money(spread, treated, control, variants=variants),
        remarks=_remarks(base, then["buyers"]),
    )


def _check(ask: Ask, day: date, window_days: int, control_share: float, variants: int) -> None:
    first = ask.version.manifest.data_start
    if window_days < 1 or not 0 < control_share < 1 or variants < 1:
        raise BadParameter(
            Sentence("A window of a day or more, a control group of some people but not all, and one variant or more.")
        )
    if day < first:
        raise BadParameter(
            Sentence(
                "{days} days before the day asked about, the data had not begun: they begin on {first}. "
                "Choose a shorter window.",
                {"days": window_days, "first": first},
            )
        )


def _deviation(then: Row) -> float | None:
    if then["people"] < 2:
        return None
    return sqrt(Sums(then["people"], then["net_cents"], int(then["net_cents_squared"])).variance)


def _has_base(base: Estimate) -> bool:
    return base.value is not None and 0 < base.value < 1


def _seen(base: Estimate, treated: int, control: int, variants: int) -> float | None:
    assert base.value is not None
    return detectable_difference(base.value, treated, control, variants=variants)


def _needed(
    rise: float, base: Estimate, mean: float | None, spread: float | None, control_share: float, variants: int
) -> Needed:
    people = for_money = None
    if _has_base(base) and base.value is not None and base.value * (1 + rise) <= 1:
        raised = base.value * (1 + rise)
        people = people_needed(base.value, raised, control_share=control_share, variants=variants)
    if mean and spread:
        for_money = people_needed_for_money(spread, mean * rise, control_share=control_share, variants=variants)
    return Needed(rise, people, for_money)


def _remarks(base: Estimate, buyers: int) -> tuple[Sentence, ...]:
    if not base.is_known:
        return (Sentence("Too few people were selected then to tell how many of them buy: 30 are needed."),)
    if not buyers:
        return (Sentence("Nobody of them bought then, so there is no base from which a rise could be planned."),)
    skewed = Sentence(
        "Money is skewed: read its number as the least it takes, and expect to need {buyers} buyers in each group.",
        {"buyers": ENOUGH_BUYERS},
    )
    return (skewed,)
