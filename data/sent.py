"""Messages that left by another way: who was sent what, as a file told it, kept as lists that left are kept.

People stand in it under the ledger's keyed hash. A record is never changed: a wrong one is withdrawn, and stays.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data.access import Action, Person, require
from data.audit import record, utc_now
from data.errors import ListError
from data.ledger import new_list_id, one_at_a_time
from data.sentence import Sentence
from data.settings import Settings
from data.whole import whole_folder, write_whole

SENT_SCHEMA = pa.schema(
    [
        ("person", pa.uint64()),
        ("arm", pa.dictionary(pa.int16(), pa.string())),
        ("sent_at", pa.timestamp("us", "UTC")),
    ]
)
_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
_FACTS, _WITHDRAWN = "record.json", "withdrawn.json"


@dataclass(frozen=True)
class SentFacts:
    """What a file of messages held. `people` were matched to members of `version`; of `rows` the others were
    `unmatched` (no such member), `duplicates` (the same person and moment again) or `unreadable` (no such ID).

    `arms` counts people by group; moments are UTC, ISO 8601. `sha256` is of the file as it came.
    """

    campaign: str
    channel: str
    file: str
    sha256: str
    match: str
    version: str
    first_sent_at: str
    last_sent_at: str
    rows: int
    people: int
    unmatched: int
    duplicates: int
    unreadable: int
    arms: Mapping[str, int]


@dataclass(frozen=True)
class SentRecord:
    """`people_sha256` is of the kept rows, whose file is named by it; `withdrawn_at` is set once it was taken back."""

    facts: SentFacts
    folder: Path
    kept_at: str
    kept_by: str
    people_sha256: str
    withdrawn_at: str = ""
    withdrawn_by: str = ""
    withdrawn_why: str = ""

    @property
    def id(self) -> str:
        return self.folder.name

    def rows(self) -> pa.Table:
        """`person` as keyed hash, `arm` the name of a variant or “control”, `sent_at`: a row a person and moment.

        Raises `ListError` when they are not the rows that were put on record.
        """
        content = (self.folder / _people_name(self)).read_bytes()
        if hashlib.sha256(content).hexdigest() != self.people_sha256:
            raise ListError(
                Sentence(
                    "The rows of the record {record} were changed after they were kept. Bring them back from a backup.",
                    {"record": self.id},
                )
            )
        return pq.read_table(pa.BufferReader(content), schema=SENT_SCHEMA)


def keep_sent(
    settings: Settings, facts: SentFacts, rows: pa.Table, *, person: Person, clock: Callable[[], datetime] = utc_now
) -> SentRecord:
    """Put it on record, whole or not at all; no list leaves meanwhile.

    Raises `Forbidden`, `AuditError`, `ListError`.
    """
    require(person, Action.SAVE)
    with one_at_a_time(settings):
        return _keep(settings, facts, rows, person=person, at=clock())


def _keep(settings: Settings, facts: SentFacts, rows: pa.Table, *, person: Person, at: datetime) -> SentRecord:
    folder = _folder(settings) / new_list_id(at)
    what = f"{facts.campaign}: {facts.file} ({folder.name})"
    record(settings, at=at, person=person, act="sent_kept", what=what, rows=facts.people, file_sha256=facts.sha256)
    try:
        with whole_folder(folder) as aside:
            content = _parquet(rows)
            kept_at = at.astimezone(UTC).isoformat(timespec="seconds")
            found = SentRecord(facts, folder, kept_at, person.name, _sha256(content))
            (aside / _people_name(found)).write_bytes(content)
            (aside / _FACTS).write_bytes(_document(found))
    except OSError as reason:
        raise ListError(
            Sentence(
                "The record of messages could not be written to {folder}: {reason}. Nothing of it was left behind.",
                {"folder": str(folder.parent), "reason": reason.strerror or str(reason)},
            )
        ) from reason
    return found


def withdraw_sent(
    settings: Settings, sent_id: str, *, why: str, person: Person, clock: Callable[[], datetime] = utc_now
) -> SentRecord:
    """From now on it counts no more; what was drawn while it counted can still be proved.

    Raises `Forbidden`, `ListError` without a reason, for an unknown record, or one that was withdrawn before.
    """
    require(person, Action.SAVE)
    if not why.strip():
        raise ListError(Sentence("Say why the record is withdrawn."))
    with one_at_a_time(settings):
        return _withdraw(settings, sent_record(settings, sent_id), why.strip(), person=person, at=clock())


def _withdraw(settings: Settings, found: SentRecord, why: str, *, person: Person, at: datetime) -> SentRecord:
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    mark = {"withdrawn_at": moment, "withdrawn_by": person.name, "withdrawn_why": why}
    if found.withdrawn_at:
        raise ListError(
            Sentence(
                "{person} withdrew the record {record} before.", {"person": found.withdrawn_by, "record": found.id}
            )
        )
    what = f"{found.facts.campaign}: {found.id}, because {why}"
    record(settings, at=at, person=person, act="sent_withdrawn", what=what, rows=found.facts.people)
    write_whole(found.folder / _WITHDRAWN, json.dumps(mark, ensure_ascii=False).encode())
    return _read(found.folder)


def take_out_sent(settings: Settings, found: SentRecord, rows: pa.Table) -> None:
    """Replace the rows, in one step: for people who asked to be forgotten. What was made of them goes."""
    content = _parquet(rows)
    without = replace(found, people_sha256=_sha256(content))
    write_whole(found.folder / _people_name(without), content)
    write_whole(found.folder / _FACTS, _document(without))
    (found.folder / _people_name(found)).unlink(missing_ok=True)
    for joined in told_folder(settings).glob("*.parquet"):
        joined.unlink(missing_ok=True)


def sent_records(settings: Settings) -> tuple[SentRecord, ...]:
    """Every record, withdrawn ones too, the newest first."""
    folders = sorted(_folder(settings).glob("*"), reverse=True)
    return tuple(_read(folder) for folder in folders if _ID.fullmatch(folder.name))


def counted_records(settings: Settings, before: str | None = None) -> tuple[SentRecord, ...]:
    """Those that nobody withdrew; or that were kept and not withdrawn when the list `before` left."""
    return tuple(found for found in sent_records(settings) if _counted_then(found, before))


def _counted_then(found: SentRecord, before: str | None) -> bool:
    """IDs begin with the moment."""
    if before is None:
        return not found.withdrawn_at
    withdrawn = found.withdrawn_at and f"{datetime.fromisoformat(found.withdrawn_at):%Y%m%d-%H%M%S}"
    return found.id < before and (not withdrawn or before < withdrawn)


def sent_record(settings: Settings, sent_id: str) -> SentRecord:
    """Raises `ListError` when there is none of this id."""
    folder = _folder(settings) / sent_id
    if not _ID.fullmatch(sent_id) or not folder.exists():
        raise ListError(Sentence("There is no record {record} of messages.", {"record": sent_id[:60]}))
    return _read(folder)


def _read(folder: Path) -> SentRecord:
    try:
        document: dict[str, Any] = json.loads((folder / _FACTS).read_text("utf-8"))
        beside = {name: document.pop(name) for name in ("kept_at", "kept_by", "people_sha256")}
        mark = folder / _WITHDRAWN
        withdrawn = json.loads(mark.read_text("utf-8")) if mark.exists() else {}
        return SentRecord(SentFacts(**document), folder, **beside, **withdrawn)
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise ListError(
            Sentence(
                "The record {record} of messages cannot be read: {reason}.",
                {"record": folder.name, "reason": str(reason)},
            )
        ) from reason


def _parquet(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(rows.cast(SENT_SCHEMA), sink)
    return bytes(sink.getvalue())


def _document(found: SentRecord) -> bytes:
    beside = {"kept_at": found.kept_at, "kept_by": found.kept_by, "people_sha256": found.people_sha256}
    return json.dumps({**asdict(found.facts), **beside}, ensure_ascii=False, indent=1).encode()


def _people_name(found: SentRecord) -> str:
    return f"people-{found.people_sha256[:16]}.parquet"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def told_folder(settings: Settings) -> Path:
    """Where records joined to the people of a version lie (`data.told`)."""
    return settings.state / "told"


def _folder(settings: Settings) -> Path:
    return settings.state / "sent"
