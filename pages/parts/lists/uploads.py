"""Lists that somebody brings: a file is looked at, then kept for rules and suppression, or as messages sent."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

import streamlit as st

from data.access import Action, require
from data.audit import utc_now
from data.errors import FenqunError
from data.sentence import Sentence
from data.uploaded import (
    MATCH_LABELS,
    MatchOn,
    UploadedList,
    delete_uploaded,
    rename_uploaded,
    replace_uploaded,
    segments_naming,
    upload_list,
    uploaded_lists,
)
from data.uploaded.read import UploadedFile, read_upload
from pages.locale import figures
from pages.parts.library.words import tell_later
from pages.parts.lists.asked import ask_button, open_asked
from pages.parts.lists.sent import asked_to_be_told
from pages.parts.opened import store
from pages.parts.session import language, person, plain, say, settings, shielded, spoken
from pages.parts.states import failures_in_words, show_nothing
from pages.parts.tables import plain_table
from queries.engines import open_engine
from queries.segments.listed import people_named

ROUND_KEY, REPORT_KEY = "upload_round", "upload_report"
ENDINGS = ["csv", "tsv", "txt", "xlsx", "parquet"]
LARGEST_MEGABYTES = 50  # as `maxUploadSize` in .streamlit/config.toml
FOR_RULES, FOR_TOUCHES = "rules", "touches"


def show_uploads() -> None:
    """The place to bring a file, and every list that rules can name."""
    if person().may(Action.SAVE):
        _bring()
    _tell_report()
    kept = uploaded_lists(settings())
    if not kept:
        show_nothing(Sentence("No list has been uploaded yet. Rules and suppression can name those that are."))
    for found in kept:
        _row(found)
    open_asked(
        {"rename": (say("Rename"), _rename), "delete": (say("Delete"), _delete)}, {each.id: each for each in kept}
    )


def _bring() -> None:
    with st.container(border=True, key="upload_box"):
        file = st.file_uploader(
            say("A file that names people: CSV, Excel or Parquet"),
            type=ENDINGS,
            key=f"upload_file_{st.session_state.get(ROUND_KEY, 0)}",
            max_upload_size=LARGEST_MEGABYTES,
            help=say("Members are found by their ID, phone, e-mail, UnionID, OpenID or WeCom external ID."),
        )
        if file is None:
            return
        with failures_in_words():
            read = _read(file)
            match = _asked_match(read)
            labels = {
                FOR_RULES: say("To name in rules, or to spare these people"),
                FOR_TOUCHES: say("These people were sent messages already"),
            }
            purpose = st.segmented_control(
                say("What it is for"),
                tuple(labels),
                default=FOR_RULES,
                key="upload_purpose",
                format_func=labels.__getitem__,
                required=True,
            )
            if purpose == FOR_TOUCHES:
                with _on_disk(file) as path:
                    if asked_to_be_told(path, read, match):
                        _next_file()
            else:
                _asked_name(file, match)


def _read(file: Any) -> UploadedFile:
    """Once, and not at every click."""
    key = f"upload_read_{file.file_id}"
    if key not in st.session_state:
        with _on_disk(file) as path:
            st.session_state[key] = read_upload(path)
    found: UploadedFile = st.session_state[key]
    return found


def _asked_match(read: UploadedFile) -> MatchOn:
    plausible = read.matches() or tuple(MatchOn)
    st.session_state.setdefault("upload_match", plausible[0])
    if st.session_state["upload_match"] not in plausible:
        st.session_state["upload_match"] = plausible[0]
    return MatchOn(
        st.selectbox(say("People are found by"), plausible, key="upload_match", format_func=match_name, width=320)
    )


def match_name(match: MatchOn) -> str:
    return MATCH_LABELS[match].in_language(language())


def _asked_name(file: Any, match: MatchOn) -> None:
    name = st.text_input(
        say("Name of the list"), value=PurePath(file.name).stem[:100], max_chars=100, key=f"upload_name_{file.file_id}"
    )
    replaces = name.strip() in {kept.name for kept in uploaded_lists(settings())}
    label = say("Replace the list of this name") if replaces else say("Keep the list")
    if st.button(label, key="upload_keep", type="primary", disabled=not name.strip()):
        keep = replace_uploaded if replaces else upload_list
        with _on_disk(file) as path:
            kept = keep(settings(), path, name, match, person=person(), now=utc_now())
        st.session_state[REPORT_KEY] = kept
        _next_file()


def _next_file() -> None:
    st.session_state[ROUND_KEY] = st.session_state.get(ROUND_KEY, 0) + 1
    st.rerun()


def _tell_report() -> None:
    """What became of the file that was kept last."""
    kept: UploadedList | None = st.session_state.pop(REPORT_KEY, None)
    if kept is None:
        return
    named = people_named(open_engine(store(), settings()), kept)
    with st.container(border=True, key="upload_report"):
        st.markdown(f":material/check_circle: {say('The list {name} is kept.', name=kept.name)}")
        show_counts(
            {
                plain("Rows with a name"): kept.rows,
                plain("Different names"): kept.people,
                plain("Names that no member has"): named.unmatched,
                plain("Named again"): kept.duplicates,
                plain("Not such an ID"): kept.unreadable,
                plain("Members found"): named.members,
            }
        )


def show_counts(counts: dict[str, int]) -> None:
    plain_table({plain("What"): list(counts), plain("Count"): [figures.whole(n, language()) for n in counts.values()]})


def _row(kept: UploadedList) -> None:
    with st.container(border=True, key=f"upload_row_{kept.id}"):
        about, people, last, acts = st.columns([5, 2.4, 3.2, 2.4], vertical_alignment="center", gap="small")
        about.markdown(f"**{shielded(kept.name)}**")
        about.caption(say("{file}, found by {match}", file=kept.file, match=match_name(kept.match)))
        people.markdown(say("{people} name", plural="{people} names", count="people", people=kept.people))
        last.caption(spoken(Sentence("{person} · {at}", {"person": kept.kept_by, "at": kept.kept_at})))
        if person().may(Action.SAVE):
            with acts, st.container(horizontal=True, gap="xsmall"):
                ask_button("rename", kept.id, ":material/edit:", say("Rename"))
                ask_button("delete", kept.id, ":material/delete:", say("Delete"))


def _rename(kept: UploadedList) -> None:
    new_name = st.text_input(say("New name"), value=kept.name, max_chars=100, key="upload_new_name")
    _tell_users(kept)
    if st.button(say("Rename"), key="upload_rename_now", type="primary", disabled=new_name.strip() in ("", kept.name)):
        _done(
            lambda: rename_uploaded(settings(), kept.name, new_name, person=person(), now=utc_now()),
            say("{name} is now called {new_name}.", name=kept.name, new_name=new_name),
        )


def _delete(kept: UploadedList) -> None:
    _tell_users(kept)
    st.markdown(
        say("The names in {name} are deleted for good. Lists that left by it can no longer be proved.", name=kept.name)
    )
    if st.button(say("Delete for good"), key="upload_delete_now", type="primary"):
        _done(
            lambda: delete_uploaded(settings(), kept.name, person=person(), now=utc_now()),
            say("{name} is deleted.", name=kept.name),
        )


def _tell_users(kept: UploadedList) -> None:
    users = segments_naming(settings(), kept.name)
    if users:
        st.warning(say("It is mentioned by {names}.", names=", ".join(users)), icon=":material/link:")


def _done(act: Callable[[], object], said: str) -> None:
    """A refusal stays in the dialog; what was done is told on the page behind it."""
    require(person(), Action.SAVE)
    try:
        act()
    except FenqunError as refused:
        for fault in refused.faults:
            st.error(spoken(fault))
        return
    tell_later(said)
    st.rerun()


@contextmanager
def _on_disk(file: Any) -> Iterator[Path]:
    """Under its own name, without whatever path a browser put before it, for as long as it is looked at."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (PurePath(file.name.replace("\\", "/")).name or "upload")
        path.write_bytes(file.getvalue())
        yield path
