"""All people of the rule as a CSV: written to disk by a job of its own, with progress and a way out, then fetched."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import streamlit as st

from data.access import Action, require
from data.errors import Cancelled, FenqunError
from data.progress import Progress
from data.sentence import Sentence
from pages.parts.files import file_name_of, offer_file
from pages.parts.jobs import Job, begin_job, put_away
from pages.parts.opened import store
from pages.parts.segments.session import draft
from pages.parts.session import language, person, plain, say, settings, spoken
from queries.audience import Audience
from queries.engines import open_engine
from queries.lists import write_list

FOLDER = "segments"
RUNNING_KEY = "segment_download_running"
POLL_SECONDS = 0.4


@dataclass(frozen=True)
class Download:
    """One file on its way: `slot` is this session's, so that sessions do not wait for each other."""

    job: Job
    slot: str
    path: Path
    file_name: str


def download_list(audience: Audience, columns: tuple[str, ...], *, clear: bool) -> None:
    """The button and, while the file is written, its progress."""
    may_download = person().may(Action.DOWNLOAD)
    st.button(
        say("Download CSV"),
        key="segment_download",
        icon=":material/download:",
        type="primary",
        disabled=not may_download,
        help=None if may_download else say("An administrator can grant downloads."),
        on_click=_begin,
        args=(audience, columns, clear),
    )
    running: Download | None = st.session_state.get(RUNNING_KEY)
    if running is not None and not running.job.is_over:
        st.fragment(_watch, run_every=POLL_SECONDS)(running)
    elif running is not None:
        _show_outcome(running)


def _begin(audience: Audience, columns: tuple[str, ...], clear: bool) -> None:
    require(person(), Action.DOWNLOAD)
    folder = settings().lists / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    _forget_old(folder)
    token = uuid4().hex
    path = folder / f"{token}.csv"
    name = f"{file_name_of(draft().name or plain('segment'), audience.as_of.isoformat())}.csv"
    job = begin_job("list", _writing(audience, columns, path, clear=clear), token)
    st.session_state[RUNNING_KEY] = Download(job, token, path, name)


def _writing(
    audience: Audience, columns: tuple[str, ...], path: Path, *, clear: bool
) -> Callable[[Progress], Sentence]:
    """What the job does; who asks and what they see is settled now, not in the job's thread."""
    who, tongue, home = person(), language(), settings()
    cursor = open_engine(store(), home).cursor()

    def work(progress: Progress) -> Sentence:
        written = write_list(
            cursor,
            audience,
            columns,
            person=who,
            language=tongue,
            path=path,
            settings=home,
            clear=clear,
            progress=progress,
        )
        return Sentence(
            "{people} person is in the file.", {"people": written.rows}, "{people} people are in the file.", "people"
        )

    return work


def _watch(running: Download) -> None:
    if running.job.is_over:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(running.job.done, text=spoken(running.job.sentence))
        st.button(say("Cancel"), key="segment_download_cancel", on_click=running.job.stop)


def _show_outcome(running: Download) -> None:
    st.session_state.pop(RUNNING_KEY)
    put_away(running.job, running.slot)
    match running.job.outcome:
        case Sentence() as good:
            st.markdown(f":material/check_circle: {spoken(good)}", width="content")
            offer_file(running.path, running.file_name)
        case Cancelled():
            st.caption(say("The file was not finished, and nothing of it is kept."), width="content")
        case FenqunError() as error:
            for fault in error.faults:
                st.error(spoken(fault))


def _forget_old(folder: Path) -> None:
    """A list can be drawn again; a file whose link has died is only in the way."""
    oldest = time.time() - settings().link_seconds
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
