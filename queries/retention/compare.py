"""Groups of people held against each other: the same study of each, and how far they differ at chosen periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.errors import BadParameter
from data.sentence import Label, Sentence
from queries.audience import Audience
from queries.engines import Engine
from queries.retention.found import Retention
from queries.retention.retention import retention
from queries.retention.study import Study
from queries.segments import Beside, Condition, Group, Match, Segment
from queries.stats import CurvePoint, Estimate, RatioSums, Status, Sums, mean_difference, rate_difference, unknown
from queries.stats.estimate import Significance
from queries.stats.rates import rate_test
from queries.stats.ratios import ratio_difference, ratio_test
from queries.stats.several import holm_of


@dataclass(frozen=True)
class Compared:
    """One of the groups, which its name tells apart; a study of its own, or people of its own, or both."""

    name: str | Label | Sentence
    study: Study
    audience: Audience


@dataclass(frozen=True)
class Difference:
    """Group minus base at one index, of the curves pooled over complete cohorts: in shares, or minor units per person.

    `p_together` is Holm's, beside all other comparisons of the same `compare`. Money is not tested: its few large
    amounts would make a test of means say too much.
    """

    group: int
    index: int
    difference: Estimate
    test: Significance
    p_together: float | None


@dataclass(frozen=True)
class Comparison:
    """`found` in the order of the groups; the first is the base of all differences."""

    found: tuple[Retention, ...]
    differences: tuple[Difference, ...]


def compare(engine: Engine, groups: Sequence[Compared], indexes: Sequence[int]) -> Comparison:
    """Each group against the first at the indexes chosen beforehand. Groups are compared as they are, not by chance:
    a difference says nothing of its cause. People who are in both make its interval wider than it need be.

    Raises what `retention` does.
    """
    found = tuple(retention(engine, group.study, group.audience) for group in groups)
    places = [(group, index) for group in range(1, len(found)) for index in indexes]
    judged = {place: _against(found[place[0]], found[0], place[1]) for place in places}
    together = holm_of({place: test for place, (_, test) in judged.items()})
    return Comparison(found, tuple(Difference(*place, *judged[place], together.get(place)) for place in places))


def _against(group: Retention, base: Retention, index: int) -> tuple[Estimate, Significance]:
    own, other = _point(group, index), _point(base, index)
    if own is None or other is None:
        return unknown(Status.INCOMPLETE), Significance(None, "")
    match group.sums.get(index), base.sums.get(index):
        case Sums() as these, Sums() as those:
            return mean_difference(these, those), Significance(None, "")
        case RatioSums() as these, RatioSums() as those:
            return ratio_difference(these, those), ratio_test(these, those)
    counts = (own.share.n, own.share.denominator, other.share.n, other.share.denominator)
    difference = rate_difference(*counts)
    return difference, rate_test(*counts) if difference.is_known else Significance(None, "")


def _point(found: Retention, index: int) -> CurvePoint | None:
    return next((point for point in found.curve if point.age == index), None)


# ── groups


def by_values(
    measure: str,
    values: Sequence[str],
    study: Study,
    audience: Audience,
    *,
    as_of_start: bool,
) -> tuple[Compared, ...]:
    """A group for each value of an attribute, a channel, a tier or a layer: as it was at the end of the cohort's
    period, or as it is on the audience's day."""
    rules = {value: Segment(Group(Match.ALL, (Condition(measure, "equals", value),))) for value in values}
    return tuple(_of_rule(value, rule, study, audience, as_of_start=as_of_start) for value, rule in rules.items())


def in_and_out(
    name: str | Label | Sentence,
    others: str | Label | Sentence,
    segment: Segment,
    study: Study,
    audience: Audience,
    *,
    as_of_start: bool,
) -> tuple[Compared, Compared]:
    """The people of a segment, and all others as the base: members of the private domain against everybody else."""
    base = _of_rule(others, joined(Match.NONE, (segment,)), study, audience, as_of_start=as_of_start)
    return base, _of_rule(name, segment, study, audience, as_of_start=as_of_start)


def before_and_after(
    before: str | Label | Sentence, after: str | Label | Sentence, day: date, study: Study, audience: Audience
) -> tuple[Compared, Compared]:
    """Those who started before the day as the base, and those who did on it or later."""
    early, late = replace(study, until=day - timedelta(days=1)), replace(study, since=day)
    return Compared(before, early, audience), Compared(after, late, audience)


def _of_rule(
    name: str | Label | Sentence, rule: Segment, study: Study, audience: Audience, *, as_of_start: bool
) -> Compared:
    if as_of_start:
        return Compared(name, replace(study, segment=both(study.segment, rule)), audience)
    return Compared(name, study, replace(audience, segment=both(audience.segment, rule)))


def both(one: Segment | None, other: Segment) -> Segment:
    """The people of both rules."""
    return other if one is None else joined(Match.ALL, (one, other))


def joined(match: Match, rules: Sequence[Segment]) -> Segment:
    """One rule of several. Raises `BadParameter` where one has a limit, which belongs to a whole rule."""
    beside = [rule.beside for rule in rules]
    merged = Beside(
        tuple(dict.fromkeys(saved for each in beside for saved in each.segments)),
        tuple(dict.fromkeys(kept for each in beside for kept in each.lists)),
        all(each.may_ask_sql for each in beside),
        tuple(fault for each in beside for fault in each.faults),
    )
    return Segment(Group(match, tuple(_part(rule) for rule in rules)), merged)


def _part(segment: Segment) -> Group:
    if segment.root.limit is not None:
        raise BadParameter(
            Sentence(
                "A segment that takes at most {count} people cannot be divided.", {"count": segment.root.limit.count}
            )
        )
    return segment.root
