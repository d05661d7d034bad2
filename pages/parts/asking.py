"""The one door from pages to questions: a kept answer, or a worker that is stopped when nobody waits for it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.errors import Cancelled
from data.progress import Progress
from data.sentence import Sentence
from data.store.version import Version
from pages.parts.kept import KeptAnswers, Running
from pages.parts.opened import store
from pages.parts.session import person, say, settings, spoken
from queries.audience import Audience
from queries.engines import open_engine
from queries.engines.duck import DuckDBCursor
from queries.question import Answer, question
from queries.question import answer as asked

KEPT = KeptAnswers()
TOLD: dict[str, tuple[float, Sentence]] = {}  # where long work is, by the key of its answer
STOPPED_KEY, WAITING_KEY = "stopped_question", "waiting_question"
POLL_SECONDS = 0.02
SKELETON_AFTER_SECONDS = 0.15
CANCEL_AFTER_SECONDS = 1.0
SOON_SECONDS = 1.5

Computed = TypeVar("Computed")


def answer(name: str, audience: Audience | None = None, **params: object) -> Answer:
    """A question's answer for this session's version and this person's scope; no audience means everyone now."""
    about = audience or everyone_now()
    return computed(name, lambda cursor: asked(question(name), cursor, audience=about, **params), about, **params)


def computed(
    name: str,
    work: Callable[[DuckDBCursor], Computed],
    audience: Audience,
    in_fragment: bool = False,
    /,
    **params: object,
) -> Computed:
    """What the work finds, kept and stoppable like an answer. Name, audience and params are the key: they say it all.

    In a fragment there is neither skeleton, since the old numbers still stand there, nor a button, since a fragment's
    own widgets cannot stop it: the page shows one beside it (see `stop_waiting`).
    """
    version = store()
    key = canonical(version.key, person().scope, name, audience, params)
    place = st.empty()  # also for a kept answer: what follows keeps its place on the page, and nothing is drawn anew
    kept: Computed | None = KEPT.get(key)
    if kept is not None:
        return kept
    if st.session_state.get(STOPPED_KEY) == key:
        raise Cancelled(Sentence("You stopped this calculation."))
    cursor = open_engine(version, settings()).cursor()
    st.session_state[WAITING_KEY] = key
    found: Computed = _awaited(KEPT.begin(key, lambda: work(cursor), cursor.cancel), place, in_fragment)
    return found


def watched(
    name: str, work: Callable[[DuckDBCursor, Progress], Computed], audience: Audience, /, **params: object
) -> Computed:
    """The same in a fragment for work of many steps: where it is stands there while one waits."""
    key = canonical(store().key, person().scope, name, audience, params)

    def told(step: str, done: float, sentence: Sentence) -> None:
        TOLD[key] = (done, sentence)

    try:
        return computed(name, lambda cursor: work(cursor, told), audience, True, **params)
    finally:
        TOLD.pop(key, None)


def computed_soon(
    name: str, work: Callable[[DuckDBCursor], Computed], audience: Audience, /, **params: object
) -> Computed | None:
    """The same for what a page can do without: None while it is not there yet; it goes on and is kept for later."""
    version = store()
    key = canonical(version.key, person().scope, name, audience, params)
    kept: Computed | None = KEPT.get(key)
    if kept is None:
        cursor = open_engine(version, settings()).cursor()
        future = KEPT.begin(key, lambda: work(cursor), cursor.cancel).future
        give_up = time.monotonic() + SOON_SECONDS
        while not wait([future], timeout=POLL_SECONDS).done and time.monotonic() < give_up:
            st.session_state.get(STOPPED_KEY)  # a newer click need not wait for this
        kept = future.result() if future.done() else None
    return kept


@dataclass(frozen=True)
class SessionAsk:
    """What the doors of the queries floor ask with when a page calls them: kept, and cancellable."""

    version: Version

    def __call__(self, name: str, audience: Audience, **params: object) -> Answer:
        return answer(name, audience, **params)


def ask() -> SessionAsk:
    return SessionAsk(store())


def judged(name: str, work: Callable[[], Computed], audience: Audience, /, **params: object) -> Computed:
    """What a door makes of kept answers, kept as well.

    `work` asks with `ask()`, so waiting and stopping stay with the questions.
    """
    key = canonical(store().key, person().scope, name, audience, params)
    with st.container():  # its answers leave their places here or not at all; what follows keeps its own
        kept: Computed | None = KEPT.get(key)
        if kept is None:
            kept = work()
            KEPT.keep(key, kept)
    return kept


def everyone_now() -> Audience:
    """Everyone, as of the last full day of the data."""
    return Audience(store().manifest.data_end)


def canonical(version_key: str, scope: str, name: str, audience: Audience, params: dict[str, object]) -> str:
    """The text under which an answer is kept. A frame is never part of it: hashing frames gave wrong answers."""
    about = {"as_of": audience.as_of, "people": audience.key}
    parts = {"version": version_key, "scope": scope, "question": name, "audience": about, "params": params}
    return json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)


def _awaited(running: Running, place: DeltaGenerator, in_fragment: bool) -> Any:
    waiting = _Waiting(running.key, place, in_fragment)
    try:
        while not wait([running.future], timeout=POLL_SECONDS).done:
            waiting.beat()
        return running.future.result()
    finally:
        KEPT.leave(running)
        waiting.place.empty()


class _Waiting:
    """Nothing for an instant, then a skeleton, after a second the time so far and a way out."""

    def __init__(self, key: str, place: DeltaGenerator, in_fragment: bool) -> None:
        self.key, self.begun, self.place = key, time.monotonic(), place
        self.in_fragment = in_fragment
        self.is_skeleton_shown = False
        self.line: DeltaGenerator | None = None
        self.seconds = 0

    def beat(self) -> None:
        # Touching the session state is where Streamlit stops a run that a newer click has overtaken.
        st.session_state.get(STOPPED_KEY)
        elapsed = time.monotonic() - self.begun
        if elapsed > CANCEL_AFTER_SECONDS:
            self._tell(int(elapsed))
        elif elapsed > SKELETON_AFTER_SECONDS and not self.is_skeleton_shown and not self.in_fragment:
            self.is_skeleton_shown = True
            self.place.skeleton(height=120)

    def _tell(self, seconds: int) -> None:
        if self.key in TOLD:
            done, sentence = TOLD[self.key]
            self.place.progress(min(max(done, 0.0), 1.0), text=spoken(sentence))
            return
        if self.line is None:
            with self.place.container(horizontal=True, vertical_alignment="center", border=True):
                self.line = st.empty()
                if not self.in_fragment:
                    # Named by its question: several slow ones may follow each other in one run.
                    name = f"cancel_{sha256(self.key.encode()).hexdigest()[:16]}"
                    st.button(say("Cancel"), key=name, on_click=_stop, args=(self.key,))
        if seconds != self.seconds:
            self.seconds = seconds
            self.line.markdown(
                say(
                    "Calculating for {seconds} second …",
                    plural="Calculating for {seconds} seconds …",
                    count="seconds",
                    seconds=seconds,
                )
            )


def _stop(key: str) -> None:
    st.session_state[STOPPED_KEY] = key


def stop_waiting() -> None:
    """Stop what this session waited for last: for a button that stands outside the waiting fragment."""
    _stop(st.session_state.get(WAITING_KEY, ""))


def ask_again() -> None:
    """Forget that a calculation was stopped."""
    st.session_state.pop(STOPPED_KEY, None)
