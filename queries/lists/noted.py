"""Notes about one list on its way out: begun, written, stopped or failed, each an act on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from data.access import Person
from data.audit import record
from data.errors import Cancelled, ListError
from data.sentence import Sentence
from data.settings import Settings


class Note(Protocol):
    def __call__(self, act: str, rows: int, file_sha256: str | None = None) -> None: ...


def notes(settings: Settings, person: Person, what: str, version: str, clock: Callable[[], datetime]) -> Note:
    """Puts one act about this list on record."""

    def note(act: str, rows: int, file_sha256: str | None = None) -> None:
        at = clock()
        record(settings, at=at, person=person, act=act, what=what, version=version, rows=rows, file_sha256=file_sha256)

    return note


@contextmanager
def written_or_noted(note: Note, people: int, path: Path) -> Iterator[None]:
    """What stops or fails inside is on record; a disk that does not take it becomes `ListError`."""
    try:
        yield
    except BaseException as reason:
        was_stopped = isinstance(reason, Cancelled | KeyboardInterrupt)
        note("list_cancelled" if was_stopped else "list_failed", people)
        if isinstance(reason, OSError):
            raise ListError(
                Sentence(
                    "The list could not be written to {path}: {reason}. Nothing of it was left behind.",
                    {"path": str(path), "reason": reason.strerror or str(reason)},
                )
            ) from reason
        raise
