"""The list leaves: its form, a job that writes it with progress and a way out, and the links to its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid4

import streamlit as st

from data.access import Action, require
from data.contract import Sensitivity
from data.errors import Cancelled, FenqunError
from data.progress import Progress
from data.sentence import Sentence
from pages.parts.files import offer_file
from pages.parts.jobs import Job, begin_job, put_away
from pages.parts.lists.plan import forget_salt
from pages.parts.opened import store
from pages.parts.presence import this_session, while_present
from pages.parts.session import language, person, say, settings, spoken
from queries.catalog import catalog
from queries.engines import open_engine
from queries.lists.draw import Draw
from queries.lists.form import (
    HASHES,
    PRESETS,
    TREATMENT_LABELS,
    Division,
    Encoding,
    FileKind,
    Form,
    FormColumn,
    Treatment,
    form_measures,
)
from queries.lists.leave import LeftList, leave

RUNNING_KEY = "list_leaving"
POLL_SECONDS = 0.4
OWN_FORM = ""
FIRST_COLUMNS = ("users.user_id", "users.name", "users.tier", "users.city")
KIND_NAMES = {FileKind.CSV: "CSV", FileKind.XLSX: "Excel", FileKind.PARQUET: "Parquet"}


@dataclass(frozen=True)
class Leaving:
    """One list on its way: `slot` is this session's. `left` is filled by the job."""

    job: Job
    slot: str
    left: list[LeftList]


def show_leaving(found: Draw) -> None:
    """The form and the button; while files are written their progress; afterwards the files."""
    running: Leaving | None = st.session_state.get(RUNNING_KEY)
    if running is not None and not running.job.is_over:
        st.fragment(_watch, run_every=POLL_SECONDS)(running)
        return
    if running is not None:
        _show_outcome(running)
    with st.container(border=True, key="list_form"):
        form = _asked_form(found.plan.channel)
        may_download = person().may(Action.DOWNLOAD)
        st.button(
            say("Let the list leave"),
            key="list_leave",
            type="primary",
            icon=":material/send:",
            disabled=not may_download or not found.listed or form is None,
            help=None if may_download else say("An administrator can grant downloads."),
            on_click=_begin,
            args=(found, form),
        )
        st.caption(
            say("The files, their record and the control group are kept; from then on these people count as contacted.")
        )


def _asked_form(channel: str) -> Form | None:
    """None while no column is chosen."""
    presets = {preset.key: preset for preset in PRESETS if preset.channel == channel and _can_leave(preset.form)}
    chosen = st.selectbox(
        say("Form"),
        (*presets, OWN_FORM),
        key=f"list_preset_{channel}",
        format_func=lambda key: presets[key].label.in_language(language()) if key else say("Columns of my choice"),
    )
    form = presets[chosen].form if chosen else _own_columns()
    if form is None:
        return None
    kind = st.segmented_control(
        say("Kind of file"),
        tuple(FileKind),
        default=FileKind.CSV,
        key="list_kind",
        required=True,
        format_func=KIND_NAMES.__getitem__,
    )
    with st.expander(say("More about the files"), key="list_file_options", type="compact"):
        gb18030 = st.checkbox(say("CSV in GB18030 instead of UTF-8"), key="list_gb18030")
        compressed = st.checkbox(say("Compressed (gzip)"), key="list_gzip")
        technical = st.checkbox(say("Technical headers"), key="list_technical")
        by_variant = st.checkbox(say("One file for each variant"), key="list_by_variant")
        rows = st.number_input(say("Rows in a file at most"), 1, None, None, step=1000, key="list_rows")
    return replace(
        form,
        kind=FileKind(kind),
        encoding=Encoding.GB18030 if gb18030 else Encoding.UTF_8,
        is_compressed=compressed,
        has_technical_headers=technical,
        division=Division.VARIANT if by_variant else form.division,
        rows_per_file=None if rows is None else int(rows),
        with_variant=not by_variant and form.with_variant,
    )


