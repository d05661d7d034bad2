"""All saved segments as a list that can be searched, with the size of each on the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.access import Action
from data.errors import Cancelled, SegmentError
from data.library import SavedSegment, list_segments
from data.sentence import Sentence
from data.store import Version
from pages.locale import figures
from pages.parts.asked_about import asked_day
from pages.parts.asking import computed
from pages.parts.controls import one_of
from pages.parts.frame import toolbar
from pages.parts.library.acts import ask_for, open_asked, row_menu
from pages.parts.library.words import tell, who_and_when
from pages.parts.navigation import page_of
from pages.parts.plan import planned
from pages.parts.segments.library import SAVED_LINK
from pages.parts.session import language, person, say, settings, shielded, spoken
from pages.parts.states import show_nothing
from queries.audience import Audience
from queries.segments import LibraryShelf, Segment, condition_counts, parse_segment

ROWS_A_PAGE = 20
IN_USE, ARCHIVED = "in_use", "archived"
NOTHING_SAVED = Sentence("No segment has been saved yet. Build a rule on the page “Segments” and save it.")
NOTHING_ARCHIVED = Sentence("Nothing is in the archive.")
NOTHING_FOUND = Sentence("No saved segment fits this search.")


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    text: str
    tags: tuple[str, ...]
    author: str


def show_library(version: Version) -> None:
    with toolbar("library_toolbar"):
        shelf, day = _shelf(), asked_day("library_as_of")
        _file_buttons()
    every = list_segments(settings(), archived=shelf == ARCHIVED)
    wanted = _wanted(every) if every else Wanted("", (), "")
    found = list_segments(
        settings(), text=wanted.text, tags=wanted.tags, author=wanted.author, archived=shelf == ARCHIVED
    )
    if not found:
        empty = NOTHING_ARCHIVED if shelf == ARCHIVED else NOTHING_SAVED
        show_nothing(NOTHING_FOUND if every else empty)
    shown = _page_of(found)
    places = {saved.name: _row(saved) for saved in shown}
    open_asked()
    tell()
    for saved in shown:
        with places[saved.name]:
            _size(saved, day)


def _shelf() -> str:
    labels = {IN_USE: say("In use"), ARCHIVED: say("Archive")}
    return one_of("library_shelf", labels, IN_USE, label=say("Which segments"))


def _file_buttons() -> None:
    """Rules in and out as files; who may not, is told who can grant it."""
    may_save, may_download = person().may(Action.SAVE), person().may(Action.DOWNLOAD)
    st.button(
        say("Bring in a file"),
        key="library_import",
        icon=":material/upload:",
        type="tertiary",
        disabled=not may_save,
        help=None if may_save else say("An administrator can grant saving."),
        on_click=ask_for,
        args=("import",),
    )
    st.button(
        say("All as a file"),
        key="library_export",
        icon=":material/download:",
        type="tertiary",
        disabled=not may_download,
        help=None if may_download else say("An administrator can grant downloads."),
        on_click=ask_for,
        args=("export_all",),
    )


def _wanted(every: Sequence[SavedSegment]) -> Wanted:
    tags = sorted({tag for saved in every for tag in saved.tags})
    authors = sorted({saved.saved_by for saved in every})
    with st.container(horizontal=True, gap="small", key="library_search_row"):
        text = st.text_input(
            say("Search"),
            key="library_search",
            placeholder=say("Search names, descriptions, tags, notes"),
            label_visibility="collapsed",
            icon=":material/search:",
            width=340,
        )
        chosen: list[str] = []
        if tags:
            chosen = st.multiselect(
                say("Tags"),
                tags,
                key="library_tags",
                placeholder=say("Tags"),
                label_visibility="collapsed",
                width=260,
            )
        author = None
        if len(authors) > 1:
            author = st.selectbox(
                say("Saved by"),
                authors,
                index=None,
                key="library_author",
                placeholder=say("Saved by"),
                label_visibility="collapsed",
                width=180,
            )
    return Wanted(text, tuple(chosen), author or "")


def _page_of(found: Sequence[SavedSegment]) -> Sequence[SavedSegment]:
    pages = -(-len(found) // ROWS_A_PAGE)
    if pages <= 1:
        return found
    number = st.pagination(pages, key="library_page")
    return found[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]


def _row(saved: SavedSegment) -> DeltaGenerator:
    """One segment; gives the place of its size, which is counted once all rows stand."""
    with st.container(border=True, key=f"library_row_{saved.name}"):
        about, people, last, menu = st.columns([6, 2.2, 3.2, 0.8], vertical_alignment="center", gap="small")
        with about, st.container(gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                st.page_link(
                    page_of(planned("segments")),
                    label=f"**{shielded(saved.name)}**",
                    query_params={SAVED_LINK: saved.name},
                )
                for tag in saved.tags:
                    st.badge(shielded(tag), color="gray")
            if saved.description:
                st.caption(shielded(saved.description))
        place = people.container()
        last.caption(spoken(who_and_when(saved)), help=_note(saved))
        with menu:
            row_menu(saved)
    return place


def _note(saved: SavedSegment) -> str | None:
    words = saved.came_by_words
    return shielded(saved.note) or (spoken(words) if words else None)


def _size(saved: SavedSegment, day: date) -> None:
    """Counts are kept, so a list that was looked at before costs nothing; what is being counted shows its time."""
    try:
        segment = parse_segment(saved.document, shelf=LibraryShelf(settings()))
        people, everyone = _counted(segment, day)
    except SegmentError as wrong:
        faults = "\n\n".join(spoken(fault) for fault in wrong.faults[:5])
        st.caption(say("Cannot be counted with these data"), help=faults)
        return
    except Cancelled:
        st.caption("–")
        return
    share = figures.share(people / everyone if everyone else 0.0, language())
    st.markdown(
        say("{people} person · {share}", plural="{people} people · {share}", count="people", people=people, share=share)
    )


def _counted(segment: Segment, day: date) -> tuple[int, int]:
    counts = computed(
        "segment_counts",
        lambda cursor: condition_counts(cursor, segment, as_of=day),
        Audience(day, segment),
        True,
    )
    return counts.people, counts.everyone
