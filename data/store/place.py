"""The place where a version is built: one builder at a time, aside from what readers see, whole or not at all."""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from data.errors import StoreBusy
from data.sentence import Gap, Sentence
from data.settings import Settings
from data.store.version import POINTER_NAME, current_id, remove_version, sync_folder, version_folders

LOCK_NAME = "LOCK"


@contextmanager
def only_builder(settings: Settings, *, now: datetime) -> Iterator[None]:
    """Hold the store's lock; `StoreBusy` when another build holds it. The system frees it when a process dies."""
    settings.store.mkdir(parents=True, exist_ok=True)
    with (settings.store / LOCK_NAME).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as reason:
            raise _busy(lock) from reason
        _sign(lock, settings.person, now)
        yield


def clear_debris(store: Path) -> None:
    """Remove what killed builds and removals left. Only the holder of the lock may."""
    for left in (*store.glob("building-*"), *store.glob("removing-*")):
        shutil.rmtree(left)
    for left in store.glob(f"{POINTER_NAME}.*"):
        left.unlink()


def put_in_place(building: Path, version: Path) -> None:
    """Give a finished folder its name, after everything in it reached the disk."""
    for path in building.iterdir():
        with path.open("rb") as written:
            os.fsync(written.fileno())
    sync_folder(building)
    building.rename(version)
    sync_folder(version.parent)


def prune(store: Path, keep: int) -> tuple[str, ...]:
    """Remove all but the newest `keep` versions, never the current one; answers the ids removed."""
    current = current_id(store)
    others = [folder for folder in version_folders(store) if folder.name != current]
    leaving = others[max(keep - 1, 0) :]
    for folder in leaving:
        remove_version(folder)
    return tuple(folder.name for folder in leaving)


def _sign(lock: TextIO, person: str, now: datetime) -> None:
    lock.seek(0)
    lock.truncate()
    json.dump({"person": person, "login": getpass.getuser(), "process": os.getpid(), "since": now.isoformat()}, lock)
    lock.flush()


def _busy(lock: TextIO) -> StoreBusy:
    lock.seek(0)
    try:
        holder = json.load(lock)
        gaps: dict[str, Gap] = {
            "person": str(holder["person"]),
            "since": datetime.fromisoformat(holder["since"]),
            "process": str(holder["process"]),
        }
    except (ValueError, KeyError, TypeError):
        # The other one has the lock and has not signed yet.
        return StoreBusy(Sentence("Another build is just starting. Try again when it has finished."))
    return StoreBusy(
        Sentence(
            "{person} has been building the store since {since} (process {process}). "
            "Try again when that build has finished, or stop it first.",
            gaps,
        )
    )
