"""Where such lists are kept: the names as Parquet, and beside them who brought them, when, and what was in the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from data.access import Action, Person, require
from data.audit import record
from data.errors import ListError
from data.library import list_segments, mentioned
from data.library.names import composed, usable_name
from data.sentence import Sentence
from data.settings import Settings
from data.uploaded.identities import MATCH_LABELS, MatchOn, identity, spellings
from data.uploaded.read import read_upload
from data.whole import write_whole

LIST_MEASURE = "people.list"  # the measure whose value names uploaded lists


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
    gone_at: str = ""  # replaced or deleted: kept for the proof of lists that left by it


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
    _refuse_taken(settings, called)
    kept = _bring(settings, file, called, match, person=person, now=now)
    _on_record(settings, "list_kept", kept, called, person=person, now=now)
    return kept


def replace_uploaded(
    settings: Settings, file: Path, name: str, match: MatchOn, *, person: Person, now: datetime
) -> UploadedList:
    """Another file under the same name: rules mean its people from now on. Raises as `upload_list` does."""
    require(person, Action.SAVE)
    old = uploaded_list(settings, name)
    kept = _bring(settings, file, old.name, match, person=person, now=now)
    if kept.id != old.id:
        _write_facts(settings, replace(old, gone_at=now.astimezone(UTC).isoformat(timespec="seconds")))
    _on_record(settings, "list_replaced", kept, old.name, person=person, now=now)
    return kept


def rename_uploaded(settings: Settings, name: str, new_name: str, *, person: Person, now: datetime) -> UploadedList:
    """Raises `Forbidden`, `LibraryError`, `ListError` while saved segments mention it."""
    require(person, Action.SAVE)
    old, called = uploaded_list(settings, name), usable_name(new_name)
    _refuse_mentioned(settings, old)
    if called != old.name:
        _refuse_taken(settings, called)
    kept = replace(old, name=called)
    _write_facts(settings, kept)
    _on_record(settings, "list_renamed", kept, f"{old.name} → {called}", person=person, now=now)
    return kept


def delete_uploaded(settings: Settings, name: str, *, person: Person, now: datetime) -> None:
    """Its names are gone for good; lists that left by it cannot be proved any more.

    Raises `Forbidden`, and `ListError` while saved segments mention it.
    """
    require(person, Action.SAVE)
    old = uploaded_list(settings, name)
    _refuse_mentioned(settings, old)
    _on_record(settings, "list_deleted", old, old.name, person=person, now=now)
    for version in every_upload(settings).values():
        if version.name == old.name:
            version.path.unlink(missing_ok=True)
            _write_facts(settings, replace(version, gone_at=now.astimezone(UTC).isoformat(timespec="seconds")))


def segments_naming(settings: Settings, name: str) -> tuple[str, ...]:
    """The saved segments, those in the archive too, whose rules mention an uploaded list."""
    every = (*list_segments(settings), *list_segments(settings, archived=True))
    return tuple(saved.name for saved in every if name in mentioned(saved.document, LIST_MEASURE))


def _refuse_taken(settings: Settings, called: str) -> None:
    if any(kept.name == called for kept in uploaded_lists(settings)):
        raise ListError(Sentence("There is a list {name} already. Give this one another name.", {"name": called}))


def _refuse_mentioned(settings: Settings, kept: UploadedList) -> None:
    users = segments_naming(settings, kept.name)
    if users:
        raise ListError(
            Sentence(
                "The list {name} is mentioned by {segments}. Change these rules first, or replace its file.",
                {"name": kept.name, "segments": ", ".join(users)},
            )
        )


def _on_record(settings: Settings, act: str, kept: UploadedList, what: str, *, person: Person, now: datetime) -> None:
    record(settings, at=now, person=person, act=act, what=what, rows=kept.people, file_sha256=kept.sha256)


def _bring(
    settings: Settings, file: Path, called: str, match: MatchOn, *, person: Person, now: datetime
) -> UploadedList:
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
    kept = replace(kept, path=_names_path(settings, kept))
    _write_names(kept, {one for known, written in found.items() for one in spellings(known, written, match)})
    _write_facts(settings, kept)
    return kept


def uploaded_lists(settings: Settings) -> tuple[UploadedList, ...]:
    """Every list that rules can name, the newest first."""
    found = (kept for kept in every_upload(settings).values() if not kept.gone_at)
    return tuple(sorted(found, key=lambda kept: kept.kept_at, reverse=True))


def every_upload(settings: Settings) -> Mapping[str, UploadedList]:
    """By ID, those that were replaced or deleted too."""
    return {path.stem: _read(path) for path in lists_folder(settings).glob("*.json")}


def forget_name(settings: Settings, match: MatchOn, given: str) -> int:
    """Take a person who asked to be forgotten out of every list that is matched on this ID; answers how many had them.

    Raises nothing where the ID cannot be one: then nobody is named by it."""
    known = identity(given, match)
    if known is None:
        return 0
    theirs, found = set(spellings(known, given, match)), 0
    for kept in every_upload(settings).values():
        if kept.match is match and kept.path.exists():
            names = set(pa.parquet.read_table(kept.path)["member"].to_pylist())
            if names & theirs:
                _write_names(kept, names - theirs)
                found += 1
    return found


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


def _write_names(kept: UploadedList, names: Set[str]) -> None:
    table = pa.table({"member": pa.array(sorted(names), pa.string())})
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(table, sink)
    write_whole(kept.path, bytes(sink.getvalue()))


def _write_facts(settings: Settings, kept: UploadedList) -> None:
    """After the names: a list is there once its description is."""
    facts = {**asdict(kept), "kept_at": kept.kept_at.isoformat()}
    del facts["path"]
    path = lists_folder(settings) / f"{kept.id}.json"
    write_whole(path, json.dumps(facts, ensure_ascii=False, indent=2).encode())


def _names_path(settings: Settings, kept: UploadedList) -> Path:
    return (lists_folder(settings) / f"{kept.id}.parquet").resolve()


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
