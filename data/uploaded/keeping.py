"""Where such lists are kept: the names as Parquet, and beside them who brought them, when, and what was in the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from data.access import Action, Person, require
from data.audit import record
from data.errors import ListError
from data.library.names import composed, usable_name
from data.sentence import Sentence
from data.settings import Settings
from data.uploaded.identities import MATCH_LABELS, MatchOn, identity, spellings
from data.uploaded.read import read_upload
from data.whole import write_whole


@dataclass(frozen=True)
class UploadedList:
    """`people` different names, of `rows` in the file; `duplicates` came again, `unreadable` cannot be such names.

    `path` holds the column `member`: each name in the spellings that the member table may use.
    """

    id: str
    name: str
    match: MatchOn
    kept_at: datetime
    kept_by: str
    file: str
    sha256: str
    rows: int
    people: int
    duplicates: int
    unreadable: int
    path: Path


def lists_folder(settings: Settings) -> Path:
    return settings.state / "lists"


def upload_list(
    settings: Settings, file: Path, name: str, match: MatchOn, *, person: Person, now: datetime
) -> UploadedList:
    """Read a CSV, XLSX or Parquet file of names and keep it, whole or not at all, on record.

    Raises `Forbidden`, `UnreadableFile`, `LibraryError` for a name that cannot be used, `ListError` for one in use
    and for a file without any such name.
    """
    require(person, Action.SAVE)
    called = usable_name(name)
    if any(kept.name == called for kept in uploaded_lists(settings)):
        raise ListError(Sentence("There is a list {name} already. Give this one another name.", {"name": called}))
    given = [written for written in read_upload(file).names(match) if written is not None]
    found = {known: written for written in reversed(given) if (known := identity(written, match)) is not None}
    unreadable = sum(identity(written, match) is None for written in given)
    if not found:
        raise ListError(_nobody(file, match, len(given)))
    sha256 = _sha256(file)
    kept = UploadedList(
        id=f"{now.astimezone(UTC):%Y%m%dT%H%M%S}-{hashlib.sha256(called.encode() + sha256.encode()).hexdigest()[:12]}",
        name=called,
        match=match,
        kept_at=now.astimezone(UTC),
        kept_by=person.name,
        file=file.name,
        sha256=sha256,
        rows=len(given),
        people=len(found),
        duplicates=len(given) - unreadable - len(found),
        unreadable=unreadable,
        path=Path(),
    )
    _write(settings, kept, (one for known, written in found.items() for one in spellings(known, written, match)))
    record(settings, at=now, person=person, act="list_kept", what=called, rows=kept.people, file_sha256=sha256)
    return uploaded_list(settings, called)


def uploaded_lists(settings: Settings) -> tuple[UploadedList, ...]:
    """Every list, the newest first."""
    found = (_read(path) for path in lists_folder(settings).glob("*.json"))
    return tuple(sorted(found, key=lambda kept: kept.kept_at, reverse=True))


def uploaded_list(settings: Settings, name: str) -> UploadedList:
    """Raises `ListError` when there is none of that name."""
    known = {kept.name: kept for kept in uploaded_lists(settings)}
    if composed(name) in known:
        return known[composed(name)]
    nearest = get_close_matches(name, known, n=1, cutoff=0)
    raise ListError(
        Sentence(
            "There is no list {name}. The nearest is {nearest}.",
            {"name": name, "nearest": nearest[0] if nearest else "–"},
        )
    )


def _write(settings: Settings, kept: UploadedList, members: Iterable[str]) -> None:
    """The names first: a list is there once its description is."""
    folder = lists_folder(settings)
    table = pa.table({"member": pa.array(sorted(set(members)), pa.string())})
    facts = {**asdict(kept), "kept_at": kept.kept_at.isoformat()}
    del facts["path"]
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(table, sink)
    write_whole(folder / f"{kept.id}.parquet", sink.getvalue().to_pybytes())
    write_whole(folder / f"{kept.id}.json", json.dumps(facts, ensure_ascii=False, indent=2).encode())


def _read(path: Path) -> UploadedList:
    try:
        facts = json.loads(path.read_text("utf-8"))
        moment = datetime.fromisoformat(facts.pop("kept_at"))
        match = MatchOn(facts.pop("match"))
        return UploadedList(**facts, kept_at=moment, match=match, path=path.with_suffix(".parquet").resolve())
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise ListError(
            Sentence(
                "The list described in {file} cannot be read: {reason}.", {"file": str(path), "reason": str(reason)}
            )
        ) from reason


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _nobody(file: Path, match: MatchOn, rows: int) -> Sentence:
    return Sentence(
        "{file}: none of its {rows} rows holds anything that can be {match}. Choose the column it is matched on.",
        {"file": str(file), "rows": rows, "match": MATCH_LABELS[match]},
    )
