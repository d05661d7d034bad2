"""The frame around every page: language, head with chips and data date, numbers with their definition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from data.errors import StoreError
from pages.parts.controls import one_listed
from pages.parts.opened import data_date_text, show_newer_version, store
from pages.parts.plan import planned
from pages.parts.session import LANGUAGE_KEY, first_language, language, say
from pages.parts.shell import HTML_LANG

LOGO = str(Path(__file__).parent / "logo.svg")
ICON = str(Path(__file__).parent / "icon.svg")  # a named icon would be fetched from elsewhere
STYLE = (Path(__file__).parent / "style.css").read_text("utf-8")
# Streamlit writes white on the accent; on the dark theme's bright one that cannot be read.
DARK_STYLE = (
    '[data-testid^="stBaseButton-primary"]:enabled :is(p, span) { color: #0B1F1D; }'
    ":is(a, button, summary, [tabindex], [role]):focus-visible { outline-color: #2DD4BF !important; }"
)
LANGUAGE_NAMES = {"zh_CN": "简体中文", "zh_TW": "繁體中文", "en": "English"}


def shared_head() -> None:
    """Before any page: its settings, the choice of language, the banner of newer data."""
    st.set_page_config(page_title="Fenqun 分群", page_icon=ICON, layout="wide")
    st.logo(LOGO, size="large")
    with st.sidebar:
        _choose_language()
    st.html(f"<style>{STYLE.replace('LANGUAGE', HTML_LANG[language()])}{DARK_STYLE if is_dark() else ''}</style>")


def _choose_language() -> None:
    one_listed(LANGUAGE_KEY, LANGUAGE_NAMES, first_language(), label=say("Language"))


def is_dark() -> bool:
    return st.context.theme.type == "dark"


@contextmanager
def toolbar(key: str) -> Iterator[None]:
    """Controls in one row that wraps on a telephone."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=key):
        yield


def page_head(name: str, chips: Sequence[str] = ()) -> None:
    """Title, its question in one line, the chips that apply, and the data's date with its dot."""
    page = planned(name)
    title, date = st.columns([3, 2], vertical_alignment="bottom")
    title.title(page.title.in_language(language()), anchor=False)
    title.caption(page.question.in_language(language()))
    with date, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        _data_date()
        _copy_link()
    show_newer_version()
    if chips:
        with st.container(horizontal=True, gap="small"):
            for chip in chips:
                st.badge(chip, color="gray")


def _data_date() -> None:
    try:
        version = store()
    except StoreError:
        return
    st.markdown(data_date_text(version, datetime.now(UTC)), width="content")


def _copy_link() -> None:
    """The address holds the state of the page; the shell's script copies it at the click."""
    copied = st.button(say("Copy link"), key="copy_link", type="tertiary", icon=":material/link:")
    if copied:
        st.toast(say("The link to this view is copied."), icon=":material/link:")
