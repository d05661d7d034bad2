"""What people hand in from the browser: files of an export into the inbox, and their answers into the mapping file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from data.access import Action, Person, require
from data.audit import record
from data.errors import IntakeError, UnreadableFile
from data.intake.mapping import ExportMapping, mapping_in
from data.sentence import Sentence
from data.settings import Settings
from data.whole import whole_file

HANDED_IN = ("csv", "tsv", "txt", "xlsx", "parquet")
LONGEST_NAME = 150


def mapping_path(settings: Settings) -> Path:
    return settings.state / "mapping.toml"


def put_into_inbox(settings: Settings, *, person: Person, name: str, content: BinaryIO, at: datetime) -> Path:
    """A file under its own name, whole or not at all; a file of that name is replaced, since exports come again.

    The name comes from a browser: trust nothing in it. Raises `Forbidden`, `UnreadableFile`, `AuditError`.
    """
    require(person, Action.BUILD)
    path = settings.inbox / _plain_name(name)
    with _aside(path) as part:
        with part.open("wb") as file:
            shutil.copyfileobj(content, file)
        size = part.stat().st_size
        record(settings, at=at, person=person, act="file_handed_in", what=f"{path.name} ({size} bytes)")
    return path


def save_mapping(settings: Settings, *, person: Person, text: str, at: datetime) -> ExportMapping:
    """The answers to what an export cannot say by itself. What cannot be understood is not saved.

    Raises `Forbidden`, `MappingError` with every fault, `AuditError`.
    """
    require(person, Action.BUILD)
    path = mapping_path(settings)
    mapping = mapping_in(text, origin=path.name)
    with _aside(path) as part:
        part.write_text(text, "utf-8")
        record(settings, at=at, person=person, act="mapping_saved", what=text)
    return mapping


def saved_mapping(settings: Settings) -> str:
    """The text of the mapping file; empty where there is none yet."""
    path = mapping_path(settings)
    return path.read_text("utf-8-sig", errors="replace") if path.exists() else ""


def _plain_name(name: str) -> str:
    plain = name.replace("\\", "/").rpartition("/")[2].strip()
    kind = plain.rpartition(".")[2].lower()
    if plain.startswith(".") or not plain.isprintable() or kind not in HANDED_IN or len(plain) > LONGEST_NAME:
        raise UnreadableFile(
            Sentence(
                "{file} cannot be a file of an export. "
                "Possible are {kinds}, with a name of at most {longest} characters.",
                {"file": name[:LONGEST_NAME], "kinds": ", ".join(HANDED_IN), "longest": LONGEST_NAME},
            )
        )
    return plain


@contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """A hidden file beside `path` that takes its name when all went well; checks look at no hidden files."""
    try:
        with whole_file(path) as part:
            yield part
    except OSError as reason:
        raise IntakeError(
            Sentence(
                "{file} could not be written: {reason}. Nothing has changed.",
                {"file": str(path), "reason": reason.strerror or str(reason)},
            )
        ) from reason
