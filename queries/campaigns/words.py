"""What a campaign's numbers allow one to say, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from data.sentence import Sentence, Share
from queries.stats import Estimate, SampleRatio, Status


def remarks(
    *,
    recipients: int,
    control: int,
    before_data: int,
    incomplete: int,
    in_both: int,
    planned_share: float | None,
    ratio: SampleRatio,
    difference: Estimate,
    net_per_person: Estimate,
    window_days: int,
) -> tuple[Sentence, ...]:
    """First what the effect is or why none is shown, then what limits it."""
    if 0 < before_data == recipients + control:
        return (
            Sentence("Everyone was assigned before the data begin. What they bought then is not known: no result."),
        )
    return (
        _effect(recipients, control, in_both, planned_share, ratio, difference),
        *_limits(control, before_data, incomplete, in_both, planned_share, difference, net_per_person, window_days),
    )


def _effect(
    recipients: int,
    control: int,
    in_both: int,
    planned_share: float | None,
    ratio: SampleRatio,
    difference: Estimate,
) -> Sentence:
    if control == 0:
        return Sentence(
            "No control group was kept back, so it cannot be known what people would have bought without the campaign."
        )
    if ratio.is_broken:
        return Sentence(
            "{found} of the people are in the control group and {planned} were planned. Chance does not explain this, "
            "so the groups are not comparable and no effect is shown.",
            {"found": Share(control / (recipients + control)), "planned": Share(planned_share or 0.0)},
        )
    if difference.status is Status.NOT_RANDOMISED:
        return Sentence(
            "{people} people were in both groups, more than 1 in 100, so the assignment cannot be trusted and no "
            "effect is shown.",
            {"people": in_both},
        )
    return _difference_in_words(difference)


def _difference_in_words(difference: Estimate) -> Sentence:
    if difference.value is None or difference.ci_low is None or difference.ci_high is None:
        return Sentence("Too few people have finished their window to compare the groups: 30 are needed in each.")
    if difference.ci_low > 0:
        return Sentence(
            "The campaign raised the share of buyers by between {low} and {high} percentage points.",
            {"low": _points(difference.ci_low), "high": _points(difference.ci_high)},
        )
    if difference.ci_high < 0:
        return Sentence(
            "The campaign lowered the share of buyers by between {low} and {high} percentage points.",
            {"low": _points(-difference.ci_high), "high": _points(-difference.ci_low)},
        )
    return Sentence(
        "No effect on the share of buyers could be shown; it lies between {low} and {high} percentage points.",
        {"low": _points(difference.ci_low), "high": _points(difference.ci_high)},
    )


def _limits(
    control: int,
    before_data: int,
    incomplete: int,
    in_both: int,
    planned_share: float | None,
    difference: Estimate,
    net_per_person: Estimate,
    window_days: int,
) -> Iterator[Sentence]:
    if incomplete:
        yield Sentence(
            "{people} person is still within their {days} days and not yet in the result.",
            {"people": incomplete, "days": window_days},
            plural="{people} people are still within their {days} days and not yet in the result.",
            count="people",
        )
    if before_data:
        yield Sentence(
            "{people} person was assigned before the data begin and is not in the result.",
            {"people": before_data},
            plural="{people} people were assigned before the data begin and are not in the result.",
            count="people",
        )
    if control and planned_share is None:
        yield Sentence("The export does not say what share was to be kept back, so the split could not be checked.")
    if in_both and difference.status is not Status.NOT_RANDOMISED:
        yield Sentence("People in both groups, counted in neither: {people}.", {"people": in_both})
    if difference.is_known and net_per_person.status is Status.TOO_SMALL:
        yield Sentence("Too few people bought to judge money: 100 buyers are needed in each group.")


def _points(share: float) -> float:
    return round(100 * share, 1)
