"""How often people are written to, and what they do after their so-manieth message. Described, not caused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlglot import exp

from data.sentence import Sentence
from data.store.manifest import Manifest
from queries.audience import Audience
from queries.campaigns.assignments import asked_of_ledger
from queries.campaigns.funnel import SETTLED_AFTER, WINDOW_DAYS, day_end
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.header import literal
from queries.question import check_delivered
from queries.segments.rows import column
from queries.stats.messages import Touch, TouchCounts, fatigue

SPAN_DAYS = 90  # in which messages are numbered
MOST = 20  # the last number shown
PRESSURE_DAYS = (7, 30)


@dataclass(frozen=True)
class Pressure:
    """`people` of the audience by how many messages they got in the trailing `days`, those who got none included."""

    days: int
    people: Mapping[int, int]

    @property
    def everyone(self) -> int:
        return sum(self.people.values())

    def over(self, cap: int) -> int:
        """People who got more messages than the cap."""
        return sum(people for messages, people in self.people.items() if messages > cap)


@dataclass(frozen=True)
class Fatigue:
    """`touches` by number of the message since `since`; `remarks` say what this is not."""

    since: date
    touches: tuple[Touch, ...]
    pressure: tuple[Pressure, ...]
    remarks: tuple[Sentence, ...]


def message_fatigue(
    engine: DuckDBEngine | DuckDBCursor,
    audience: Audience,
    *,
    span_days: int = SPAN_DAYS,
    window_days: int = WINDOW_DAYS,
) -> Fatigue:
    """Messages the export tells of. Asks in the calling thread; raises `NotDelivered` and what the engine raises."""
    manifest = engine.version.manifest
    check_delivered(("touches", "orders.user_id"), manifest)
    since = max(manifest.data_start, audience.as_of - timedelta(days=span_days - 1))
    rows = asked_of_ledger(
        "fatigue",
        engine,
        audience,
        since=since,
        settled_by=day_end(audience.as_of, manifest) - SETTLED_AFTER,
        window_days=window_days,
        most=MOST,
        has_arrived=_has_arrived(manifest, audience.as_of),
    ).to_pylist()
    is_known = manifest.delivers("touches", "unsubscribed_at")
    counted = {
        row["message_number"]: TouchCounts(row["people"], row["unsubscribed"] if is_known else None, row["converted"])
        for row in rows
    }
    pressure = tuple(_pressure(engine, audience, days) for days in PRESSURE_DAYS)
    return Fatigue(since, fatigue(counted), pressure, _remarks(manifest))


def _pressure(engine: DuckDBEngine | DuckDBCursor, audience: Audience, days: int) -> Pressure:
    arrived = _has_arrived(engine.version.manifest, audience.as_of)
    rows = asked_of_ledger("pressure", engine, audience, days=days, has_arrived=arrived).to_pylist()
    return Pressure(days, {row["messages"]: row["people"] for row in rows})


def _has_arrived(manifest: Manifest, day: date) -> exp.Expr:
    """Delivered by the day; where that is not told, not bounced; where neither is, sent."""
    as_of = literal(day)
    if manifest.delivers("touches", "delivered_at"):
        return exp.LTE(this=column("delivered_date", "touches"), expression=as_of)
    if not manifest.delivers("touches", "bounced_at"):
        return exp.true()
    bounced = column("bounced_date", "touches")
    return exp.or_(exp.Is(this=bounced, expression=exp.null()), exp.GT(this=bounced.copy(), expression=as_of))


def _remarks(manifest: Manifest) -> tuple[Sentence, ...]:
    causal = Sentence(
        "Not causal: people who get many messages differ from others, and those who unsubscribed get no more. "
        "Only groups of different frequency, drawn by chance, can tell what frequency does."
    )
    if manifest.delivers("touches", "delivered_at"):
        return (causal,)
    return causal, Sentence(
        "The export does not say what was delivered: every message sent that did not bounce counts."
    )
