"""Messages on record as touches of one store version, so that whatever asks of messages finds them too.

A version never changes, so they lie beside it: one file for the version and the records that count, written once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlglot import exp

from data.ledger import CONTROL, ledger_key
from data.sent import SentRecord, counted_records, told_folder
from data.settings import Settings
from data.whole import whole_file

COLUMNS = ("campaign_id", "assigned_at", "channel", "variant", "is_control")  # which a record tells of
MOST_FILES = 6  # of one version: records that came or were withdrawn while sessions still read, and older lists' proofs
HASH_DIGITS = 15


@dataclass(frozen=True)
class Told:
    """`path` has the columns of the version's touches, in their order; `key` names the records in it."""

    path: Path
    key: str
    rows: int


def told_key(records: Sequence[SentRecord]) -> str:
    """Empty without records. Whoever is taken out of one makes another key."""
    named = sorted(f"{record.id} {record.people_sha256}" for record in records)
    return hashlib.sha256("\n".join(named).encode()).hexdigest()[:16] if named else ""


def told_messages(settings: Settings, version: Path, timezone: str, *, before: str | None = None) -> Told | None:
    """Of the records that count now, or counted when the list `before` left; None where they tell of nobody here.

    Campaigns that the export itself tells of are left to it, as contact caps leave them: both would tell of the same
    messages.
    """
    records = counted_records(settings, before)
    if not records:
        return None
    key = told_key(records)
    path = told_folder(settings) / f"{version.name}-{key}.parquet"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = _touches(records, version, timezone, ledger_key(settings))
        with whole_file(path) as aside:
            pq.write_table(rows, aside)
        _delete_others(settings, version, path)
    rows_told = pq.read_metadata(path).num_rows
    return Told(path, key, rows_told) if rows_told else None


def _delete_others(settings: Settings, version: Path, written: Path) -> None:
    """Of versions that are gone, and of this one but the newest and the one that counts now."""
    now = f"{version.name}-{told_key(counted_records(settings))}.parquet"
    files = sorted(written.parent.glob("*.parquet"), key=lambda file: file.stat().st_mtime)
    own = [file for file in files if file.name.startswith(f"{version.name}-")]
    gone = [file for file in files if not (version.parent / file.stem.rpartition("-")[0]).exists()]
    for file in (*gone, *(file for file in own[:-MOST_FILES] if file.name != now)):
        file.unlink(missing_ok=True)


def _touches(records: Sequence[SentRecord], version: Path, timezone: str, key: str) -> pa.Table:
    """In the order of people and moments, with every column of the stored table; what no record tells is unknown."""
    touches = version / "touches.parquet"
    by_export = set(pc.unique(pq.read_table(touches, columns=["campaign_id"])["campaign_id"]).to_pylist())
    given = [_rows(record) for record in records if record.facts.campaign not in by_export]
    schema = pq.read_schema(touches)
    if not given:
        return schema.empty_table()
    told = _with_numbers(pa.concat_tables(given), version / "users.parquet", key)
    arm, sent_at = told["arm"], told["sent_at"]
    is_control = pc.equal(arm, CONTROL)
    known = {
        "user_no": told["user_no"],
        "campaign_id": told["campaign_id"],
        "channel": told["channel"],
        "variant": pc.if_else(is_control, pa.scalar(None, pa.string()), arm),
        "is_control": is_control,
        "assigned_at": sent_at.cast(pa.timestamp("us")),
        "assigned_date": pc.local_timestamp(sent_at.cast(pa.timestamp("us", timezone))).cast(pa.date32()),
    }
    columns = [known.get(field.name, pa.nulls(told.num_rows, field.type)) for field in schema]
    return pa.table(columns, names=schema.names).cast(pa.schema([field.with_nullable(True) for field in schema]))


def _rows(record: SentRecord) -> pa.Table:
    rows = record.rows()
    return pa.table(
        {
            "person": rows["person"],
            "arm": rows["arm"].cast(pa.string()),
            "sent_at": rows["sent_at"],
            "campaign_id": pa.repeat(record.facts.campaign, rows.num_rows),
            "channel": pa.repeat(record.facts.channel, rows.num_rows),
        }
    )


def _with_numbers(rows: pa.Table, users: Path, key: str) -> pa.Table:
    """People who are not in the version are left out."""
    salted = exp.DPipe(this=exp.Literal.string(f"{key}:"), expression=exp.column("user_id", "users"))
    digest = exp.SHA2(this=salted, length=exp.Literal.number(256))
    digits = exp.Substring(this=digest, start=exp.Literal.number(1), length=exp.Literal.number(HASH_DIGITS))
    person = exp.cast(exp.DPipe(this=exp.Literal.string("0x"), expression=digits), exp.DataType.Type.UBIGINT)
    stored = exp.Table(
        this=exp.ReadParquet(expressions=[exp.Literal.string(str(users))]),
        alias=exp.TableAlias(this=exp.to_identifier("users")),
    )
    query = (
        exp.select(exp.column("user_no", "users"), exp.Column(this=exp.Star(), table=exp.to_identifier("given")))
        .from_(stored)
        .join("given", on=exp.EQ(this=person, expression=exp.column("person", "given")))
        .order_by("user_no", "sent_at", "campaign_id", "arm", "channel")
    )
    with duckdb.connect(config={"python_enable_replacements": False}) as connection:
        connection.register("given", rows)
        return connection.sql(query.sql("duckdb")).to_arrow_table()
