"""What a page shows when it cannot show its answer: empty, forbidden, too few, failed; each with the next step."""

from __future__ import annotations

import logging
import secrets
import shlex
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

import streamlit as st
from streamlit.errors import StreamlitDuplicateElementKey

from data.errors import Cancelled, FenqunError, Forbidden, NoStore, NotDelivered, VersionGone
from data.sentence import Sentence
from pages.parts.asking import ask_again
from pages.parts.navigation import page_of
from pages.parts.opened import switch_version
from pages.parts.plan import planned
from pages.parts.session import say, settings, spoken

log = logging.getLogger("fenqun.pages")


@contextmanager
def failures_in_words() -> Iterator[None]:
    """Turns what went wrong inside into a state of the page."""
    try:
        yield
    except Exception as error:
        show_failure(error)


def show_failure(error: Exception) -> None:
    """Expected errors speak for themselves; all others get a number that stands in the log."""
    match error:
        case NoStore():
            show_empty_house()
        case VersionGone():
            _show_version_gone(error)
        case Forbidden():
            _show(":material/lock:", say("This is not open to you"), error)
        case NotDelivered():
            _show(":material/inventory_2:", say("The export lacks what this needs"), error)
        case Cancelled():
            show_cancelled()
        case FenqunError():
            _show(":material/error:", say("This could not be done"), error)
        case _:
            _show_unexpected(error)


def on_script_error(error: Exception) -> bool:
    """Streamlit's hook for callbacks and fragments, where no `with` of ours stands around."""
    show_failure(error)
    return True


def show_empty_house(*, is_data_page: bool = False) -> None:
    """Nothing has been built yet: what would be here, and the one next step."""
    st.subheader(say("There is no data yet"), anchor=False)
    st.markdown(say("Numbers appear here once an export has been checked and built into a store version."))
    st.markdown(
        say("Put your export files into {inbox} and build them on the page “Data”.", inbox=str(settings().inbox))
    )
    if not is_data_page:
        st.page_link(page_of(planned("data")), label=say("Bring an export"), icon=":material/database:")
    st.markdown(say("To look around first, make the demo brand in a terminal:"))
    st.code(f"python cli.py demo\npython cli.py build {shlex.quote(str(settings().home / 'demo'))}", language="bash")


def show_too_few(found: int, needed: int) -> None:
    """No rate from a handful of people: the number found and the number it would take."""
    st.info(
        say(
            "Too few to judge: {found} person, and at least {needed} are needed.",
            plural="Too few to judge: {found} people, and at least {needed} are needed.",
            count="found",
            found=found,
            needed=needed,
        ),
        icon=":material/group_off:",
    )


def show_nothing(sentence: Sentence) -> None:
    """An empty answer with its reason."""
    st.info(spoken(sentence), icon=":material/info:")


def show_cancelled() -> None:
    st.info(say("You stopped this calculation."), icon=":material/cancel:")
    _retry()


def _show_version_gone(error: FenqunError) -> None:
    _show(":material/history:", say("This data version was replaced"), error)
    with _once_a_page():
        st.button(say("Use the current version"), key="use_current_after_gone", type="primary", on_click=switch_version)


def _show(icon: str, title: str, error: FenqunError) -> None:
    with st.container(border=True):
        st.markdown(f"{icon} **{title}**")
        for fault in error.faults:
            st.markdown(spoken(fault))


def _show_unexpected(error: Exception) -> None:
    number = secrets.token_hex(4)
    log.error("error %s on a page", number, exc_info=error)
    with st.container(border=True):
        st.markdown(f":material/error: **{say('Something went wrong here, and it is not your doing')}**")
        st.markdown(
            say("The log of the server has the reason under the number {number}. You can try again.", number=number)
        )
        _retry()


def _retry() -> None:
    with _once_a_page():
        st.button(say("Try again"), key="try_again", icon=":material/refresh:", on_click=ask_again)


def _once_a_page() -> AbstractContextManager[None]:
    """Several parts of a page can fail at once; one way out serves them all."""
    return suppress(StreamlitDuplicateElementKey)
