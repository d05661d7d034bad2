"""Lists that left this house: what was decided of each, and who was assigned to what, as long as it is kept.

People stand in it under a keyed hash, never under their ID: without the house's key nobody can be looked up.
"""

from __future__ import annotations

import fcntl
import json
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import ListError
from data.sealed import house_secret
from data.sentence import Sentence
from data.settings import Settings
from data.whole import ASIDE, whole_file, whole_folder

CONTROL = "control"
ASSIGNMENT_SCHEMA = pa.schema([("person", pa.uint64()), ("arm", pa.dictionary(pa.int16(), pa.string()))])
_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
_MANIFEST, _ASSIGNMENTS = "manifest.json", "assignments.parquet"


@dataclass(frozen=True)
class KeptList:
    """One list that left. `manifest` is the JSON document beside it."""

    id: str
    folder: Path
    manifest: Mapping[str, Any]

    def assignments(self) -> pa.Table:
        """Who was in which arm: `person` as keyed hash, `arm` the name of a variant or “control”."""
        return pq.read_table(self.folder / _ASSIGNMENTS, schema=ASSIGNMENT_SCHEMA)


def ledger_key(settings: Settings) -> str:
    """The key under which people are hashed. Lose it, and no earlier list can be joined to anyone again."""
    return house_secret(settings.state / "ledger-key")


@contextmanager
def one_at_a_time(settings: Settings) -> Iterator[None]:
    """Nobody else draws or puts messages on record meanwhile.

    The system frees the lock when a process dies; what a dead one left half-written goes now.
    """
    settings.lists.mkdir(parents=True, exist_ok=True)
    with (settings.lists / ".lock").open("a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in settings.lists.glob(f"{ASIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def new_list_id(now: datetime) -> str:
    """Sorts by time, and two lists of one second are two."""
    return f"{now.astimezone(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def keep_list(settings: Settings, list_id: str, manifest: Mapping[str, Any], assignments: pa.Table) -> KeptList:
    """Put a list into the ledger, whole or not at all. Raises `ListError` when it cannot be written."""
    folder = _ledger(settings) / list_id
    try:
        with whole_folder(folder) as aside:
            pq.write_table(assignments.cast(ASSIGNMENT_SCHEMA), aside / _ASSIGNMENTS)
            (aside / _MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")
    except OSError as reason:
        raise ListError(
            Sentence(
                "The list could not be put on record in {folder}: {reason}. It must not be sent.",
                {"folder": str(folder.parent), "reason": reason.strerror or str(reason)},
            )
        ) from reason
    return KeptList(list_id, folder, manifest)


def take_out(kept: KeptList, assignments: pa.Table) -> None:
    """Replace who was assigned, in one step: for people who asked to be forgotten."""
    with whole_file(kept.folder / _ASSIGNMENTS) as aside:
        pq.write_table(assignments.cast(ASSIGNMENT_SCHEMA), aside)


def kept_lists(settings: Settings) -> tuple[KeptList, ...]:
    """Every list on record, newest first."""
    folders = sorted(_ledger(settings).glob("*"), reverse=True)
    return tuple(_read(folder) for folder in folders if _ID.fullmatch(folder.name))


def kept_list(settings: Settings, list_id: str) -> KeptList:
    """Raises `ListError` when there is none of this id."""
    folder = _ledger(settings) / list_id
    if not _ID.fullmatch(list_id) or not folder.exists():
        raise ListError(Sentence("There is no list {list} on record.", {"list": list_id[:60]}))
    return _read(folder)


def _read(folder: Path) -> KeptList:
    try:
        return KeptList(folder.name, folder, json.loads((folder / _MANIFEST).read_text("utf-8")))
    except (OSError, ValueError) as reason:
        raise ListError(
            Sentence(
                "The record of list {list} cannot be read: {reason}.", {"list": folder.name, "reason": str(reason)}
            )
        ) from reason


def _ledger(settings: Settings) -> Path:
    return settings.state / "ledger"
