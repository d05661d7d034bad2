"""Rules that nobody saved yet, kept on the server under an id for the link: a reload finds exactly that state.

A draft is named by its content, so two people who change one link never overwrite each other.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from pathlib import Path

from data.settings import Settings
from data.whole import write_whole

KEPT_FOR = timedelta(days=90)
_ID = re.compile(r"[0-9a-f]{20}")


def keep_draft(settings: Settings, document: str) -> str:
    """Writes the document once and gives its id. The same document has the same id."""
    body = document.encode("utf-8")
    draft_id = hashlib.sha256(body).hexdigest()[:20]
    path = _folder(settings) / f"{draft_id}.json"
    if path.exists():
        path.touch()
        return draft_id
    write_whole(path, body)
    return draft_id


def kept_draft(settings: Settings, draft_id: str) -> str | None:
    """The document of an id; None when there is none, or no longer. The id comes from a link: trust nothing in it."""
    if not _ID.fullmatch(draft_id):
        return None
    try:
        return (_folder(settings) / f"{draft_id}.json").read_text("utf-8")
    except FileNotFoundError:
        return None


def forget_old_drafts(settings: Settings, now: datetime) -> None:
    """Drafts that nobody opened or changed for three months."""
    oldest = (now - KEPT_FOR).timestamp()
    for path in _folder(settings).glob("*.*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _folder(settings: Settings) -> Path:
    return settings.state / "drafts"
