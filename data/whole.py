"""What is on disk whole or not at all: written aside, put on disk, and given its name in one step."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ASIDE = ".writing-"  # what a killed process left; nobody reads a name that begins so


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file beside `path`, readable by its owner alone, that replaces it when the block ends well."""
    with _file_aside(path) as aside:
        yield aside
        put_on_disk(aside)
        aside.replace(path)


def write_whole(path: Path, content: bytes) -> None:
    with whole_file(path) as aside:
        aside.write_bytes(content)


def write_once(path: Path, content: bytes) -> None:
    """Raises `FileExistsError` when somebody else wrote it first: theirs stands."""
    with _file_aside(path) as aside:
        aside.write_bytes(content)
        put_on_disk(aside)
        os.link(aside, path)


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder aside that takes its name when everything in it is finished; else nothing of it stays."""
    aside = folder.with_name(f"{ASIDE}{folder.name}")
    try:
        aside.mkdir(parents=True, mode=0o700)
        yield aside
        for written in aside.iterdir():
            put_on_disk(written)
        aside.rename(folder)
        put_on_disk(folder.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def put_on_disk(path: Path) -> None:
    """Returns once the disk has it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _file_aside(path: Path) -> Iterator[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{ASIDE}{secrets.token_hex(8)}")
    try:
        aside.touch(mode=0o600, exist_ok=False)
        yield aside
    finally:
        aside.unlink(missing_ok=True)
