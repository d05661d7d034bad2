"""Who reads what is being written: a session says so for its pages, a command or a report for itself.

Words are asked for in many places, and the same reader holds for all of them, as with Django's `translation.override`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from data.sentence import Gap, Sentence
from pages.locale.words import render


@dataclass(frozen=True)
class Reader:
    """`currency` is the store's, `timezone` the business's."""

    language: str
    currency: str
    timezone: str

    def words(self, sentence: Sentence, escape: Callable[[str], str] = str) -> str:
        return render(sentence, self.language, self.currency, timezone=self.timezone, escape=escape)


_NAMED: ContextVar[Reader] = ContextVar("reader")
_AT_THE_DOOR: dict[str, Callable[[], Reader]] = {}


def read_by(whoever: Callable[[], Reader]) -> None:
    """Called once by a door whose reader changes from one session to the next."""
    _AT_THE_DOOR["reader"] = whoever


@contextmanager
def written_for(reader: Reader) -> Iterator[None]:
    """Whatever is written inside is written for this one."""
    token = _NAMED.set(reader)
    try:
        yield
    finally:
        _NAMED.reset(token)


def reader() -> Reader:
    """The one named last, else the door's; a `LookupError` where nobody reads is a defect."""
    return _NAMED.get(None) or _AT_THE_DOOR["reader"]()


def language() -> str:
    return reader().language


def currency() -> str:
    return reader().currency


def plain(text: str, /, *, plural: str | None = None, count: str | None = None, **gaps: Gap) -> str:
    """A sentence for charts, tables, files and paper, where markdown means nothing. `count` names the deciding gap."""
    return words(Sentence(text, gaps, plural, count))


def words(sentence: Sentence) -> str:
    return reader().words(sentence)


def in_a_row(sentences: Iterable[Sentence], escape: Callable[[str], str] = str) -> str:
    """Whole sentences one after the other; Chinese ones end with a sign that leaves room of its own."""
    between = "" if language().startswith("zh") else " "
    return between.join(reader().words(found, escape) for found in sentences)
