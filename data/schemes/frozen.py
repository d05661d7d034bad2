"""Frozen schemes on disk: one file a version, never changed once written, the newest in force."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from data.access import Action, Person, require
from data.audit import record
from data.errors import LibraryError, SavedMeanwhile
from data.schemes.checks import contradictions
from data.schemes.declare import PRESETS, Schemes
from data.schemes.document import schemes_from_json, schemes_json
from data.sentence import Sentence
from data.settings import Settings
from data.whole import write_once

_FILE = re.compile(r"(\d{5})\.json")


def newest_frozen(settings: Settings) -> int:
    """The version in force; 0 are the presets."""
    return max(_versions(settings), default=0)


def frozen_schemes(settings: Settings, version: int | None = None) -> Schemes:
    """The schemes in force, or those of a version. Raises `LibraryError` where they cannot be read."""
    wanted = newest_frozen(settings) if version is None else version
    return PRESETS if wanted == 0 else _read(_path(settings, wanted))


def freeze_schemes(
    settings: Settings, schemes: Schemes, *, person: Person, now: datetime, opened_version: int, note: str = ""
) -> Schemes:
    """Put these in force under the next version. `opened_version` is the one they were edited from.

    Raises `Forbidden`, `LibraryError` for cuts that contradict each other, `SavedMeanwhile` when others were frozen.
    """
    require(person, Action.FREEZE)
    if faults := contradictions(schemes):
        raise LibraryError(*faults)
    if opened_version != newest_frozen(settings):
        raise SavedMeanwhile(_frozen_meanwhile(frozen_schemes(settings)))
    next_one = replace(
        schemes, version=opened_version + 1, frozen_at=now.astimezone(UTC), frozen_by=person.name, note=note
    )
    record(settings, at=now, person=person, act="layers_frozen", what=f"layers version {next_one.version}")
    _write(_path(settings, next_one.version), schemes_json(next_one), settings)
    return next_one


def _write(path: Path, text: str, settings: Settings) -> None:
    """Whole or not at all, and never over another's."""
    try:
        write_once(path, text.encode())
    except FileExistsError as reason:
        raise SavedMeanwhile(_frozen_meanwhile(frozen_schemes(settings))) from reason


@lru_cache(maxsize=32)
def _read(path: Path) -> Schemes:
    try:
        return schemes_from_json(path.read_bytes())
    except (OSError, LibraryError) as reason:
        raise LibraryError(
            Sentence(
                "The frozen cuts in {file} cannot be read: {reason} Put the file back from a backup.",
                {"file": str(path), "reason": str(reason)},
            )
        ) from reason


def _versions(settings: Settings) -> list[int]:
    try:
        names = [path.name for path in _folder(settings).iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [int(found[1]) for name in names if (found := _FILE.fullmatch(name))]


def _path(settings: Settings, version: int) -> Path:
    return _folder(settings) / f"{version:05}.json"


def _folder(settings: Settings) -> Path:
    return settings.state / "layers"


def _frozen_meanwhile(newest: Schemes) -> Sentence:
    return Sentence(
        "{person} froze version {version} of the cuts on {at} since you opened them. Look at theirs first.",
        {"person": newest.frozen_by, "version": newest.version, "at": newest.frozen_at},
    )
