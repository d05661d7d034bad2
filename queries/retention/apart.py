"""Repurchase of two or more groups beside each other: whole curves, mean days, and shares by so many days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from data.errors import BadParameter
from data.sentence import Sentence
from queries.audience import Audience
from queries.question import Ask
from queries.retention.compare import joined
from queries.retention.repurchase import repurchase
from queries.retention.waits import repurchase_waits
from queries.segments import Match
from queries.stats import (
    Estimate,
    LogRank,
    Survival,
    holm,
    log_rank,
    rate_difference,
    rate_test,
    restricted_mean_difference,
    survival,
)


@dataclass(frozen=True)
class ShareApart:
    """One group against the first: share who repurchased within so many days, minus that of the first group.

    `p_value` is adjusted for all differences of the comparison together (Holm); None where nothing can be said.
    """

    within_days: int
    group: int
    difference: Estimate
    p_value: float | None


@dataclass(frozen=True, eq=False)
class CurvesApart:
    """Groups in the order given; the first is what the others are held against.

    `curves` are of the wait from first to second purchase. `log_rank` asks whether they differ at all, and may miss
    curves that cross. `mean_days[g]` are the mean days waited of the first `days`; `mean_days_apart` those of the later
    groups minus the first's, fewer meaning sooner; it holds for curves that cross.
    """

    days: int
    curves: tuple[Survival, ...]
    log_rank: LogRank | None
    mean_days: tuple[Estimate, ...]
    mean_days_apart: tuple[Estimate, ...]
    shares_apart: tuple[ShareApart, ...]


def compare_repurchase(ask: Ask, groups: Sequence[Audience], *, days: int = 90) -> CurvesApart:
    """Raises `BadParameter` where fewer than two groups are given, or two share people: the tests would be too sure."""
    if len(groups) < 2:
        raise BadParameter(Sentence("A comparison needs two groups; {count} was given.", {"count": len(groups)}))
    waits = [repurchase_waits(ask, group) for group in groups]
    curves = tuple(survival(own) for own in waits)
    _refuse_shared_people(ask, groups, [curve.waits for curve in curves])
    return CurvesApart(
        days=days,
        curves=curves,
        log_rank=log_rank(waits),
        mean_days=tuple(curve.restricted_mean(days) for curve in curves),
        mean_days_apart=tuple(restricted_mean_difference(curve, curves[0], days=days) for curve in curves[1:]),
        shares_apart=_shares_apart(ask, groups, days),
    )


def others(audience: Audience) -> Audience:
    """Everyone known on the day who is not in the segment, to compare a segment with. The audience has a segment."""
    if audience.segment is None:
        raise ValueError("nobody is left beside everyone")
    return Audience(audience.as_of, joined(Match.NONE, (audience.segment,)))


def _refuse_shared_people(ask: Ask, groups: Sequence[Audience], buyers: Sequence[int]) -> None:
    """One question where nobody is in two groups, and only otherwise one of each pair."""
    if _buyers(ask, _joined(Match.ANY, groups)) == sum(buyers):
        return
    shared = [
        Sentence(
            "Groups {first} and {second} share {people} buyers; a comparison needs groups without people in "
            "common. Compare a segment with everyone who is not in it.",
            {"first": first, "second": second, "people": people},
        )
        for (first, one), (second, other) in combinations(enumerate(groups, 1), 2)
        if (people := _buyers(ask, _joined(Match.ALL, (one, other))))
    ]
    raise BadParameter(*shared)


def _joined(match: Match, groups: Sequence[Audience]) -> Audience:
    """Everyone is whoever is in any group together with everyone, and leaves the others as they are in all."""
    rules = [group.segment for group in groups if group.segment is not None]
    if len(rules) < len(groups) and match is Match.ANY:
        return Audience(groups[0].as_of)
    return Audience(groups[0].as_of, joined(match, rules) if rules else None)


def _buyers(ask: Ask, audience: Audience) -> int:
    return survival(repurchase_waits(ask, audience)).waits


def _shares_apart(ask: Ask, groups: Sequence[Audience], days: int) -> tuple[ShareApart, ...]:
    first, *rest = (repurchase(ask, group, days=days) for group in groups)
    found: list[ShareApart] = []
    for number, own in enumerate(rest, 1):
        for mine, base in zip(own, first, strict=True):
            counts = (mine.share.n, mine.share.denominator, base.share.n, base.share.denominator)
            difference = rate_difference(*counts)
            tested = rate_test(*counts).p_value if difference.is_known else None
            found.append(ShareApart(mine.within_days, number, difference, tested))
    adjusted = iter(holm([each.p_value for each in found if each.p_value is not None]))
    return tuple(each if each.p_value is None else replace(each, p_value=next(adjusted)) for each in found)
