"""What may be written in the library: names, tags, descriptions and notes, each of moderate length."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from data.errors import LibraryError
from data.sentence import Sentence

LONGEST_NAME = 100
LONGEST_TAG = 40
LONGEST_TEXT = 1_000
MOST_TAGS = 20


def composed(text: str) -> str:
    """The same letters typed on another keyboard are the same text."""
    return unicodedata.normalize("NFC", text).strip()


def usable_name(name: str) -> str:
    """Raises `LibraryError`."""
    kept = composed(name)
    if not 1 <= len(kept) <= LONGEST_NAME or not kept.isprintable():
        raise LibraryError(
            Sentence(
                "A segment's name is one line of 1 to {limit} characters; this one is {found}.",
                {"limit": LONGEST_NAME, "found": ascii(name)[:60] if not name.isprintable() else repr(name)[:60]},
            )
        )
    return kept


def usable_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """In order, each once. Raises `LibraryError`."""
    kept = tuple(sorted({composed(tag) for tag in tags}))
    for tag in kept:
        if not 1 <= len(tag) <= LONGEST_TAG or not tag.isprintable():
            raise LibraryError(
                Sentence(
                    "A tag is one line of 1 to {limit} characters; this one is {found}.",
                    {"limit": LONGEST_TAG, "found": ascii(tag)[:60]},
                )
            )
    if len(kept) > MOST_TAGS:
        gaps = {"found": len(kept), "limit": MOST_TAGS}
        raise LibraryError(Sentence("A segment has at most {limit} tags; these are {found}.", gaps))
    return kept


def usable_text(text: str) -> str:
    """A description or note. Raises `LibraryError`."""
    kept = composed(text)
    if len(kept) > LONGEST_TEXT or not all(letter.isprintable() or letter in "\n\t" for letter in kept):
        raise LibraryError(
            Sentence(
                "A description or note has at most {limit} characters and none that cannot be printed; "
                "this one has {found}: {text}.",
                {"limit": LONGEST_TEXT, "found": len(kept), "text": ascii(kept)[:60]},
            )
        )
    return kept
