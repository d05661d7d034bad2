"""The record of who did what: one line an act, each line holding the hash of the one before it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from data.access import Person
from data.errors import AuditError
from data.sentence import Sentence
from data.settings import Settings

FIRST_HASH = "0" * 64
_CHUNK = 65_536


@dataclass(frozen=True)
class AuditEvent:
    """`at` is UTC. `what` names the thing in words a colleague can search for; `hash` covers all fields before it."""

    at: str
    who: str
    role: str
    act: str
    what: str
    version: str | None
    rows: int | None
    file_sha256: str | None
    previous: str
    hash: str = ""


@dataclass(frozen=True)
class AuditCheck:
    """`faults` is empty when every line follows from the one before it."""

    events: int
    faults: tuple[Sentence, ...]


def utc_now() -> datetime:
    return datetime.now(UTC)


def audit_path(settings: Settings) -> Path:
    return settings.state / "audit.jsonl"


def record(
    settings: Settings,
    *,
    at: datetime,
    person: Person,
    act: str,
    what: str,
    version: str | None = None,
    rows: int | None = None,
    file_sha256: str | None = None,
) -> AuditEvent:
    """Append one act and return once it is on disk. Raises `AuditError`: what cannot be recorded must not happen."""
    path = audit_path(settings)
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds")
    event = AuditEvent(moment, person.name, person.role, act, what, version, rows, file_sha256, "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b", buffering=0) as log:
            fcntl.flock(log, fcntl.LOCK_EX)
            return _append(log, event)
    except OSError as reason:
        raise AuditError(
            Sentence(
                "The act could not be recorded in {path} ({reason}), so it was not done.",
                {"path": str(path), "reason": str(reason)},
            )
        ) from reason


def read_audit(settings: Settings) -> tuple[AuditEvent, ...]:
    """All events, oldest first. Lines that cannot be read are left to `verify_audit`."""
    return tuple(event for _, event in _events(audit_path(settings)) if event is not None)


def verify_audit(settings: Settings) -> AuditCheck:
    """Whether a line was changed, removed or put in. Whoever can rewrite every later line can forge the record:
    keep a copy of the last hash elsewhere."""
    faults: list[Sentence] = []
    expected, events = FIRST_HASH, 0
    for number, event in _events(audit_path(settings)):
        if event is None:
            faults.append(Sentence("Line {line} of the audit record cannot be read.", {"line": number}))
            continue
        events += 1
        if event.previous != expected:
            faults.append(Sentence("Line {line} does not follow the line before it.", {"line": number}))
        if event.hash != _hash(event):
            faults.append(Sentence("Line {line} was changed after it was written.", {"line": number}))
        expected = event.hash
    return AuditCheck(events, tuple(faults))


def _append(log: BinaryIO, event: AuditEvent) -> AuditEvent:
    size = log.seek(0, os.SEEK_END)
    last_line, is_whole = _last_line(log, size)
    last = _parsed(last_line)
    event = replace(event, previous=last.hash if last else FIRST_HASH)
    event = replace(event, hash=_hash(event))
    line = json.dumps(asdict(event), ensure_ascii=False, sort_keys=True).encode() + b"\n"
    # A line that a power cut left unfinished stays where it is, on a line of its own.
    line = line if is_whole else b"\n" + line
    if log.write(line) != len(line):
        os.ftruncate(log.fileno(), size)
        raise OSError("the disk is full")
    os.fsync(log.fileno())
    return event


def _last_line(log: BinaryIO, size: int) -> tuple[bytes, bool]:
    """The last line that can be read, and whether the file ends with a whole line."""
    tail, start = b"", size
    while start > 0:
        end, start = start, max(0, start - _CHUNK)
        log.seek(start)
        tail = log.read(end - start) + tail
        lines = tail.split(b"\n")
        readable = [line for line in lines[(1 if start else 0) :] if line and _parsed(line)]
        if readable:
            return readable[-1], tail.endswith(b"\n")
    return b"", size == 0 or tail.endswith(b"\n")


def _events(path: Path) -> Iterator[tuple[int, AuditEvent | None]]:
    if not path.exists():
        return
    with path.open("rb") as log:
        for number, line in enumerate(log, 1):
            yield number, _parsed(line)


def _parsed(line: bytes) -> AuditEvent | None:
    try:
        return AuditEvent(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _hash(event: AuditEvent) -> str:
    content = json.dumps(asdict(replace(event, hash="")), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
