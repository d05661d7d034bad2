"""Large lists need a second person: a request by one, an approval by another, for exactly one list."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.access import Action, Person, require
from data.audit import record
from data.errors import Forbidden, ListError
from data.sentence import Sentence
from data.settings import Settings
from data.whole import write_whole

_ID = re.compile(r"[0-9a-f]{20}")


@dataclass(frozen=True)
class Approval:
    """`id` is a hash of what is `asked` for, so that nothing else can leave under it. Moments are UTC, ISO 8601.

    Somebody else decides once: `refused_why` is empty for what was approved.
    """

    id: str
    name: str
    why: str
    people: int
    asked: Mapping[str, Any]
    asked_by: str
    asked_at: str
    decided_by: str = ""
    decided_at: str = ""
    refused_why: str = ""

    @property
    def is_granted(self) -> bool:
        return bool(self.decided_by) and not self.refused_why


def approval_id(asked: Mapping[str, Any]) -> str:
    """The same plan, form and counts have the same id; any change of them needs another approval."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:20]


def require_approval(
    settings: Settings, asked: Mapping[str, Any], *, name: str, why: str, people: int, person: Person, at: datetime
) -> None:
    """Raises `Forbidden` until somebody else approved exactly this; the first call asks for it.

    What was refused stays refused: another plan is another request.
    """
    found = _read(settings, approval_id(asked))
    if found is None:
        moment = at.astimezone(UTC).isoformat(timespec="seconds")
        found = Approval(approval_id(asked), name, why, people, asked, person.name, moment)
        record(settings, at=at, person=person, act="approval_asked", what=f"list “{name}” ({found.id})", rows=people)
        _write(settings, found)
    if found.refused_why:
        raise Forbidden(
            Sentence(
                "{person} refused this list: {why}. Change it, and ask again.",
                {"person": found.decided_by, "why": found.refused_why},
            )
        )
    if not found.is_granted:
        raise Forbidden(
            Sentence(
                "A list of {people} people needs a second person: over {limit} somebody else must approve it. "
                "It is asked for; let it leave once it is approved.",
                {"people": people, "limit": settings.approval_rows},
            )
        )


def approve(settings: Settings, asked_id: str, *, person: Person, at: datetime) -> Approval:
    """Raises `Forbidden` for one's own list or without the right, `ListError` when nothing of this id waits."""
    return _decide(settings, asked_id, "", person=person, at=at)


def refuse(settings: Settings, asked_id: str, *, why: str, person: Person, at: datetime) -> Approval:
    """The same, with a reason that whoever asked will read. Raises as `approve` does, and `ListError` without one."""
    if not why.strip():
        raise ListError(Sentence("Say why the list is refused."))
    return _decide(settings, asked_id, why.strip(), person=person, at=at)


def _decide(settings: Settings, asked_id: str, refused_why: str, *, person: Person, at: datetime) -> Approval:
    require(person, Action.APPROVE)
    found = _read(settings, asked_id)
    if found is None or found.decided_by:
        raise ListError(Sentence("No approval {id} is asked for.", {"id": asked_id[:40]}))
    if found.asked_by == person.name:
        raise Forbidden(
            Sentence("{person} asked for this list; somebody else must approve it.", {"person": person.name})
        )
    act, what = "approved", f"list “{found.name}” ({found.id})"
    if refused_why:
        act, what = "refused", f"{what}, because {refused_why}"
    record(settings, at=at, person=person, act=act, what=what, rows=found.people)
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    decided = replace(found, decided_by=person.name, decided_at=moment, refused_why=refused_why)
    _write(settings, decided)
    return decided


def waiting(settings: Settings) -> tuple[Approval, ...]:
    """Asked for and not yet decided, newest first."""
    found = (_read(settings, path.stem) for path in _folder(settings).glob("*.json"))
    return tuple(sorted((each for each in found if each and not each.decided_by), key=lambda each: each.asked_at)[::-1])


def _read(settings: Settings, asked_id: str) -> Approval | None:
    path = _folder(settings) / f"{asked_id}.json"
    if not _ID.fullmatch(asked_id) or not path.exists():
        return None
    return Approval(**json.loads(path.read_text("utf-8")))


def _write(settings: Settings, approval: Approval) -> None:
    write_whole(_folder(settings) / f"{approval.id}.json", json.dumps(asdict(approval), ensure_ascii=False).encode())


def _folder(settings: Settings) -> Path:
    return settings.state / "approvals"
