"""Store versions on disk: a folder each, and a pointer that names the current one."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from data.errors import NoStore, StoreError, VersionGone
from data.schemes import PRESETS, Schemes, frozen_schemes
from data.sentence import Sentence
from data.settings import Settings
from data.store.manifest import MANIFEST_NAME, Manifest, manifest_from_json
from data.told import Told, told_messages

POINTER_NAME = "CURRENT"
_VERSION_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}(-\d+)?")


@dataclass(frozen=True)
class Version:
    """One immutable state of the store, the schemes by which its people are layered, and the messages on record.

    Hold it as long as one answer must not change under your feet.
    """

    id: str
    folder: Path
    manifest: Manifest
    schemes: Schemes = PRESETS
    told: Told | None = None

    def __hash__(self) -> int:
        return hash((self.folder, self.schemes.version, self.told))

    @property
    def key(self) -> str:
        """All that an answer about this version depends on: other cuts change who is in a layer, and messages that
        somebody put on record change who received any."""
        return f"{self.id}/{self.schemes.version}" + (f"/{self.told.key}" if self.told else "")

    def path(self, table: str) -> Path:
        """The table's Parquet file; `VersionGone` when the version was deleted after it was opened."""
        path = self.folder / f"{table}.parquet"
        if not path.exists():
            raise version_gone(self.id)
        return path

    @property
    def is_whole(self) -> bool:
        """Whether every file is there in the size that was written."""
        sizes = {f"{name}.parquet": facts.size_bytes for name, facts in self.manifest.tables.items()}
        return sizes == {path.name: path.stat().st_size for path in self.folder.glob("*.parquet")}


def open_version(settings: Settings, version_id: str | None = None) -> Version:
    """The current version, or the one named; raises `NoStore` or `VersionGone`."""
    wanted = current_id(settings.store) if version_id is None else version_id
    if wanted is None:
        raise NoStore(
            Sentence(
                "There is no store in {folder} yet. Put an export into {inbox} and build it.",
                {"folder": str(settings.store), "inbox": str(settings.inbox)},
            )
        )
    if not _VERSION_ID.fullmatch(wanted):
        raise version_gone(wanted)
    version = version_in(settings.store / wanted)
    return replace(version, schemes=frozen_schemes(settings), told=told_in(version, settings))


def told_in(version: Version, settings: Settings, *, before: str | None = None) -> Told | None:
    """The messages on record for this version, now or when the list `before` left."""
    return told_messages(settings, version.folder, version.manifest.timezone, before=before)


def list_versions(settings: Settings) -> tuple[Version, ...]:
    """All whole versions that this program can read, newest first. The current one need not be the newest."""
    found = (_readable(folder) for folder in version_folders(settings.store))
    return tuple(version for version in found if version is not None)


def version_in(folder: Path) -> Version:
    manifest_path = folder / MANIFEST_NAME
    try:
        text = manifest_path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError) as reason:
        raise version_gone(folder.name) from reason
    return Version(folder.name, folder.resolve(), manifest_from_json(text, origin=manifest_path))


def version_folders(store: Path) -> tuple[Path, ...]:
    """Folders of whole versions, newest first. Only the rename at the end of a build gives a folder such a name."""
    if not store.is_dir():
        return ()
    return tuple(sorted((found for found in store.iterdir() if _VERSION_ID.fullmatch(found.name)), reverse=True))


def current_id(store: Path) -> str | None:
    try:
        return (store / POINTER_NAME).read_text("utf-8").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None


def point_to(store: Path, version_id: str) -> None:
    """Make this version the current one, in one step that a crash cannot split."""
    aside = store / f"{POINTER_NAME}.{os.getpid()}"
    try:
        with aside.open("w", encoding="utf-8") as pointer:
            pointer.write(version_id + "\n")
            pointer.flush()
            os.fsync(pointer.fileno())
        aside.replace(store / POINTER_NAME)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(store)


def sync_folder(folder: Path) -> None:
    """Names in a folder survive a power cut only after the folder itself is on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_version(folder: Path) -> None:
    """Renamed first: a kill in the middle leaves debris and never half a version."""
    leaving = folder.with_name(f"removing-{folder.name}")
    folder.rename(leaving)
    shutil.rmtree(leaving)


def version_gone(version_id: str) -> VersionGone:
    return VersionGone(
        Sentence(
            "Store version {version} is no longer there: it was deleted, or replaced by newer ones. "
            "Reload to use the current version.",
            {"version": version_id},
        )
    )


def _readable(folder: Path) -> Version | None:
    try:
        return version_in(folder)
    except StoreError:
        return None
