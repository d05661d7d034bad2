"""Who was assigned to which campaign, from wherever it is known: the export, lists that left, uploaded records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from data.ledger import CONTROL, KeptList, kept_lists, ledger_key
from data.sent import SentRecord, sent_records
from data.settings import Settings
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.header import literal
from queries.lists.assigned import campaign_of, numbers_of
from queries.segments.rows import column

EXPORT, MANIFEST, UPLOADED = "export", "manifest", "uploaded"
ASSIGNMENTS = pa.schema(
    [
        ("campaign_id", pa.string()),
        ("user_no", pa.int64()),
        ("arm", pa.string()),
        ("assigned_at", pa.timestamp("us", "UTC")),
        ("channel", pa.string()),
        ("source", pa.string()),
        ("record", pa.string()),
    ]
)


def campaigns_assigned(engine: DuckDBEngine | DuckDBCursor, settings: Settings) -> Mapping[str, frozenset[str]]:
    """Every campaign that anybody was assigned to, by ID, with the sources that tell of it."""
    found: dict[str, set[str]] = {}
    told = exp.select(column("campaign_id", "touches").as_("campaign_id")).distinct().from_("touches")
    for campaign in engine.query(told.sql(engine.dialect))["campaign_id"].to_pylist():
        found.setdefault(campaign, set()).add(EXPORT)
    for kept in kept_lists(settings):
        found.setdefault(campaign_of(kept), set()).add(MANIFEST)
    for record in sent_records(settings):
        if not record.withdrawn_at:
            found.setdefault(record.facts.campaign, set()).add(UPLOADED)
    return {campaign: frozenset(sources) for campaign, sources in sorted(found.items())}


def assignments(engine: DuckDBEngine | DuckDBCursor, settings: Settings, campaign: str) -> pa.Table:
    """One row per person, group and record (`ASSIGNMENTS`), the earliest moment of each, in the order of `user_no`.

    `arm` is the name of a variant or “control”; `record` is the ID of the list or uploaded record, empty for the
    export. As assigned, not as reached. A person may be in two groups, or told of by two sources: nothing is decided
    here. Lists count from the moment they left, or from the start of the day they were to be sent on when that is
    later. People who are no longer in the store are left out.
    """
    found = [_of_export(engine, campaign), on_record(engine, settings, campaign)]
    return pa.concat_tables(found).sort_by(
        [("user_no", "ascending"), ("assigned_at", "ascending"), ("arm", "ascending"), ("record", "ascending")]
    )


def on_record(engine: DuckDBEngine | DuckDBCursor, settings: Settings, campaign: str | None = None) -> pa.Table:
    """The same of lists that left and uploaded records alone, of one campaign or of every one."""
    key = ledger_key(settings)
    lists = [kept for kept in kept_lists(settings) if campaign in (None, campaign_of(kept))]
    told = [record for record in sent_records(settings) if campaign in (None, record.facts.campaign)]
    found = [
        *(_of_list(engine, kept, key, settings.zone) for kept in lists),
        *(_of_record(engine, record, key) for record in told if not record.withdrawn_at),
    ]
    return pa.concat_tables([ASSIGNMENTS.empty_table(), *found])


def _of_export(engine: DuckDBEngine | DuckDBCursor, campaign: str) -> pa.Table:
    number, sent = column("user_no", "touches"), column("assigned_at", "touches")
    variant = exp.func("coalesce", column("variant", "touches"), exp.Literal.string("A"))
    is_control = exp.func("coalesce", column("is_control", "touches"), exp.false())
    arm = exp.Case().when(is_control, exp.Literal.string(CONTROL)).else_(variant)
    told = (
        exp.select(number.as_("user_no"), arm.as_("arm"), exp.Min(this=sent).as_("assigned_at"))
        .select(exp.Min(this=column("channel", "touches")).as_("channel"))
        .from_("touches")
        .where(exp.EQ(this=column("campaign_id", "touches"), expression=literal(campaign)))
        .where(exp.not_(exp.Is(this=number.copy(), expression=exp.null())))
        .group_by(number.copy(), arm.copy())
    )
    rows = engine.query(told.sql(engine.dialect))
    return _table(campaign, rows["user_no"], rows["arm"], rows["assigned_at"], rows["channel"], EXPORT, "")


def _of_list(engine: DuckDBEngine | DuckDBCursor, kept: KeptList, key: str, zone: ZoneInfo) -> pa.Table:
    assigned = kept.assignments()
    numbers = numbers_of(engine, assigned["person"].to_numpy(), key)
    arms = assigned["arm"].cast(pa.string()).filter(pa.array(numbers >= 0))
    moment = assigned_from(kept.manifest, zone)
    return _table(
        campaign_of(kept),
        numbers[numbers >= 0],
        arms,
        pa.repeat(pa.scalar(moment, ASSIGNMENTS.field("assigned_at").type), len(arms)),
        pa.repeat(kept.manifest["plan"]["channel"], len(arms)),
        MANIFEST,
        kept.id,
    )


def assigned_from(manifest: Mapping[str, Any], zone: ZoneInfo) -> datetime:
    """UTC: when the list left, or the first moment of its day of sending where that came later."""
    left_at = datetime.fromisoformat(manifest["at"])
    first = datetime.combine(date.fromisoformat(manifest["plan"]["send_on"]), time(), zone)
    return max(left_at, first).astimezone(UTC)


def _of_record(engine: DuckDBEngine | DuckDBCursor, record: SentRecord, key: str) -> pa.Table:
    rows = record.rows().group_by(["person", "arm"]).aggregate([("sent_at", "min")])
    numbers = numbers_of(engine, rows["person"].to_numpy(), key)
    is_here = pa.array(numbers >= 0)
    arms = rows["arm"].cast(pa.string()).filter(is_here)
    return _table(
        record.facts.campaign,
        numbers[numbers >= 0],
        arms,
        rows["sent_at_min"].filter(is_here),
        pa.repeat(record.facts.channel, len(arms)),
        UPLOADED,
        record.id,
    )


def _table(
    campaign: str,
    numbers: NDArray[np.int64] | pa.ChunkedArray,
    arms: pa.ChunkedArray,
    moments: pa.Array | pa.ChunkedArray,
    channels: pa.Array | pa.ChunkedArray,
    source: str,
    record: str,
) -> pa.Table:
    rows = len(arms)
    return pa.table(
        {
            "campaign_id": pa.repeat(campaign, rows),
            "user_no": numbers,
            "arm": arms,
            "assigned_at": moments,
            "channel": channels,
            "source": pa.repeat(source, rows),
            "record": pa.repeat(record, rows),
        }
    ).cast(ASSIGNMENTS)
