"""Secrets of this house: random keys in files of their own, readable by the owner alone."""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from pathlib import Path

from data.errors import ListError
from data.sentence import Sentence
from data.settings import Settings
from data.whole import write_once

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def house_secret(path: Path) -> str:
    """64 hexadecimal digits, made at the first call. Two processes that start together end up with the same ones."""
    if not path.exists():
        with suppress(FileExistsError):
            write_once(path, secrets.token_hex(32).encode())
    return path.read_text("ascii")


def make_salt(settings: Settings, salt_id: str) -> str:
    """The salt of this id, made if there is none yet. The id may be told to anyone, the salt to no one."""
    return house_secret(_salt_path(settings, salt_id))


def kept_salt(settings: Settings, salt_id: str) -> str:
    """The salt of an earlier draw. Raises `ListError` when it was lost: nobody can draw the same groups again."""
    path = _salt_path(settings, salt_id)
    if not path.exists():
        raise ListError(
            Sentence(
                "The salt {salt} is no longer in {folder}, so its groups cannot be drawn again. "
                "Bring it back from a backup of the house's state, or draw a new list.",
                {"salt": salt_id, "folder": str(path.parent)},
            )
        )
    return path.read_text("ascii")


def check_salt_id(salt_id: str) -> None:
    """Raises `ListError`."""
    if not salt_id:
        raise ListError(
            Sentence("The plan names no “salt”. Give it a name: one salt keeps the same people back every time.")
        )
    if not _ID.fullmatch(salt_id):
        raise ListError(
            Sentence(
                "{salt} cannot be the name of a salt: small letters, digits and hyphens, at most 64.",
                {"salt": repr(salt_id)[:80]},
            )
        )


def _salt_path(settings: Settings, salt_id: str) -> Path:
    check_salt_id(salt_id)
    return settings.state / "salts" / salt_id
