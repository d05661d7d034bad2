"""Which measures can be picked, in the reader's words: as a searchable list, and as a catalogue to look through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache

import streamlit as st

from pages.locale import figures
from pages.parts.asking import computed_soon
from pages.parts.opened import store
from pages.parts.segments.measure import show_measure
from pages.parts.segments.session import as_of, draft, measures
from pages.parts.segments.tree import walk
from pages.parts.segments.words import TYPES
from pages.parts.session import language, say, shielded, spoken
from pages.parts.states import failures_in_words
from queries.audience import Audience
from queries.catalog import Measure
from queries.segments import Condition
from queries.segments.coverage import Coverage, coverage
from queries.segments.describe import measure_needs

SEARCH_KEY, TOPIC_KEY, RECENT_KEY, LOOKED_AT_KEY = (
    "segment_catalogue_search",
    "segment_catalogue_topic",
    "segment_recent_measures",
    "segment_catalogue_looked_at",
)
RECENT = "recent"  # beside the subjects
RECENT_KEPT, ROWS_SHOWN = 8, 40


def measure_names() -> Mapping[str, str]:
    """Measures that the export can answer, subject first, each name once."""
    return _names(store().key, language())


@lru_cache(maxsize=8)
def _names(_version_key: str, tongue: str) -> Mapping[str, str]:
    """A rule of thirty conditions asks for the names thirty times in one run."""
    names = {measure.key: measure_name(measure, tongue) for measure in measures().available()}
    seen = Counter(names.values())
    return {key: name if seen[name] == 1 else f"{name} ({key})" for key, name in names.items()}


def measure_name(measure: Measure, tongue: str | None = None) -> str:
    tongue = tongue or language()
    return f"{measure.topic.in_language(tongue)} › {measure.label.in_language(tongue)}"


# ── recently used


def take_note(measure_key: str) -> None:
    """This measure was used just now."""
    st.session_state[RECENT_KEY] = [measure_key, *(key for key in _noted() if key != measure_key)][:RECENT_KEPT]


def _noted() -> list[str]:
    noted: list[str] = st.session_state.get(RECENT_KEY) or []
    return noted


def recent_measures() -> tuple[str, ...]:
    """Those this session used last, then those of the rule in hand; as far as the export brings them."""
    in_rule = (member.measure for member in walk(draft().root) if isinstance(member, Condition))
    used = dict.fromkeys([*_noted(), *in_rule])
    return tuple(key for key in used if key in measure_names())[:RECENT_KEPT]


def offered_measures() -> Mapping[str, str]:
    """For the short list: those used last stand first."""
    names = measure_names()
    return {key: names[key] for key in dict.fromkeys([*recent_measures(), *names])}


# ── the catalogue


def choose_measure(put: Callable[[str], None]) -> None:
    """Opens the catalogue over the page; the measure picked in it is put and the page drawn again."""

    def show() -> None:
        with failures_in_words():
            picked = catalogue()
        if picked:
            put(picked)
            st.rerun()

    st.dialog(say("Measures"), width="large")(show)()


def catalogue() -> str | None:
    """Every measure by subject with what it means, its type, and how many people have a value. Gives the key picked."""
    search = st.text_input(
        say("Search"),
        key=SEARCH_KEY,
        type="search",
        live=True,
        placeholder=say("Search by name or meaning"),
        label_visibility="collapsed",
    )
    topics = {measure.topic.en: measure.topic.in_language(language()) for measure in measures().measures.values()}
    names = {RECENT: say("Recently used"), **topics} if recent_measures() else topics
    topic = st.pills(
        say("Subject"), tuple(names), key=TOPIC_KEY, format_func=names.__getitem__, label_visibility="collapsed"
    )
    day = as_of()
    known = computed_soon("coverage", lambda cursor: coverage(cursor, as_of=day), Audience(day))
    return _rows(found_measures(search or "", topic), known)


def found_measures(search: str, topic: str | None) -> tuple[Measure, ...]:
    """Those of the subject whose name, meaning or key holds every word of the search, in any of the languages."""
    words = search.casefold().split()
    everything = measures().measures
    among = [everything[key] for key in recent_measures()] if topic == RECENT else everything.values()
    return tuple(
        measure
        for measure in among
        if topic in (None, RECENT, measure.topic.en) and all(word in _searched(measure) for word in words)
    )


def _searched(measure: Measure) -> str:
    labels = (measure.label, measure.description, measure.topic)
    texts = [text for label in labels for text in (label.en, label.zh_CN, label.zh_TW)]
    return " ".join([measure.key, *texts]).casefold()


def _rows(found: tuple[Measure, ...], known: Coverage | None) -> str | None:
    picked = None
    if not found:
        st.caption(say("No measure fits. Try another word."))
    with st.container(height=420, border=False, key="segment_catalogue"):
        for measure in found[:ROWS_SHOWN]:
            if _row(measure, known, is_looked_at=st.session_state.get(LOOKED_AT_KEY) == measure.key):
                picked = measure.key
        if len(found) > ROWS_SHOWN:
            st.caption(say("{n} more: search, or choose a subject.", n=len(found) - ROWS_SHOWN))
    return picked


def _row(measure: Measure, known: Coverage | None, *, is_looked_at: bool) -> bool:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        is_picked = st.button(
            shielded(measure_name(measure)),
            key=f"segment_pick_{measure.key}",
            type="tertiary",
            disabled=not measure.is_available,
        )
        st.badge(TYPES[measure.type].in_language(language()), color="gray")
        share = known.share(measure.key) if known else None
        if share is not None:
            st.caption(say("{share} of people", share=figures.share(share, language(), 0)), width="content")
        if measure.is_available:
            st.button(
                ":material/visibility_off:" if is_looked_at else ":material/bar_chart:",
                key=f"segment_look_{measure.key}",
                type="tertiary",
                help=say("Its values"),
                on_click=_look_at,
                args=(None if is_looked_at else measure.key,),
            )
    st.caption(measure.description.in_language(language()) if measure.is_available else spoken(measure_needs(measure)))
    if is_looked_at:
        show_measure(measure)
    return is_picked


def _look_at(measure_key: str | None) -> None:
    st.session_state[LOOKED_AT_KEY] = measure_key
