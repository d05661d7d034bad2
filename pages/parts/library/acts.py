"""What can be done with a saved segment: the menu of its row, and the dialog or act behind each entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import streamlit as st

from data.access import Action
from data.audit import utc_now
from data.library import SavedSegment, archive_segment, load_segment, unarchive_segment
from pages.parts.library.dialogs import ask_to_delete, describe_it, duplicate_it, rename_it, show_link, show_users
from pages.parts.library.files import bring_in, download_all, download_one
from pages.parts.library.versions import show_versions
from pages.parts.library.words import tell_later
from pages.parts.session import person, say, settings, shielded
from pages.parts.states import failures_in_words

ASKED_KEY = "library_asked"


@dataclass(frozen=True)
class LibraryAct:
    """One entry of a row's menu: its words, the right it needs, and what shows it. `title` None: no dialog."""

    label: Callable[[], str]
    show: Callable[[SavedSegment], None]
    needs: Action = Action.SAVE
    title: Callable[[], str] | None = None
    width: Literal["small", "large"] = "small"


def _archive(saved: SavedSegment) -> None:
    archive_segment(settings(), saved.name, person=person(), now=utc_now())
    tell_later(say("{name} is in the archive. Where it is used it goes on working.", name=saved.name))
    st.rerun()


def _unarchive(saved: SavedSegment) -> None:
    unarchive_segment(settings(), saved.name, person=person(), now=utc_now())
    tell_later(say("{name} is in use again.", name=saved.name))
    st.rerun()


ACTS: Mapping[str, LibraryAct] = {
    "versions": LibraryAct(
        lambda: ":material/history: " + say("Version history"),
        show_versions,
        Action.LOOK,
        lambda: say("Version history"),
        "large",
    ),
    "describe": LibraryAct(
        lambda: ":material/sell: " + say("Description and tags"),
        describe_it,
        title=lambda: say("Description and tags"),
    ),
    "rename": LibraryAct(lambda: ":material/edit: " + say("Rename"), rename_it, title=lambda: say("Rename")),
    "duplicate": LibraryAct(
        lambda: ":material/content_copy: " + say("Duplicate"), duplicate_it, title=lambda: say("Duplicate")
    ),
    "users": LibraryAct(
        lambda: ":material/account_tree: " + say("Used by"), show_users, Action.LOOK, lambda: say("Used by")
    ),
    "link": LibraryAct(lambda: ":material/link: " + say("Link"), show_link, Action.LOOK, lambda: say("Link")),
    "export": LibraryAct(lambda: ":material/download: " + say("As a file"), download_one, Action.DOWNLOAD),
    "archive": LibraryAct(lambda: ":material/archive: " + say("Archive"), _archive),
    "unarchive": LibraryAct(lambda: ":material/unarchive: " + say("Take out of the archive"), _unarchive),
    "delete": LibraryAct(
        lambda: ":material/delete: " + say("Delete"), ask_to_delete, Action.DELETE, lambda: say("Delete for good")
    ),
}


def row_menu(saved: SavedSegment) -> None:
    """Only what this person may do and what makes sense for it; each act asks for its right again."""
    hidden = {"archive"} if saved.is_archived else {"unarchive", "delete"}
    offered = tuple(key for key, act in ACTS.items() if key not in hidden and person().may(act.needs))
    key = f"library_menu_{saved.name}"
    st.menu_button(
        ":material/more_vert:",
        offered,
        key=key,
        format_func=lambda act: ACTS[act].label(),
        type="tertiary",
        help=say("Version history, rename, duplicate, archive …"),
        on_click=_chosen,
        args=(key, saved.name),
    )


def _chosen(key: str, name: str) -> None:
    ask_for(st.session_state[key], name)


def ask_for(act: str, name: str = "") -> None:
    """What the next run opens, once."""
    st.session_state[ASKED_KEY] = (act, name)


def open_asked() -> None:
    act, name = st.session_state.pop(ASKED_KEY, ("", ""))
    if act == "import":
        st.dialog(say("Bring in a file"), width="medium")(bring_in)()
    elif act == "export_all":
        download_all()
    elif act in ACTS:
        with failures_in_words():
            _open(ACTS[act], load_segment(settings(), name))


def _open(act: LibraryAct, saved: SavedSegment) -> None:
    if act.title is None:
        act.show(saved)
        return
    st.dialog(act.title(), width=act.width)(partial(_in_words, act, saved))()


def _in_words(act: LibraryAct, saved: SavedSegment) -> None:
    st.markdown(f"**{shielded(saved.name)}**")
    with failures_in_words():
        act.show(saved)
