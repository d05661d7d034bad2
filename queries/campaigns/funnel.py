"""What became of messages: assigned, sent, delivered, opened, clicked, bought, left; in unique and total numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from sqlglot import exp

from data.ledger import CONTROL
from data.sentence import Label, Sentence
from data.store.manifest import Manifest
from queries.audience import Audience
from queries.campaigns.assignments import EVER, EVERY_CAMPAIGN, RANKS, asked_of_ledger
from queries.catalog.clock import business_clock
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.segments.local_hours import local_hour
from queries.segments.rows import column
from queries.stats import Estimate, rate
from queries.stats.messages import MessageCounts, MessageRates, message_rates

SETTLED_AFTER = timedelta(hours=72)  # answers to a younger message are still to come (METRICS §7)
WINDOW_DAYS = 7
STAGES = ("delivered", "opened", "machine_opened", "clicked", "unsubscribed", "complained")


class Part(StrEnum):
    """By what messages are told apart."""

    CAMPAIGN = "campaign"
    CHANNEL = "channel"
    VARIANT = "variant"
    OWNER = "owner"
    HOUR = "hour"


PART_LABELS = {
    Part.CAMPAIGN: Label("Campaign", "活动", "活動"),
    Part.CHANNEL: Label("Channel", "触达渠道", "觸達管道"),
    Part.VARIANT: Label("Variant", "版本", "版本"),
    Part.OWNER: Label("Owner (staff)", "负责人", "負責人"),
    Part.HOUR: Label("Hour of day", "时段", "時段"),
}


@dataclass(frozen=True)
class Counted:
    """`people` each once, `messages` all; None where the export does not hold it."""

    people: int
    messages: int


@dataclass(frozen=True)
class Messages:
    """Of one part (a channel, an owner …; empty where it is not known), or of all. `watched` were sent by campaigns
    that the export tells of: of the others nothing is known after they were sent. `stages` are of those watched.

    `rates` are of people; `rates.converted` is of those whose days after their first message are over, and `orders`
    are theirs in these days.
    """

    part: str
    sent: Counted
    watched: Counted
    stages: Mapping[str, Counted | None]
    rates: MessageRates
    orders: int


@dataclass(frozen=True)
class AssignedArm:
    """One arm of a campaign as decided (`queries.campaigns.assignments`); `conversion` is of those whose days after
    the assignment are over and lie within the data. People in two arms are in `in_two_arms` and nowhere else."""

    campaign_id: str
    arm: str
    channel: str | None
    source: str
    people: int
    in_two_arms: int
    crossed: int
    orders: int
    conversion: Estimate
    first_date: date
    last_date: date

    @property
    def is_control(self) -> bool:
        return self.arm == CONTROL


@dataclass(frozen=True)
class Funnel:
    """`whole` is None where no message is known to have been sent; `settled_by` is UTC."""

    assigned: tuple[AssignedArm, ...]
    whole: Messages | None
    parts: tuple[Messages, ...]
    settled_by: datetime
    remarks: tuple[Sentence, ...]


@dataclass(frozen=True)
class Scope:
    """Which assignments: of one campaign or of all (an empty ID), from a day on; and the days in which a purchase
    counts as following one."""

    campaign: str = EVERY_CAMPAIGN
    since: date = EVER
    window_days: int = WINDOW_DAYS


EVERYTHING = Scope()


def assigned_arms(
    engine: DuckDBEngine | DuckDBCursor, audience: Audience, listed: pa.Table, *, scope: Scope = EVERYTHING
) -> tuple[AssignedArm, ...]:
    """Every campaign that anybody of the audience was assigned to, wherever it is known from, arm by arm."""
    rows = asked_of_ledger("arms", engine, audience, {"listed": listed}, **vars(scope)).to_pylist()
    return tuple(_arm(row) for row in rows)


def _arm(row: Mapping[str, Any]) -> AssignedArm:
    same = ("campaign_id", "arm", "channel", "people", "in_two_arms", "crossed", "orders", "first_date", "last_date")
    source = next(name for name, rank in RANKS.items() if rank == row["source_rank"])
    conversion = rate(row["converted"], row["whole"])
    return AssignedArm(**{name: row[name] for name in same}, source=source, conversion=conversion)


def funnel(
    engine: DuckDBEngine | DuckDBCursor,
    audience: Audience,
    listed: pa.Table,
    *,
    by: Part = Part.CHANNEL,
    scope: Scope = EVERYTHING,
) -> Funnel:
    """`listed` is `assignments.listed(…)`. People of several parts are in each of them, so parts do not add up to the
    whole. Asks in the calling thread; raises what the engine raises.
    """
    manifest = engine.version.manifest
    settled_by = day_end(audience.as_of, manifest) - SETTLED_AFTER

    def messages(part: exp.Expr) -> tuple[Messages, ...]:
        given = {**vars(scope), "settled_by": settled_by, "part": part}
        rows = asked_of_ledger("messages", engine, audience, {"listed": listed}, **given)
        return tuple(_messages(row, manifest) for row in rows.to_pylist())

    whole = next(iter(messages(exp.Literal.string(""))), None)
    return Funnel(
        assigned_arms(engine, audience, listed, scope=scope),
        whole,
        messages(_expression(by, manifest)) if whole else (),
        settled_by,
        _remarks(whole, manifest) if whole else (_nothing_sent(),),
    )


def day_end(day: date, manifest: Manifest) -> datetime:
    """UTC without a zone, as stored times are."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(manifest.timezone))
    return midnight.astimezone(UTC).replace(tzinfo=None)


