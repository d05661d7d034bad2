"""Saved segments as files: one or all of them down, and a file of them up, with a say in where names are taken."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from data.audit import utc_now
from data.errors import FenqunError
from data.library import Clash, SavedSegment, TakenIn, list_segments, segment_history, segments_file, take_in
from pages.parts.files import file_name_of, offer_file, write_small_file
from pages.parts.library.words import tell_later
from pages.parts.session import person, plain, say, settings, spoken
from queries.segments.filed import checked_segments_file


def download_one(saved: SavedSegment) -> None:
    content = segments_file([segment_history(settings(), saved.name)])
    offer_file(write_small_file(content, "json"), f"{file_name_of(saved.name)}.json")


def download_all() -> None:
    """The archive too: what leaves is the whole library."""
    every = (*list_segments(settings()), *list_segments(settings(), archived=True))
    content = segments_file(segment_history(settings(), saved.name) for saved in every)
    offer_file(write_small_file(content, "json"), f"{file_name_of(plain('segments'))}.json")


def bring_in() -> None:
    """Looks into every rule before anything is taken in; all come in or none."""
    st.caption(say("A file of saved segments with their versions, or one rule. All of it comes in, or nothing."))
    file = st.file_uploader(
        say("File"), type=["json"], key="library_file", label_visibility="collapsed", max_upload_size=50
    )
    labels = {
        Clash.REFUSE: say("tell me, and take nothing in"),
        Clash.BESIDE: say("keep both: the one from the file gets a number"),
        Clash.NEW_VERSION: say("add the one from the file as a new version"),
    }
    clash = st.radio(
        say("Where a name is taken by another rule"),
        tuple(Clash),
        index=0,
        format_func=labels.__getitem__,
        key="library_clash",
    )
    if st.button(say("Bring in"), key="library_import_now", type="primary", disabled=file is None) and file is not None:
        _take_in(file.getvalue(), PurePath(file.name).stem, clash or Clash.REFUSE)


def _take_in(content: bytes, name: str, clash: Clash) -> None:
    now, who = utc_now(), person()
    try:
        filed = checked_segments_file(content, bare_name=name, person=who, now=now)
        taken = take_in(settings(), filed, clash=clash, person=who, now=now)
    except FenqunError as refused:
        for fault in refused.faults[:20]:
            st.error(spoken(fault))
        if len(refused.faults) > 20:
            st.caption(say("{n} more", n=len(refused.faults) - 20))
        return
    tell_later(_told(taken))
    st.rerun()


def _told(taken: TakenIn) -> str:
    return say(
        "New: {added}. As a new version: {on_top}. Already here: {unchanged}.",
        added=_listed(taken.added),
        on_top=_listed(taken.new_versions),
        unchanged=_listed(taken.unchanged),
    )


def _listed(names: tuple[str, ...]) -> str | None:
    return ", ".join(names) or None