def _can_leave(form: Form) -> bool:
    """Delivered, and not whole where the person may not see it whole."""
    offered = form_measures(catalog(store()))
    if any(column.measure not in offered for column in form.columns):
        return False
    whole = (column for column in form.columns if column.treatment is Treatment.CLEAR)
    return person().may(Action.SEE_CLEAR) or not any(
        offered[column.measure].sensitivity in (Sensitivity.CONTACT, Sensitivity.PERSONAL) for column in whole
    )


def _own_columns() -> Form | None:
    offered = form_measures(catalog(store()))
    st.session_state.setdefault("list_columns", [key for key in FIRST_COLUMNS if key in offered])
    columns = st.multiselect(
        say("Columns, in this order"),
        tuple(offered),
        key="list_columns",
        format_func=lambda key: offered[key].label.in_language(language()),
        placeholder=say("Choose columns"),
        select_all=False,
        persist_state="session",
    )
    contact = [key for key in columns if offered[key].sensitivity is Sensitivity.CONTACT]
    treatment = Treatment.MASKED
    if contact:
        treatment = st.selectbox(
            say("Contact details leave"),
            [
                each
                for each in Treatment
                if each in HASHES or each is Treatment.MASKED or person().may(Action.SEE_CLEAR)
            ],
            key="list_treatment",
            format_func=lambda each: TREATMENT_LABELS[each].in_language(language()),
        )
    chosen = tuple(
        FormColumn(key, treatment if key in contact else _usual(offered[key].sensitivity)) for key in columns
    )
    return Form(chosen) if chosen else None


def _usual(sensitivity: Sensitivity) -> Treatment:
    """Names are masked unless the person may see them whole."""
    if sensitivity is Sensitivity.PERSONAL and not person().may(Action.SEE_CLEAR):
        return Treatment.MASKED
    return Treatment.CLEAR


def _begin(found: Draw, form: Form) -> None:
    require(person(), Action.DOWNLOAD)
    slot, left = uuid4().hex, list[LeftList]()
    st.session_state[RUNNING_KEY] = Leaving(begin_job("list", _leaving(found, form, left), slot), slot, left)


def _leaving(found: Draw, form: Form, left: list[LeftList]) -> Callable[[Progress], Sentence]:
    """What the job does; who asks and what they see is settled now, not in the job's thread."""
    who, tongue, home, session = person(), language(), settings(), this_session()
    cursor = open_engine(store(), home).cursor()
    seen = {step: len(people) for step, people in found.gone.items()}

    def work(progress: Progress) -> Sentence:
        present = while_present(progress, session)
        gone = leave(cursor, found.plan, form, person=who, settings=home, language=tongue, seen=seen, progress=present)
        left.append(gone)
        return Sentence(
            "The list left, on record as {list}: {people} person. Files: {files}.",
            {"list": gone.kept.id, "people": sum(file.rows for file in gone.files), "files": len(gone.files)},
            "The list left, on record as {list}: {people} people. Files: {files}.",
            "people",
        )

    return work


def _watch(running: Leaving) -> None:
    if running.job.is_over:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.progress(running.job.done, text=spoken(running.job.sentence))
        st.button(say("Cancel"), key="list_leave_cancel", on_click=running.job.stop)


def _show_outcome(running: Leaving) -> None:
    st.session_state.pop(RUNNING_KEY)
    put_away(running.job, running.slot)
    match running.job.outcome:
        case Sentence() as good:
            st.success(spoken(good), icon=":material/check_circle:")
            for left in running.left:
                for file in left.files:
                    offer_file(left.folder / file.name, file.name)
            forget_salt()
        case Cancelled():
            st.caption(say("The list was not finished, and nothing of it is kept."))
        case FenqunError() as error:
            for fault in error.faults:
                st.error(spoken(fault))
