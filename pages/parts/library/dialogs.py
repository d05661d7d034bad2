"""The small dialogs of the library: rename, duplicate, describe and tag, used by, link, delete."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

import streamlit as st

from data.audit import utc_now
from data.errors import FenqunError
from data.library import (
    SavedSegment,
    Use,
    delete_segment,
    describe_saved,
    duplicate_segment,
    rename_segment,
    tag_segment,
    used_by,
)
from pages.parts.library.words import known_tags, tell_later
from pages.parts.navigation import page_of
from pages.parts.plan import planned
from pages.parts.segments.library import SAVED_LINK
from pages.parts.session import language, person, plain, say, settings, shielded, spoken


def done(act: Callable[[], str]) -> None:
    """Does it, closes the dialog and tells what was done; a refusal stays in the dialog."""
    try:
        said = act()
    except FenqunError as refused:
        for fault in refused.faults:
            st.error(spoken(fault))
        return
    tell_later(said)
    st.rerun()


def rename_it(saved: SavedSegment) -> None:
    users = used_by(settings(), saved.name)
    new_name = st.text_input(say("New name"), value=saved.name, max_chars=100, key="library_new_name")
    if users:
        st.caption(say("These mention it and follow, in a version of their own: {names}", names=_names(users)))
    if st.button(say("Rename"), key="library_rename_now", type="primary", disabled=new_name.strip() == saved.name):
        done(lambda: _rename(saved, new_name))


def _rename(saved: SavedSegment, new_name: str) -> str:
    renamed = rename_segment(settings(), saved.name, new_name, person=person(), now=utc_now())
    return say("{name} is now called {new_name}.", name=saved.name, new_name=renamed.saved.name)


def duplicate_it(saved: SavedSegment) -> None:
    new_name = st.text_input(
        say("Name of the copy"),
        value=plain("{name} (copy)", name=saved.name)[:100],
        max_chars=100,
        key="library_copy_name",
    )
    if st.button(say("Duplicate"), key="library_duplicate_now", type="primary", disabled=not new_name.strip()):
        done(lambda: _duplicate(saved, new_name))


def _duplicate(saved: SavedSegment, new_name: str) -> str:
    copy = duplicate_segment(settings(), saved.name, new_name, person=person(), now=utc_now())
    return say("{copy} is a copy of {name}.", copy=copy.name, name=saved.name)


def describe_it(saved: SavedSegment) -> None:
    description = st.text_area(
        say("What it is for"), value=saved.description, max_chars=1000, key="library_description"
    )
    tags = st.multiselect(
        say("Tags"),
        sorted({*known_tags(), *saved.tags}),
        default=saved.tags,
        key="library_new_tags",
        accept_new_options=True,
        max_selections=20,
        placeholder=say("Choose tags or type new ones"),
    )
    if st.button(say("Save"), key="library_describe_now", type="primary"):
        done(lambda: _describe(saved, description, tags))


def _describe(saved: SavedSegment, description: str, tags: list[str]) -> str:
    now, who = utc_now(), person()
    if description.strip() != saved.description:
        describe_saved(settings(), saved.name, description, was=saved.description, person=who, now=now)
    add, remove = {*tags} - {*saved.tags}, {*saved.tags} - {*tags}
    if add or remove:
        tag_segment(settings(), saved.name, add=add, remove=remove, person=who, now=now)
    return say("Saved.")


def show_users(saved: SavedSegment) -> None:
    users = used_by(settings(), saved.name)
    if not users:
        st.markdown(say("Nothing uses {name}.", name=saved.name))
    for use in users:
        archived = say("in the archive") if use.is_archived else ""
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.page_link(page_of(planned("segments")), label=shielded(use.name), query_params={SAVED_LINK: use.name})
            st.caption(" · ".join(filter(None, (use.kind.in_language(language()), archived))))


def show_link(saved: SavedSegment) -> None:
    """The address under which its newest version opens."""
    here = urlsplit(st.context.url or "")
    address = here._replace(path="/segments", query=urlencode({SAVED_LINK: saved.name}), fragment="").geturl()
    st.markdown(say("This link opens the newest version of {name}:", name=saved.name))
    st.code(address, language=None, wrap_lines=True)


def ask_to_delete(saved: SavedSegment) -> None:
    users = used_by(settings(), saved.name)
    if users:
        st.warning(say("It is used by {names} and stays in the archive.", names=_names(users)), icon=":material/link:")
        return
    st.markdown(
        say(
            "{name} and its {n} version are deleted for good. A file made before can bring it back.",
            plural="{name} and its {n} versions are deleted for good. A file made before can bring it back.",
            count="n",
            name=saved.name,
            n=saved.version,
        )
    )
    if st.button(say("Delete for good"), key="library_delete_now", type="primary"):
        done(lambda: _delete(saved))


def _delete(saved: SavedSegment) -> str:
    delete_segment(settings(), saved.name, person=person(), now=utc_now())
    return say("{name} is deleted.", name=saved.name)


def _names(users: tuple[Use, ...]) -> str:
    return ", ".join(use.name for use in users)
