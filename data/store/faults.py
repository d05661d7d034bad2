"""What went wrong under a build, in words: the disk, the rights, the memory, an amount beyond all bounds."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import duckdb

from data.errors import StoreError
from data.sentence import Sentence

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DISK_FULL_WORDS = ("No space left on device", "Disk quota exceeded", "File too large", "max_temp_directory_size")
_NO_RIGHTS = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_RIGHTS_WORDS = ("Permission denied", "Read-only file system")


def in_words(reason: OSError | duckdb.Error, store: Path) -> StoreError:
    """The sentence for a fault of the machine during a build. The version before is untouched in every case."""
    text = str(reason)
    number = getattr(reason, "errno", None)
    if number in _DISK_FULL or any(words in text for words in _DISK_FULL_WORDS):
        return StoreError(_disk_full(store))
    if number in _NO_RIGHTS or any(words in text for words in _NO_RIGHTS_WORDS):
        return StoreError(
            Sentence(
                "The store cannot be written in {folder}: this account has no right to ({reason}). "
                "Give it the right, or choose another folder with FENQUN_HOME. The version before is unchanged.",
                {"folder": str(store), "reason": _first_line(text)},
            )
        )
    if isinstance(reason, duckdb.OutOfMemoryException):
        return StoreError(
            Sentence(
                "The build needed more memory than it may use ({reason}). "
                "Raise FENQUN_MEMORY_LIMIT or free some memory. The version before is unchanged.",
                {"reason": _first_line(text)},
            )
        )
    if isinstance(reason, duckdb.OutOfRangeException | duckdb.ConversionException):
        return StoreError(
            Sentence(
                "An amount in the export is too large to be added up exactly ({reason}). "
                "Correct it at its source. The version before is unchanged.",
                {"reason": _first_line(text)},
            )
        )
    return StoreError(
        Sentence(
            "The store could not be built: {reason}. The version before is unchanged.",
            {"reason": _first_line(text)},
        )
    )


def _disk_full(store: Path) -> Sentence:
    standing = next(folder for folder in (store, *store.parents) if folder.exists())
    free = shutil.disk_usage(standing).free // 2**20
    return Sentence(
        "The disk under {folder} is full: {free} MiB are free, and the build needs more. "
        "Free some space or keep fewer versions (FENQUN_KEEP_VERSIONS). The version before is unchanged.",
        {"folder": str(store), "free": free},
    )


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0].rstrip(".") if text.strip() else "no reason given"
