"""People whom no rule selects, kept by their IDs as a list, which rules and suppression can name."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
from sqlglot import exp

from data.access import Person
from data.settings import Settings
from data.uploaded import MatchOn, UploadedList, upload_list
from queries.audience import Audience
from queries.engines import Engine
from queries.segments.rows import column


def keep_as_list(
    engine: Engine, people: Audience, name: str, *, settings: Settings, person: Person, now: datetime
) -> UploadedList:
    """These people as they are found now, on record; unlike a rule, the list does not change. Raises what
    `upload_list` does: `Forbidden`, `LibraryError`, `ListError` for a name in use and for nobody."""
    on = exp.EQ(this=column("user_no", "users"), expression=column("user_no", "people"))
    named = exp.select(column("user_id", "users").as_("user_id")).from_("users")
    named = named.join(people.query(engine).subquery("people"), on=on)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.parquet"
        pq.write_table(engine.query(named.sql(engine.dialect)), file)
        return upload_list(settings, file, name, MatchOn.USER_ID, person=person, now=now)
