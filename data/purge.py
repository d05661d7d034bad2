"""Old files of lists go; their records, their hashes and who was kept back stay, so each can still be proved."""

from __future__ import annotations

from datetime import datetime, timedelta

from data.access import Person
from data.audit import record
from data.ledger import kept_lists
from data.settings import Settings


def purge_list_files(settings: Settings, *, person: Person, at: datetime) -> int:
    """Delete the files of lists older than the setting says, on record; answers of how many lists.

    Raises `AuditError`.
    """
    oldest, purged = at - timedelta(days=settings.keep_list_files_days), 0
    for kept in kept_lists(settings):
        files = [settings.lists / kept.id / file["name"] for file in kept.manifest["files"]]
        if datetime.fromisoformat(kept.manifest["at"]) < oldest and any(file.exists() for file in files):
            what = f"list {kept.id} “{kept.manifest['plan']['name']}”"
            record(settings, at=at, person=person, act="list_files_purged", what=what, rows=len(files))
            for file in files:
                file.unlink(missing_ok=True)
            purged += 1
    return purged
