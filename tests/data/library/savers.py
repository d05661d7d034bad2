"""A person at another machine: saves on top of whatever others saved meanwhile, in a process of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from data.access import Person
from data.errors import SavedMeanwhile
from data.library import library_engine, save_segment
from data.settings import Settings

DOCUMENT = {"version": 1, "match": "all", "conditions": [{"measure": "users.city", "operator": "is_set"}]}


def save_often(home: Path, library_url: str, name: str, times: int) -> int:
    """How often they were told that somebody else had saved."""
    settings = Settings(home=home, library_url=library_url)
    opened_version, told = 0, 0
    for number in range(times):
        while True:
            try:
                saved = save_segment(
                    settings,
                    "shared",
                    DOCUMENT,
                    person=Person(name, "operator"),
                    now=datetime.now(UTC),
                    opened_version=opened_version,
                    note=f"{name} {number}",
                )
            except SavedMeanwhile as meanwhile:
                told += 1
                opened_version = meanwhile.theirs.version
            else:
                opened_version = saved.version
                break
    library_engine(settings).dispose()
    return told
