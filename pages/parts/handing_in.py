"""Bringing an export without a terminal: its files into the inbox, and answers to what it cannot say by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from data.access import Action
from data.audit import utc_now
from data.errors import FenqunError, MappingError
from data.inbox import HANDED_IN, mapping_path, put_into_inbox, save_mapping, saved_mapping
from data.intake.mapping import mapping_in, mapping_toml, merged
from data.sentence import Sentence
from pages.locale import figures
from pages.parts.session import language, person, plain, say, settings, shielded, spoken
from pages.parts.tables import plain_table

ROUND_KEY, ANSWERS_KEY, REFUSED_KEY = "hand_in_round", "mapping_answers", "hand_in_refused"
TOML_LINE = re.compile(r'^(\[[^\]]+\]|"[^"]*" = .+|\w+ = .+)$')
LARGEST_MEGABYTES = 50  # as `maxUploadSize` in .streamlit/config.toml


def show_hand_in(waiting: Sequence[Path]) -> None:
    """What lies in the inbox, and for those who may build a place to drop files; what happens then, in three lines."""
    if waiting:
        plain_table(
            {
                plain("File"): [path.name for path in waiting],
                plain("Kilobytes"): [figures.whole(_kilobytes(path), language(), 1) for path in waiting],
            }
        )
    with st.expander(say("How an export gets in"), icon=":material/help:", key="hand_in_help"):
        st.markdown(say("1. Members and orders are enough; every further table answers more questions."))
        st.markdown(say("2. “Check only” reads the files and says what is wrong with them. It changes nothing."))
        st.markdown(
            say("3. “Check and build” makes a new data version. Until it is whole, everyone works with the one before.")
        )
    if person().may(Action.BUILD):
        _drop_files()


def _drop_files() -> None:
    place = f"hand_in_{st.session_state.get(ROUND_KEY, 0)}"
    st.file_uploader(
        say("Put files into the inbox"),
        type=list(HANDED_IN),
        accept_multiple_files=True,
        key=place,
        max_upload_size=LARGEST_MEGABYTES,
        on_change=_take_in,
        args=(place,),
        help=say(
            "A file of the same name is replaced. Larger files belong into the folder {inbox} itself.",
            inbox=str(settings().inbox),
        ),
    )
    for fault in st.session_state.pop(REFUSED_KEY, ()):
        st.warning(spoken(fault))


def _take_in(place: str) -> None:
    """Each file by itself: one that is refused keeps no other out."""
    refused: list[Sentence] = []
    for file in st.session_state[place] or ():
        try:
            put_into_inbox(settings(), person=person(), name=file.name, content=file, at=utc_now())
        except FenqunError as error:
            refused += error.faults
    st.session_state[REFUSED_KEY] = tuple(refused)
    st.session_state[ROUND_KEY] = st.session_state.get(ROUND_KEY, 0) + 1


def _kilobytes(path: Path) -> float:
    return path.stat().st_size / 1024 if path.exists() else 0.0


def show_questions(asked: MappingError, *, check_again: Callable[[], None]) -> None:
    """What has to be said about these files, and the place to say it. Nothing is answered for anyone."""
    st.markdown(f":material/help: **{say('The files leave questions open; nothing was guessed.')}**")
    for fault in asked.faults:
        asks = question_in(_written(fault))
        st.markdown(shielded(asks.before))
        if asks.lines:
            st.code(asks.lines, language="toml")
        if asks.after:
            st.markdown(shielded(asks.after))
    if not person().may(Action.BUILD):
        return
    if ANSWERS_KEY not in st.session_state:
        st.session_state[ANSWERS_KEY] = with_proposals(saved_mapping(settings()), asked)
    st.text_area(
        say("Your answers, kept in {file}", file=str(mapping_path(settings()))),
        key=ANSWERS_KEY,
        height="content",
    )
    st.caption(say("The lines proposed above stand here already. They are proposals: change what is not so."))
    for fault in st.session_state.pop(REFUSED_KEY, ()):
        st.warning(spoken(fault))
    st.button(
        say("Save the answers and check again"),
        key="save_mapping",
        type="primary",
        on_click=_save_and_check,
        args=(check_again,),
    )


def _save_and_check(check_again: Callable[[], None]) -> None:
    try:
        save_mapping(settings(), person=person(), text=st.session_state[ANSWERS_KEY], at=utc_now())
    except FenqunError as refused:
        st.session_state[REFUSED_KEY] = refused.faults
        return
    del st.session_state[ANSWERS_KEY]
    check_again()


@dataclass(frozen=True)
class Question:
    """A fault that asks: what is asked, the lines that would answer it, and what else would."""

    before: str
    lines: str
    after: str


def question_in(text: str) -> Question:
    lines = text.split("\n")
    answers = [number for number, line in enumerate(lines) if TOML_LINE.match(line)]
    if not answers:
        return Question(" ".join(lines), "", "")
    first, last = answers[0], answers[-1] + 1
    return Question(" ".join(lines[:first]), "\n".join(lines[first:last]), " ".join(lines[last:]))


def with_proposals(saved: str, asked: MappingError) -> str:
    """The saved answers and the lines the questions propose. Answers that cannot be read stand as they are."""
    try:
        mapping = mapping_in(saved, origin="")
        for fault in asked.faults:
            mapping = merged(mapping, mapping_in(question_in(str(fault)).lines, origin=""))
    except MappingError:
        return saved
    return mapping_toml(mapping).strip()


def _written(sentence: Sentence) -> str:
    return plain(sentence.text, plural=sentence.plural, count=sentence.count, **sentence.gaps)