def _expression(by: Part, manifest: Manifest) -> exp.Expr:
    if by is Part.HOUR:
        clock = business_clock(manifest.timezone, manifest.data_start, manifest.data_end)
        return local_hour(column("assigned_at", "settled"), clock)
    if by is Part.OWNER:
        return column("owner_id", "users")
    return column("campaign_id" if by is Part.CAMPAIGN else by.value, "settled")


def _messages(row: Mapping[str, Any], manifest: Manifest) -> Messages:
    watched = _counted(row, "watched")
    stages = {stage: _stage(stage, row, manifest) for stage in STAGES}
    people = {stage: None if found is None else found.people for stage, found in stages.items()}
    del people["machine_opened"]
    sent = watched.people if watched.messages else row["people"]
    counts = MessageCounts(recipients=row["mature"], sent=sent, converted=row["converted"], **people)
    return Messages(
        part=row["part"].removesuffix(".0"),  # an hour, as one engine writes it
        sent=Counted(row["people"], row["messages"]),
        watched=watched,
        stages=stages,
        rates=message_rates(counts),
        orders=row["orders"],
    )


def _counted(row: Mapping[str, Any], name: str) -> Counted:
    return Counted(row[f"people_{name}"], row[f"messages_{name}"])


def _stage(stage: str, row: Mapping[str, Any], manifest: Manifest) -> Counted | None:
    if not row["messages_watched"]:
        return None
    if stage == "delivered" and not manifest.delivers("touches", "delivered_at"):
        return _counted(row, "not_bounced") if manifest.delivers("touches", "bounced_at") else None
    needed = {"machine_opened": "is_machine_open"}.get(stage, f"{stage}_at")
    return _counted(row, stage) if manifest.delivers("touches", needed) else None


def _nothing_sent() -> Sentence:
    return Sentence(
        "No message older than 72 hours is known to have been sent. Messages younger than that are left out."
    )


def _remarks(whole: Messages, manifest: Manifest) -> tuple[Sentence, ...]:
    said = [Sentence("Only messages at least 72 hours old are counted, so that answers had time to come.")]
    unwatched = whole.sent.messages - whole.watched.messages
    if unwatched:
        said.append(
            Sentence(
                "Of {messages} messages, put on record from files, only is known that they were sent.",
                {"messages": unwatched},
            )
        )
    said += _denominator(manifest) if whole.watched.messages else ()
    if whole.stages["opened"] is not None and not manifest.delivers("touches", "is_machine_open"):
        said.append(
            Sentence("The export does not tell machine opens apart: opens are inflated, so decide nothing by them.")
        )
    return tuple(said)


def _denominator(manifest: Manifest) -> tuple[Sentence, ...]:
    if manifest.delivers("touches", "delivered_at"):
        return (Sentence("Opens, clicks, unsubscribes and complaints are shares of those delivered to."),)
    if manifest.delivers("touches", "bounced_at"):
        return (
            Sentence(
                "The export does not say what was delivered: delivered is what was sent and did not bounce. "
                "Opens, clicks, unsubscribes and complaints are shares of it."
            ),
        )
    return (
        Sentence(
            "The export does not say what was delivered, so opens, clicks, unsubscribes and complaints are shares "
            "of those sent to."
        ),
    )
