"""A file that says who was sent what, matched to members: kept on record, it becomes touches of a campaign."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from data.access import Action, Person, require
from data.audit import utc_now
from data.contract.contact import CHANNELS
from data.errors import ListError
from data.ledger import CONTROL, ledger_key
from data.sent import SentFacts, SentRecord, keep_sent
from data.sentence import Sentence
from data.settings import Settings
from data.uploaded import MATCH_LABELS, MatchOn
from data.uploaded.identities import identity, spellings
from data.uploaded.read import UploadedFile, read_upload
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.lists.assigned import person_keys
from queries.segments.rows import column

ONLY_ARM = "A"  # the name of the only group where the file tells of none
MOST_ARMS = 11  # ten variants and the control group
CONTROL_WORDS = frozenset({"control", "control group", "ctrl", "holdout", "对照组", "對照組", "对照", "對照"})
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)


@dataclass(frozen=True)
class Telling:
    """How a file tells of messages: on what its people are matched, and where it says when and to which group.

    Either `day` (all were sent on it) or `time_column`. Without `arm_column` all are one group; `control` is how the
    file calls those who were kept back, None where it has none.
    """

    campaign: str
    channel: str
    match: MatchOn
    day: date | None = None
    time_column: str | None = None
    arm_column: str | None = None
    control: str | None = None


@dataclass(frozen=True, eq=False)
class Told:
    """What a file tells, matched to the open store. `facts` are kept; `user_numbers`, `arms` and `moments` (UTC) go
    row by row, ordered by person and moment."""

    facts: SentFacts
    user_numbers: NDArray[np.int64]
    arms: pa.Array
    moments: pa.Array


def control_word(names: Sequence[str]) -> str | None:
    """Which of these group names means the control group, if any does plainly."""
    return next((name for name in names if name.strip().casefold() in CONTROL_WORDS), None)


def told_by(
    engine: DuckDBEngine | DuckDBCursor,
    file: Path,
    telling: Telling,
    *,
    person: Person,
    settings: Settings,
    at: datetime,
) -> Told:
    """Read and match; nothing is kept yet. A name that fits several members is the first of them, as on a list.

    Raises `Forbidden`, `UnreadableFile`, `ListError` with everything that cannot be meant.
    """
    require(person, Action.SAVE)
    upload = read_upload(file)
    _check(telling, at.astimezone(settings.zone).date())
    names = upload.names(telling.match)
    arms, moments = _arms(upload, telling, len(names)), _moments(upload, telling, len(names), settings.zone, at)
    known = [None if name is None else identity(name, telling.match) for name in names]
    members = _members(
        engine, {one: name for one, name in zip(known, names, strict=True) if one and name}, telling.match
    )
    rows = [
        (members[one], moments[place], arms[place])
        for place, one in enumerate(known)
        if one is not None and one in members
    ]
    kept = sorted(set(rows))
    named = [one for one, name in zip(known, names, strict=True) if name is not None]
    if not kept:
        raise ListError(_nobody(upload, telling.match, len(named)))
    facts = SentFacts(
        campaign=telling.campaign.strip(),
        channel=telling.channel,
        file=file.name,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        match=telling.match.value,
        version=engine.version.id,
        first_sent_at=min(moment for _, moment, _ in kept).isoformat(timespec="seconds"),
        last_sent_at=max(moment for _, moment, _ in kept).isoformat(timespec="seconds"),
        rows=len(named),
        people=len({number for number, _, _ in kept}),
        unmatched=sum(one is not None and one not in members for one in named),
        duplicates=len(rows) - len(kept),
        unreadable=sum(one is None for one in named),
        arms=dict(Counter(arm for _, arm in {(number, arm) for number, _, arm in kept})),
    )
    return Told(
        facts,
        np.array([number for number, _, _ in kept], np.int64),
        pa.array([arm for _, _, arm in kept], pa.string()),
        pa.array([moment for _, moment, _ in kept], pa.timestamp("us", "UTC")),
    )


def keep_told(
    engine: DuckDBEngine | DuckDBCursor,
    told: Told,
    *,
    person: Person,
    settings: Settings,
    clock: Callable[[], datetime] = utc_now,
) -> SentRecord:
    """Put on record what was told: from now on these messages count. No list leaves meanwhile.

    Raises `Forbidden`, `AuditError`, `ListError`.
    """
    hashed = person_keys(engine, ledger_key(settings))[told.user_numbers]
    rows = pa.table({"person": pa.array(hashed), "arm": told.arms.dictionary_encode(), "sent_at": told.moments})
    rows = rows.sort_by([("person", "ascending"), ("sent_at", "ascending")])
    return keep_sent(settings, told.facts, rows, person=person, clock=clock)


def _check(telling: Telling, today: date) -> None:
    channels = {choice.value for choice in CHANNELS}
    faults = []
    if not telling.campaign.strip():
        faults.append(Sentence("Messages belong to a campaign. Name one."))
    if telling.channel not in channels:
        faults.append(
            Sentence(
                "There is no channel {channel}; there are {known}.",
                {"channel": telling.channel, "known": ", ".join(sorted(channels))},
            )
        )
    if (telling.day is None) == (telling.time_column is None):
        faults.append(Sentence("Say when the messages were sent: one day for all, or the column that tells."))
    if telling.day is not None and telling.day > today:
        faults.append(Sentence("{day} is not over yet, so nobody was sent anything on it.", {"day": telling.day}))
    if faults:
        raise ListError(*faults)


def _members(engine: DuckDBEngine | DuckDBCursor, given: Mapping[str, str], match: MatchOn) -> Mapping[str, int]:
    """The first member of each name, in the order of the member IDs."""
    if not given:
        return {}
    pairs = [(one, spelling) for one, name in given.items() for spelling in spellings(one, name, match)]
    named = pa.table({"name": [one for one, _ in pairs], "member": [spelling for _, spelling in pairs]})
    first = exp.Min(this=column("user_no", "users")).as_("user_no")
    on = exp.EQ(this=column(match.value, "users"), expression=column("member", "named"))
    query = (
        exp.select(column("name", "named"), first).from_("users").join("named", on=on).group_by(column("name", "named"))
    )
    found = engine.query(query.sql(engine.dialect), {"named": named})
    return dict(zip(found["name"].to_pylist(), found["user_no"].to_pylist(), strict=True))


def _arms(upload: UploadedFile, telling: Telling, rows: int) -> Sequence[str]:
    if telling.arm_column is None:
        return [ONLY_ARM] * rows
    given = upload.column(telling.arm_column)
    names = {arm for arm in given if arm is not None}
    faults = []
    if None in given:
        faults.append(
            Sentence(
                "{file}, column {column}: {rows} rows name no group. Everyone was in one.",
                {"file": upload.title, "column": telling.arm_column, "rows": given.count(None)},
            )
        )
    if len(names) > MOST_ARMS:
        faults.append(
            Sentence(
                "{file}, column {column} has {found} different values; groups are at most {most}.",
                {"file": upload.title, "column": telling.arm_column, "found": len(names), "most": MOST_ARMS},
            )
        )
    if telling.control is not None and telling.control not in names:
        faults.append(
            Sentence(
                "{file}, column {column}: nobody is in the group {control}; there are {found}.",
                {
                    "file": upload.title,
                    "column": telling.arm_column,
                    "control": telling.control,
                    "found": ", ".join(sorted(names)[:MOST_ARMS]),
                },
            )
        )
    if CONTROL in names and telling.control != CONTROL:
        faults.append(
            Sentence("A group that is called “control” is the control group. Say so, or give it another name.")
        )
    if faults:
        raise ListError(*faults)
    return [CONTROL if arm == telling.control else str(arm) for arm in given]


def _moments(upload: UploadedFile, telling: Telling, rows: int, zone: ZoneInfo, at: datetime) -> Sequence[datetime]:
    """UTC. A day without a time begins at midnight here: nobody knows of an hour."""
    if telling.day is not None:
        return [datetime.combine(telling.day, time(), zone).astimezone(UTC)] * rows
    assert telling.time_column is not None  # `_check` saw one of the two
    given = upload.column(telling.time_column)
    read = [None if text is None else _moment(text, zone) for text in given]
    for place, (text, moment) in enumerate(zip(given, read, strict=True)):
        if moment is None or moment > at:
            raise ListError(
                Sentence(
                    "{file}, column {column}: {rows} rows hold no moment that is past, the first below the header in "
                    "row {row}: {found}. Expected are days or times, as 2026-03-01 or 2026-03-01 10:30.",
                    {
                        "file": upload.title,
                        "column": telling.time_column,
                        "rows": sum(each is None or each > at for each in read),
                        "row": place + 1,
                        "found": (text or "")[:40],
                    },
                )
            )
    return [moment for moment in read if moment is not None]


@lru_cache(maxsize=65_536)
def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    *parts, offset = found.groups()
    try:
        moment = datetime(*(int(part or 0) for part in parts))  # type: ignore[arg-type]
        known = moment.replace(tzinfo=datetime.strptime(offset.replace("Z", "+0000"), "%z").tzinfo if offset else zone)
        return known.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _nobody(upload: UploadedFile, match: MatchOn, rows: int) -> Sentence:
    return Sentence(
        "{file}: none of its {rows} rows names a member of this data version by {match}. Choose another ID.",
        {"file": upload.title, "rows": rows, "match": MATCH_LABELS[match]},
    )
