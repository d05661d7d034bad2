"""Door of campaign results: counts per group, and an effect only where a sound control group exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.sentence import Sentence
from queries.audience import Audience
from queries.campaigns.words import remarks
from queries.question import Ask, Row
from queries.stats import Estimate, SampleRatio, Status, Sums, mean_difference, rate, rate_difference, srm, unknown
from queries.stats.experiments import is_contaminated
from queries.stats.money import ENOUGH_BUYERS
from queries.stats.totals import incremental

COUNTS = ("people", "before_data", "complete", "delivered", "opened", "clicked", "converted", "orders")


@dataclass(frozen=True)
class Arm:
    """One group of a campaign, as assigned. Outcomes are of the `complete` people, whose window is over.

    Of people assigned before the data begin (`before_data`) nobody knows what they bought: they are not complete.
    `delivered`, `opened` and `clicked` are None where the export does not hold them.
    """

    people: int
    before_data: int
    complete: int
    delivered: int | None
    opened: int | None
    clicked: int | None
    converted: int
    orders: int
    net: Sums
    conversion: Estimate

    @property
    def incomplete(self) -> int:
        return self.people - self.complete - self.before_data


@dataclass(frozen=True)
class CampaignResult:
    """`difference`, `incremental_buyers` and `net_per_person` are of recipients minus control.

    Their status is `not_randomised` without a sound control group: then nothing is credited to the campaign.
    `net_per_person` is in minor units per person assigned. `remarks` say all this in words.
    """

    campaign_id: str
    campaign_name: str | None
    channel: str | None
    start_date: date | None
    window_days: int
    recipients: Arm
    control: Arm | None
    people_in_both: int
    sample_ratio: SampleRatio
    difference: Estimate
    incremental_buyers: Estimate
    net_per_person: Estimate
    remarks: tuple[Sentence, ...]

    @property
    def before_data(self) -> int:
        return sum(arm.before_data for arm in (self.recipients, self.control) if arm)

    @property
    def is_before_data(self) -> bool:
        """Everyone was assigned before the data begin: nothing can be said, not even that nobody bought."""
        return 0 < self.before_data == sum(arm.people for arm in (self.recipients, self.control) if arm)


def campaign_results(ask: Ask, audience: Audience, *, window_days: int = 7) -> tuple[CampaignResult, ...]:
    """Every campaign begun by the audience's day, oldest first; `window_days` where a campaign names none."""
    rows = ask("campaigns/results", audience, window_days=window_days).rows
    return tuple(_result(addressed, kept_back) for addressed, kept_back in zip(rows[::2], rows[1::2], strict=True))


def _result(addressed: Row, kept_back: Row) -> CampaignResult:
    recipients, control = _arm(addressed), _arm(kept_back) if kept_back["people"] else None
    in_both, planned = addressed["people_in_both"], addressed["control_share"]
    ratio = _sample_ratio(recipients, control, planned)
    difference = _difference(recipients, control, is_sound=_is_sound(recipients, control, in_both, ratio))
    net_per_person = _net_per_person(recipients, control, difference)
    return CampaignResult(
        **{name: addressed[name] for name in ("campaign_id", "campaign_name", "channel", "start_date", "window_days")},
        recipients=recipients,
        control=control,
        people_in_both=in_both,
        sample_ratio=ratio,
        difference=difference,
        incremental_buyers=incremental(difference, recipients.complete),
        net_per_person=net_per_person,
        remarks=remarks(
            recipients=recipients.people,
            control=control.people if control else 0,
            before_data=recipients.before_data + (control.before_data if control else 0),
            incomplete=recipients.incomplete + (control.incomplete if control else 0),
            in_both=in_both,
            planned_share=planned,
            ratio=ratio,
            difference=difference,
            net_per_person=net_per_person,
            window_days=addressed["window_days"],
        ),
    )


def _arm(row: Row) -> Arm:
    return Arm(
        **{name: row[name] for name in COUNTS},
        net=Sums(row["complete"], row["net_cents"], int(row["net_cents_squared"])),
        conversion=rate(row["converted"], row["complete"]),
    )


def _sample_ratio(recipients: Arm, control: Arm | None, planned: float | None) -> SampleRatio:
    """Of everyone assigned, whether their window is over or not."""
    if control is None or planned is None:
        return SampleRatio(None)
    return srm((recipients.people, control.people), (1 - planned, planned))


def _is_sound(recipients: Arm, control: Arm | None, in_both: int, ratio: SampleRatio) -> bool:
    if control is None or ratio.is_broken:
        return False
    return not is_contaminated(in_both, recipients.people + control.people + in_both)


def _difference(recipients: Arm, control: Arm | None, *, is_sound: bool) -> Estimate:
    if control is None or not is_sound:
        return unknown(Status.NOT_RANDOMISED, n=recipients.complete, denominator=control.complete if control else 0)
    return rate_difference(recipients.converted, recipients.complete, control.converted, control.complete)


def _net_per_person(recipients: Arm, control: Arm | None, difference: Estimate) -> Estimate:
    if control is None or not difference.is_known:
        return unknown(difference.status, n=difference.n, denominator=difference.denominator)
    if min(recipients.converted, control.converted) < ENOUGH_BUYERS:
        return unknown(Status.TOO_SMALL, n=recipients.complete, denominator=control.complete)
    return mean_difference(recipients.net, control.net)
