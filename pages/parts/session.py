"""Who is looking, in which language, at which version of the data: one session's answers to that."""

from __future__ import annotations

import re
from collections.abc import Iterable

import streamlit as st

from data.access import Person, local_person
from data.sentence import Gap, Sentence
from data.settings import LANGUAGES, Settings, read_settings
from pages.locale import language_of_browser, reader
from pages.locale.reader import plain as plain

LANGUAGE_KEY = "lang"
CURRENCY_KEY = "store_currency"
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#~$:|!])")


_AT_THE_DOOR: dict[str, Settings] = {}


def open_house(read: Settings) -> None:
    """Called once by the door, before the first page runs."""
    _AT_THE_DOOR["settings"] = read


def settings() -> Settings:
    if not _AT_THE_DOOR:
        open_house(read_settings())
    return _AT_THE_DOOR["settings"]


def currency() -> str:
    """The currency of the version this session reads; before one is open, the setting's."""
    return str(st.session_state.get(CURRENCY_KEY) or settings().currency)


def person() -> Person:
    """The one who acts in this session: on one's own machine, whom the settings name."""
    return local_person(settings())


def language() -> str:
    """Chosen in the sidebar or by the link (`lang=`), else the setting, else the browser's."""
    chosen = st.session_state.get(LANGUAGE_KEY)
    return chosen if chosen in LANGUAGES else first_language()


def first_language() -> str:
    return settings().language or language_of_browser(st.context.locale)


def shielded(text: str) -> str:
    """A foreign name that cannot act as markdown: no link, no picture, no colour."""
    return MARKDOWN.sub(r"\\\1", text)


def say(text: str, /, *, plural: str | None = None, count: str | None = None, **gaps: Gap) -> str:
    """A sentence of a page in the reader's language, safe for Streamlit's markdown. `count` names the deciding gap."""
    return spoken(Sentence(text, gaps, plural, count))


def spoken(sentence: Sentence) -> str:
    """A sentence from a floor below, safe for Streamlit's markdown."""
    return reader.reader().words(sentence, shielded)


def in_a_row(sentences: Iterable[Sentence], *, is_plain: bool = False) -> str:
    """Whole sentences one after the other, safe for Streamlit's markdown unless plain."""
    return reader.in_a_row(sentences, str if is_plain else shielded)


def _session_reader() -> reader.Reader:
    return reader.Reader(language(), currency(), settings().timezone)


reader.read_by(_session_reader)
