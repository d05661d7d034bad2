"""Check and build from the inbox, with progress and a way out; and the versions there are."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import streamlit as st

from data.access import Action, Person, require
from data.audit import record, utc_now
from data.errors import ExportRefused, FenqunError, MappingError
from data.inbox import mapping_path
from data.intake import CheckedExport, check_export, discard_staging, read_mapping
from data.progress import Progress
from data.sentence import Sentence
from data.settings import Settings
from data.store import build_store, list_versions
from pages.locale import figures
from pages.parts.handing_in import show_hand_in, show_questions
from pages.parts.health import show_each
from pages.parts.jobs import Job, Report, begin_job, current_job, put_away
from pages.parts.opened import VERSION_KEY, newer_id, switch_version
from pages.parts.session import language, person, say, settings, spoken
from pages.parts.tables import plain_table

POLL_SECONDS = 0.5


def show_builds() -> None:
    """What lies in the inbox, and the two things to do with it."""
    st.subheader(say("Take in an export"), anchor=False)
    may_build = person().may(Action.BUILD)
    waiting = delivered_files(settings().inbox)
    if waiting:
        st.markdown(
            say(
                "{files} file lies in {inbox}.",
                plural="{files} files lie in {inbox}.",
                count="files",
                files=len(waiting),
                inbox=str(settings().inbox),
            )
        )
    else:
        st.markdown(say("The inbox {inbox} is empty. Put the export's files there.", inbox=str(settings().inbox)))
    show_hand_in(waiting)
    if not may_build:
        st.caption(say("Building needs a right that an administrator can grant (setting “role”)."))
    with st.container(horizontal=True, key="build_actions"):
        is_busy = is_job_running()
        off = is_busy or not waiting or not may_build
        st.button(say("Check only"), key="check_inbox", disabled=off, on_click=_begin, args=("check",))
        st.button(
            say("Check and build"), key="build_inbox", type="primary", disabled=off, on_click=_begin, args=("build",)
        )
    _show_job()


def is_job_running() -> bool:
    job = current_job()
    return job is not None and not job.is_over


def delivered_files(inbox: Path) -> tuple[Path, ...]:
    """What an export may be made of; hidden files are nobody's export."""
    if not inbox.is_dir():
        return ()
    return tuple(sorted(path for path in inbox.iterdir() if not path.name.startswith(".")))


def _begin(name: str) -> None:
    who, home = person(), settings()
    require(who, Action.BUILD)
    begin_job(name, lambda progress: (check_inbox if name == "check" else build_inbox)(who, home, progress))


def _check_again(job: Job) -> None:
    put_away(job)
    _begin("check")


def check_inbox(who: Person, home: Settings, progress: Progress) -> Report:
    """Read and judge the inbox; keep nothing."""
    require(who, Action.BUILD)
    export = _checked(home, progress)
    discard_staging(export)
    able = Sentence(
        "The export can be built, to {day}. Rows: {rows}, tables: {tables}, findings: {findings}.",
        {
            "rows": sum(table.good_rows for table in export.tables.values()),
            "tables": len(export.tables),
            "day": export.data_end,
            "findings": len(export.findings),
        },
    )
    return Report(able, tuple(export.findings))


def build_inbox(who: Person, home: Settings, progress: Progress) -> Sentence:
    """Check, build, and make the new version the current one. A failure leaves the old one current."""
    require(who, Action.BUILD)
    export = _checked(home, progress)
    try:
        version = build_store(export, settings=home, progress=progress, now=datetime.now(UTC))
    finally:
        discard_staging(export)
    record(home, at=utc_now(), person=who, act="store_built", what=str(home.inbox), version=version.id)
    return Sentence(
        "Version {version} is ready: {people} people, data to {day}.",
        {"version": version.id, "people": version.manifest.people, "day": version.manifest.data_end},
    )


def _checked(home: Settings, progress: Progress) -> CheckedExport:
    mapping = read_mapping(mapping_path(home))
    return check_export([home.inbox], settings=home, mapping=mapping, progress=progress, now=datetime.now(UTC))


def _show_job() -> None:
    job = current_job()
    if job is None:
        return
    if job.is_over:
        _show_outcome(job)
    else:
        st.fragment(_watch, run_every=POLL_SECONDS)()


def _watch() -> None:
    job = current_job()
    if job is None or job.is_over:
        st.rerun()
    st.progress(job.done, text=spoken(job.sentence))
    st.button(say("Cancel"), key="cancel_job", on_click=job.stop)


def _show_outcome(job: Job) -> None:
    with st.container(border=True, key="job_outcome"):
        match job.outcome:
            case Sentence() as good:
                st.markdown(f":material/check_circle: {spoken(good)}")
                if newer_id():
                    st.button(say("Switch to it"), key="switch_after_build", type="primary", on_click=switch_version)
            case Report(sentence, findings):
                st.markdown(f":material/check_circle: {spoken(sentence)}")
                show_each(findings, "checked")
            case ExportRefused() as refused:
                st.markdown(f":material/block: **{say('The export was refused; the data in use are as before.')}**")
                _show_faults(refused)
                show_each(refused.report, "refused")
            case MappingError() as asked:
                show_questions(asked, check_again=partial(_check_again, job))
            case FenqunError() as error:
                _show_faults(error)
        st.button(say("Close"), key="close_outcome", on_click=put_away, args=(job,))


def _show_faults(error: FenqunError) -> None:
    for fault in error.faults:
        st.markdown(f"- {spoken(fault)}")


def show_versions() -> None:
    """All versions, newest first, with the one in use marked."""
    versions = list_versions(settings())
    held = st.session_state.get(VERSION_KEY)
    st.subheader(say("Versions"), anchor=False)
    plain_table(
        {
            say("Version"): [version.id for version in versions],
            say("Built"): [
                figures.moment(version.manifest.built_at, language(), settings().timezone) for version in versions
            ],
            say("Data to"): [figures.day(version.manifest.data_end, language()) for version in versions],
            say("People"): [figures.whole(version.manifest.people, language()) for version in versions],
            say("In use here"): ["●" if version.id == held else "" for version in versions],
        }
    )
